"""What a mail says, to whom, and that nothing from outside can make it say something else."""

import re
from datetime import date, timedelta

import pytest

from alerts.mail import placeholders
from alerts.mail.excerpts import excerpts
from alerts.mail.wording import CHANGES_IN_FULL, CLAUSES_A_CATEGORY
from alerts.models import Message
from governance.models import Collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert_mail(make_user, watch, run, mails, now):
    """The alert about these changes' platform to one watcher."""

    def send(platform, make, tier="watcher", **fields):
        user = make_user(tier=tier, **fields)
        watch(user, platform)
        make()
        run(now)
        (mail,) = mails(user)
        return mail

    return send


@pytest.mark.dated
def test_an_alert_says_what_changed_clause_by_clause_in_the_documents_own_words(
    alert_mail, make_platform, make_change, now, text_of, html_of
):
    platform = make_platform("acme")
    collection = Collection.objects.create(slug="c", name="C", attribution="Recorded by the C collection, ODbL")

    def make():
        make_change(
            platform,
            published_at=now,
            headline="Acme changed its Privacy policy: retention",
            document_type="privacy-policy",
            clauses=[("We keep 3 < 4 & it 30 days.", "We keep 3 < 4 & it 90 days."), (None, "We may train on it.")],
            collection=collection,
            effective_date=date(2026, 4, 1),
        )

    mail = alert_mail(platform, make, display_name="Ana")
    assert mail["Subject"] == "Acme changed its Privacy policy: retention"
    text, html = text_of(mail), html_of(mail)
    for body in (text, html):
        assert "Hello Ana," in body
        assert "Recorded by the C collection, ODbL" in body
        assert "substantive · captured 11 March 2026 · effective date stated: 1 April 2026" in body
        assert "Medium severity" in body
        assert "2 provisions modified" in body
        assert "/changes/CW-C-" in body
        assert "makes no legal determination" in body
        assert "http://testserver/methodology/" in body
        assert "http://testserver/unsubscribe/" in body
    assert "Before: “We keep 3 < 4 & it 30 days.”" in text
    assert "After: “We keep 3 < 4 & it 90 days.”" in text
    assert "After: “We may train on it.”" in text
    assert "  Words: “30” became “90”" in text
    assert re.search(r"We keep 3 &lt; 4 &amp; it <del [^>]*>30</del> days\.", html)
    assert re.search(r"We keep 3 &lt; 4 &amp; it <ins [^>]*>90</ins> days\.", html)
    assert "prefers-color-scheme: dark" in html
    assert "<img" not in html
    assert "http://testserver/changes/" in html


def test_a_mail_says_what_is_true_of_the_whole_and_links_before_it_goes_into_detail(
    alert_mail, make_platform, make_change, now, text_of, html_of
):
    statements = [
        {"code": "counts", "sentence": "1 provision changed."},
        {"code": "rewritten", "sentence": "The document was <b>rewritten</b> -unsubscribe_url-."},
    ]
    platform = make_platform("bolt")
    clauses = [("Old wording.", "New wording."), (None, "More wording.")]
    mail = alert_mail(platform, lambda: make_change(platform, published_at=now, statements=statements, clauses=clauses))
    text, html = text_of(mail), html_of(mail)
    assert "The document was <b>rewritten</b>" in text
    assert "The document was &lt;b&gt;rewritten&lt;/b&gt;" in html
    for body in (text, html):
        assert "1 provision changed." not in body
        assert body.index("/changes/CW-C-") < body.index("A provision was added.")
        assert body.index("A provision was modified.") < body.index("/changes/CW-C-")
        assert "medium severity · Your content" in body


def test_a_free_readers_digest_holds_no_statement(make_user, watch, make_platform, make_change, run, mails, now):
    user, platform = make_user(), make_platform()
    watch(user, platform)
    make_change(platform, published_at=now, statements=[{"code": "rewritten", "sentence": "Sections: “Zebra rules”."}])
    run(now + timedelta(days=7))
    (mail,) = mails(user)
    parts = mail.as_string() + "".join(part.get_content() for part in mail.walk() if not part.is_multipart())
    assert "Zebra" not in parts


