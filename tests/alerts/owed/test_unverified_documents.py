"""What a digest says of the documents that it can't vouch for."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.models import Content, Digest
from alerts.owed.unverified_documents import DOCUMENTS_LISTED, Watched, unverified_documents
from alerts.watching import watchlists
from alerts.watching.watchlists import Wishes
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models import Document

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

MONDAY = datetime(2026, 3, 16, 8, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, 12, tzinfo=UTC)
WORDS = "could not be verified in the last seven days"


@pytest.fixture
def platform(make_platform):
    return make_platform("acme", name="Acme")


@pytest.fixture
def reader(make_user, watch, platform):
    user = make_user()
    watch(user, platform)
    return user


@pytest.fixture
def document(make_document, platform):
    def make(document_type="terms-of-service", **fields):
        return make_document(platform, document_type, **{"state": "active", "created_at": LONG_AGO, **fields})

    return make


def test_a_digest_says_which_documents_were_not_verified_lately_and_when_they_last_were(
    reader, platform, document, make_document, make_platform, run, mails, text_of, html_of
):
    document("terms-of-service", last_verified_at=LONG_AGO)
    document("privacy-policy", state="listed")
    document("cookies-policy", last_verified_at=MONDAY - timedelta(days=7))
    document("seller-terms", state="retired", last_verified_at=MONDAY - timedelta(hours=3))
    document("new-terms", state="listed", created_at=MONDAY - timedelta(days=6))
    make_document(make_platform("other"), created_at=LONG_AGO)
    run(MONDAY)
    (mail,) = mails(reader)
    listed = [
        "Acme · Privacy policy: never verified",
        "Acme · Terms of service: last verified 5 January 2026",
        "Acme · Seller terms: retired, no longer published or tracked; last verified 16 March 2026",
    ]
    text, html = text_of(mail), html_of(mail)
    assert [line[2:] for line in text.splitlines() if line.startswith("- ")] == listed
    assert all(line in html for line in listed)
    assert WORDS in text
    assert WORDS in html


def test_where_all_documents_were_verified_nothing_is_said(reader, document, run, mails, text_of, html_of):
    document(last_verified_at=MONDAY - timedelta(days=1))
    run(MONDAY)
    (mail,) = mails(reader)
    assert WORDS not in text_of(mail)
    assert "Not verified lately" not in html_of(mail)
    assert Digest.objects.get().unverified == []


def test_a_long_list_is_cut_and_counted(reader, document, run, mails, text_of):
    for number in range(DOCUMENTS_LISTED + 3):
        document(f"type-{number}", last_verified_at=LONG_AGO)
    run(MONDAY)
    (mail,) = mails(reader)
    lines = [line for line in text_of(mail).splitlines() if line.startswith("- ")]
    assert len(lines) == DOCUMENTS_LISTED + 1
    assert lines[-1] == "- and 3 more"
    digest = Digest.objects.get()
    assert (len(digest.unverified), digest.unverified_count) == (DOCUMENTS_LISTED, DOCUMENTS_LISTED + 3)


def test_people_with_the_same_changes_share_a_body_unless_their_unverified_documents_differ(
    make_user, watch, platform, make_platform, document, make_document, run
):
    document(last_verified_at=LONG_AGO)
    also = make_platform()
    make_document(also, created_at=LONG_AGO)
    for _ in range(3):
        watch(make_user(tier="watcher"), platform)
    other = make_user(tier="watcher")
    watch(other, platform)
    watch(other, also)
    run(MONDAY)
    assert Digest.objects.count() == 4
    assert Content.objects.count() == 2


def test_a_list_of_certain_types_of_documents_is_told_of_those(make_user, watch, platform, document, run, now):
    user = make_user(tier="watcher")
    watch(user, platform)
    wishes = Wishes(document_types=["privacy-policy"])
    watchlists.change_watchlist(watchlist=watchlists.default_watchlist(user, now), wishes=wishes, now=now)
    document("terms-of-service", last_verified_at=LONG_AGO)
    wanted = document("privacy-policy", last_verified_at=LONG_AGO)
    run(MONDAY)
    assert [row["document"] for row in Digest.objects.get().unverified] == [wanted.pk]


def test_a_title_from_outside_can_fill_in_nothing(reader, document, run, mails, text_of, html_of):
    document(title="<b>Terms</b>\n-unsubscribe_url-", last_verified_at=LONG_AGO)
    run(MONDAY)
    (mail,) = mails(reader)
    (line,) = (line for line in text_of(mail).splitlines() if line.startswith("- "))
    assert "http" not in line
    assert "<b>Terms" not in html_of(mail)


def test_the_api_tells_what_the_digest_told_whatever_was_verified_since(api, reader, document, run):
    made = document(last_verified_at=LONG_AGO)
    run(MONDAY)
    Document.objects.update(last_verified_at=MONDAY)
    shown = api(reader).get(f"/api/v1/digests/{Digest.objects.get().pk}/").json()
    assert shown["unverified_count"] == 1
    assert shown["unverified_documents"] == [
        {
            "document": made.public_id,
            "platform": "acme",
            "title": "Terms of service",
            "state": "active",
            "last_verified_at": "2026-01-05T12:00:00Z",
        }
    ]


def test_what_is_said_costs_one_query_whatever_the_number_of_documents_and_periods(document, django_assert_num_queries):
    made = [document(f"type-{number}", last_verified_at=LONG_AGO) for number in range(5)]
    ids = tuple(one.pk for one in made)
    watched = {Watched(ids[:count], (), end) for count in (1, 3, 5) for end in (LONG_AGO, MONDAY)}
    with django_assert_num_queries(1):
        found = unverified_documents(watched, MONDAY)
    assert {(len(key.document_ids), key.period_end): unverified.count for key, unverified in found.items()} == {
        (count, end): (count if end == MONDAY else 0) for count in (1, 3, 5) for end in (LONG_AGO, MONDAY)
    }


def test_platforms_that_were_never_captured_are_one_line_before_the_documents_of_the_others(
    reader, document, watch, make_platform, make_document, run, mails, text_of, html_of
):
    grant_tier(user=reader, tier=Tier.PROFESSIONAL, until=None, now=LONG_AGO)
    document(last_verified_at=LONG_AGO)
    document("privacy-policy", state="listed")
    for slug, name in (("b", "Brook"), ("c", "<b>Cove</b>"), ("a", "Alder")):
        platform = make_platform(slug, name=name)
        watch(reader, platform)
        for number in range(DOCUMENTS_LISTED):
            make_document(platform, f"type-{number}", created_at=LONG_AGO)
    watchlists.change_watchlist(
        watchlist=watchlists.default_watchlist(reader, MONDAY), wishes=Wishes(cadence="weekly"), now=LONG_AGO
    )
    run(MONDAY)
    (mail,) = mails(reader)
    assert [line[2:] for line in text_of(mail).splitlines() if line.startswith("- ")] == [
        "3 of your platforms have never been captured, and nothing can be noticed there: <b>Cove</b>, Alder, Brook",
        "Acme · Privacy policy: never verified",
        "Acme · Terms of service: last verified 5 January 2026",
    ]
    assert "&lt;b&gt;Cove&lt;/b&gt;" in html_of(mail)
    assert "<b>Cove" not in html_of(mail)
    assert "changed a policy" not in text_of(mail)
    assert Digest.objects.get().unverified_count == 3 * DOCUMENTS_LISTED + 2


def test_hundreds_of_platforms_that_were_never_captured_are_counted(
    make_user, watch, make_platform, make_document, run, mails, text_of
):
    reader = make_user(tier="professional")
    for number in range(120):
        platform = make_platform(f"p-{number:03}", name=f"Platform {number:03} of a very long name indeed")
        watch(reader, platform)
        make_document(platform, created_at=LONG_AGO)
    watchlists.change_watchlist(
        watchlist=watchlists.default_watchlist(reader, MONDAY), wishes=Wishes(cadence="weekly"), now=LONG_AGO
    )
    run(MONDAY)
    (mail,) = mails(reader)
    (line,) = [line for line in text_of(mail).splitlines() if line.startswith("- ")]
    assert line.startswith("- 120 of your platforms have never been captured")
    assert line.endswith("112 more")


def test_a_platform_none_of_whose_documents_is_known_was_never_captured_either(
    make_user, watch, make_platform, run, mails, text_of
):
    reader = make_user()
    watch(reader, make_platform("bare", name="Bare", created_at=LONG_AGO))
    watch(make_user(), make_platform("new", name="New", created_at=MONDAY - timedelta(days=6)))
    run(MONDAY)
    (mail,) = mails(reader)
    assert [line[2:] for line in text_of(mail).splitlines() if line.startswith("- ")] == [
        "1 of your platforms has never been captured, and nothing can be noticed there: Bare"
    ]
    assert Digest.objects.get(user=reader).unverified == []
    assert all("New" not in content.text for content in Content.objects.all())