def test_several_changes_are_one_mail_with_their_platforms_in_the_subject(
    make_user, watch, make_platform, make_change, run, mails, now
):
    user = make_user(tier="watcher")
    for slug in ("acme", "bolt", "crow", "dove"):
        platform = make_platform(slug)
        watch(user, platform)
        make_change(platform, published_at=now)
    run(now)
    (mail,) = mails(user)
    assert mail["Subject"] == "Acme changed its terms (1); 3 more changes: Bolt, Crow, Dove"


def test_the_subject_names_the_first_platform_again_where_more_of_its_changes_follow(
    make_user, watch, make_platform, make_change, run, mails, now
):
    user = make_user(tier="watcher")
    acme, bolt = make_platform("acme"), make_platform("bolt")
    for platform in (acme, bolt):
        watch(user, platform)
    for platform in (acme, acme, bolt):
        make_change(platform, published_at=now)
    run(now)
    (mail,) = mails(user)
    assert mail["Subject"].endswith("; 2 more changes: Acme, Bolt")


def test_a_free_readers_digest_holds_no_word_of_any_quotation(
    make_user, watch, make_platform, make_change, run, mails, now
):
    user, platform = make_user(), make_platform()
    watch(user, platform)
    make_change(platform, published_at=now, clauses=[("ancient zebra", "modern quagga"), (None, "novel okapi")])
    run(now + timedelta(days=7))
    (mail,) = mails(user)
    raw = mail.as_string()
    parts = raw + "".join(part.get_content() for part in mail.walk() if not part.is_multipart())
    assert not any(word in parts for word in ("zebra", "quagga", "okapi", "A provision was"))
    assert "2 provisions modified" in parts
    assert "part of Watcher and Professional" in parts


def test_a_demonstration_is_marked_in_subject_and_body(alert_mail, make_platform, make_change, now, text_of, html_of):
    platform = make_platform(is_demonstration=True)
    mail = alert_mail(platform, lambda: make_change(platform, published_at=now))
    assert mail["Subject"].startswith("Demonstration: ")
    assert "Demonstration: a fictional platform" in text_of(mail)
    assert "Demonstration: a fictional platform" in html_of(mail)


def test_a_long_change_and_a_long_list_are_cut_with_the_number_left_out(
    alert_mail, make_platform, make_change, now, text_of, html_of
):
    platform = make_platform()

    def make():
        make_change(platform, published_at=now, clauses=[(None, f"Clause {n} of many.") for n in range(15)])
        for _ in range(CHANGES_IN_FULL + 1):
            make_change(platform, published_at=now)

    mail = alert_mail(platform, make)
    for body in (text_of(mail), html_of(mail)):
        assert f"Clause {CLAUSES_A_CATEGORY - 1} of many." in body
        assert f"Clause {CLAUSES_A_CATEGORY} of many." not in body
        assert f"{15 - CLAUSES_A_CATEGORY} more changed provisions: “Your content” ({15 - CLAUSES_A_CATEGORY})" in body
        assert body.count(" wording of the clause.") == 2 * (CHANGES_IN_FULL - 1)  # before and after


HOSTILE = "Evil\r\nBcc: everybody@example.com\x00\u202e<script>alert(1)</script> -unsubscribe_url- -recipient_name-"


def test_no_name_can_write_a_header_a_tag_or_a_placeholder(
    alert_mail, make_platform, make_change, now, mail_dir, text_of, html_of
):
    platform = make_platform(name=HOSTILE.replace("\x00", ""))

    def make():
        make_change(platform, published_at=now, headline=HOSTILE.replace("\x00", ""), clauses=[(None, "domain-name-x")])

    mail = alert_mail(platform, make, display_name="Ana\r\nBcc: x@example.com <b>-unsubscribe_url-")
    assert set(mail.keys()) == {
        "Content-Type", "MIME-Version", "Subject", "From", "To", "Message-ID", "Date",
        "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted",
    }  # fmt: skip
    assert len(mail["To"].addresses) == 1
    assert "\n" not in mail["Subject"]
    assert "\u202e" not in mail["Subject"]
    html, text = html_of(mail), text_of(mail)
    assert "<script" not in html
    assert "Ana Bcc: x@example.com &lt;b&gt;-unsubscribe_url-," in html
    assert html.count("http://testserver/unsubscribe/") == 2
    assert text.count("http://testserver/unsubscribe/") == 2
    assert "After: “domain-name-x”" in text


CONTROLS = "\x1b[2J\x1b[31m\r\x9b1A\u202e\u2066\u200b\x85Severity: none\u2028Unsubscribe: http://evil.example/"


def test_no_quotation_or_name_controls_whatever_shows_the_text_part(
    alert_mail, make_platform, make_change, now, text_of
):
    platform = make_platform(name=f"Owl{CONTROLS}")
    clause = f"You pay {CONTROLS} three coins."

    def make():
        for _ in range(2):
            make_change(platform, published_at=now, headline=f"New {CONTROLS}", clauses=[(None, clause)])

    text = text_of(alert_mail(platform, make)).replace("\r\n", "\n")
    assert "three coins." in text
    lines = text.split("\n")
    assert [ascii(line) for line in lines if not line.isprintable()] == []
    assert not any(line.startswith("Severity: none") for line in lines)
    assert [line for line in lines if line.startswith("Unsubscribe: http://")] == [lines[lines.index("-- ") + 3]]


def test_the_headers_name_the_message_the_list_and_the_way_out(alert_mail, make_platform, make_change, now):
    platform = make_platform()
    mail = alert_mail(platform, lambda: make_change(platform, published_at=now))
    message = Message.objects.get()
    assert mail["Message-ID"] == f"<{message.pk}@clausewatch.example>"
    assert mail["Date"].datetime == now
    assert mail["List-Id"] == "Clausewatch alerts <alerts.testserver>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<http://testserver/unsubscribe/")
    assert mail["List-Unsubscribe"].endswith("/>")


def test_the_postal_address_is_shown_where_the_operator_gave_one(
    alert_mail, make_platform, make_change, now, settings, text_of, html_of
):
    settings.POSTAL_ADDRESS = "1 Long Road, Town"
    platform = make_platform()
    mail = alert_mail(platform, lambda: make_change(platform, published_at=now))
    assert "1 Long Road, Town" in text_of(mail)
    assert "1 Long Road, Town" in html_of(mail)


def test_placeholders_are_filled_once_and_escaped_in_html():
    values = {
        placeholders.NAME: "<-unsubscribe_url->",
        placeholders.UNSUBSCRIBE_URL: "http://u/",
        placeholders.PREFERENCES_URL: "http://p/",
    }
    body = "-recipient_name- -unsubscribe_url-"
    assert placeholders.fill_text(body, values) == "<-unsubscribe_url-> http://u/"
    assert placeholders.fill_html(body, values) == "&lt;-unsubscribe_url-&gt; http://u/"


def test_an_excerpt_is_an_exact_part_from_about_where_the_texts_differ():
    shared = "word " * 400
    before, after = shared + "thirty days. " + "tail " * 300, shared + "ninety days. " + "tail " * 300
    old, new = excerpts(before, after)
    assert old.text in before
    assert new.text in after
    assert "thirty days" in old.text
    assert "ninety days" in new.text
    assert old.cut_before
    assert old.cut_after
    assert len(old.text) <= 600


@pytest.mark.parametrize(
    "pair", [(None, "a" * 2000), ("b" * 2000, None), ("c" * 601, "c" * 602), ("", "x"), ("x", "x")]
)
def test_excerpts_of_odd_texts_are_still_parts_of_them(pair):
    for whole, excerpt in zip(pair, excerpts(*pair), strict=True):
        assert (whole is None) == (excerpt is None)
        if excerpt is not None:
            assert excerpt.text in whole
            assert len(excerpt.text) <= 700
