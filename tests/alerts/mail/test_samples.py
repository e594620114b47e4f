"""What every mail keeps to, held against all that `render_mails` writes and against the worst that can be put in."""

import re
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from textwrap import wrap

import pytest
from django.core.management import call_command

from accounts.mail_design import DARK, LIGHT
from alerts.mail import placeholders
from alerts.mail.rendering import render_alert, render_digest
from alerts.mail.samples import fictional_changes
from alerts.mail.subjects import SUBJECT_LENGTH
from billing.entitlements import Depth
from governance.reading import StatementView
from web.account_mail.samples import mails

pytestmark = pytest.mark.pure
LINES_OF_A_SCREEN = 33  # of 38 letters: 700 pixels of a phone that is 360 wide, with headings and quiet lines mixed
LETTERS_OF_A_LINE = 38
MOST_BYTES = 100_000  # Gmail cuts at 102 KB
MAILS = mails()
ABOUT_CHANGES = [name for name in MAILS if not name.startswith("account") and "nothing" not in name]
HOSTILE = (
    'Evil\r\nBcc: a@example.com\u202e<script>x</script>"><img src=//evil.example/x> -unsubscribe_url- \u05d0\u05d1 '
    * 30
)


class Outline(HTMLParser):
    """The elements of a page, and what it says before the first link to a change."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.lead = []
        self.is_in_lead = False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.elements.append((tag, given))
        if tag == "body":
            self.is_in_lead = True
        if tag == "a" and "/changes/" in (given.get("href") or ""):
            self.is_in_lead = False

    def handle_data(self, data):
        if self.is_in_lead:
            self.lead.append(data)


def worst():
    """A change whose every word is long and means ill."""
    one = fictional_changes()[0]
    quote = HOSTILE * 5
    clause = replace(
        one.provisions[0], sentence=HOSTILE, heading_path=(HOSTILE,), before_quote=quote, after_quote=quote + "not"
    )
    return replace(
        one,
        platform_name=HOSTILE,
        document_title=HOSTILE,
        headline=HOSTILE,
        attribution=HOSTILE,
        provisions=(clause,) * 30,
        statements=(StatementView("rewritten", HOSTILE),) * 5,
    )


def lines_before_the_link(html):
    # The preheader is not seen; the blocks of a mail end with a line in its source.
    seen = "".join(Outline(html).lead).partition("Clausewatch")[2]
    return [line for block in seen.splitlines() if block.strip() for line in wrap(block.strip(), LETTERS_OF_A_LINE)]


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Which colour of text stands on which grounds.
TEXT_ON = {
    "ink": ("page", "card", "before", "after", "gone", "fresh"),
    "quiet": ("page", "card", "before", "after"),
    "link": ("page", "card"),
    "button_ink": ("button",),
    "high": ("card",),
    "medium": ("card",),
    "low": ("card",),
}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(palette):
    for text, grounds in TEXT_ON.items():
        for ground in grounds:
            light, dark = sorted((luminance(palette[text]), luminance(palette[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_is_small_structured_and_needs_nothing_from_outside(name):
    html = MAILS[name].html
    elements = Outline(html).elements
    assert len(html.encode()) <= MOST_BYTES
    assert ("html", "en") in [(tag, given.get("lang")) for tag, given in elements]
    assert [tag for tag, _ in elements].count("h1") == 1
    assert all(given.get("role") == "presentation" for tag, given in elements if tag == "table")
    assert not {"img", "link", "script", "iframe", "object", "form"} & {tag for tag, _ in elements}
    assert not [given for _, given in elements if "src" in given or "url(" in (given.get("style") or "")]
    assert "@import" not in html
    assert "prefers-color-scheme: dark" in html
    # Programs that know no style sheets find the styles in the elements.
    assert all("style" in given for tag, given in elements if tag in ("body", "h1", "p", "del", "ins"))


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_has_a_subject_a_preheader_and_a_text_that_says_the_same(name):
    mail = MAILS[name]
    assert 0 < len(mail.subject) <= SUBJECT_LENGTH
    assert re.search(r'class="preheader"[^>]*>[^<&\s]', mail.html)
    assert not re.search(r"<[a-z/]|&[a-z]+;|\{[{%]", mail.text)
    plain = " ".join(mail.text.split())
    for heading in re.findall(r"<h[12][^>]*>([^<]+)</h[12]>", mail.html):
        if not name.startswith("account"):
            assert " ".join(heading.split()).replace("&nbsp;", " ") in plain
    assert {href for href in re.findall(r'href="([^"]+)"', mail.html) if "/changes/" in href} <= set(
        re.findall(r"https?://\S+", mail.text)
    )


@pytest.mark.parametrize("name", [name for name in MAILS if not name.startswith("account")])
def test_subscription_mail_shows_the_way_out_and_what_it_does_not_claim(name):
    for body in (MAILS[name].html, MAILS[name].text):
        assert "Unsubscribe" in body
        assert "Preferences" in body
        assert "makes no legal determination" in body
        assert "/methodology/" in body


@pytest.mark.parametrize("name", ABOUT_CHANGES)
def test_the_first_link_to_a_change_is_on_the_first_screen(name):
    assert len(lines_before_the_link(MAILS[name].html)) <= LINES_OF_A_SCREEN


DAYS = re.compile(r"\d{1,2} [A-Z][a-z]{2,8} 20\d\d")


def day(words):
    return datetime.strptime(f"{words} +0000", "%d %B %Y %z").date()


@pytest.mark.parametrize("name", [name for name in ABOUT_CHANGES if name.startswith("digest")])
def test_the_days_of_a_sample_belong_together(name):
    body = MAILS[name].text
    start, end = (day(words) for words in DAYS.findall(body[body.index("Period: ") :])[:2])
    captured = [day(words) for words in re.findall(r"captured (\d+ \w+ \d+)", body)]
    within = [one for one in captured if start <= one <= end]
    earlier = re.search(r"(\d+) of these (?:is|are)", body)
    assert len(captured) - len(within) == (int(earlier[1]) if earlier else 0)
    assert all(one <= min(captured) for one in map(day, re.findall(r"stated: (\d+ \w+ \d+)", body)))


def test_a_subject_says_what_changed_and_how_much_more_there_is():
    one, *others = fictional_changes()
    verbs = "adds|changes|removes|rewords|now says|lengthens|shortens"
    assert re.match(rf"Lumenfold [A-Z][\w ]+: (?:{verbs}) ", one.headline)
    short = replace(one, headline="Lumenfold Privacy Policy: adds “x” (AI training use)")
    assert render_alert([short], depth=Depth.SUMMARY).subject == f"Demonstration: {short.headline}"
    plain = {"is_demonstration": False, "platform_name": "Acme", "headline": "Acme changed its Terms: fees"}
    real = [replace(view, **plain) for view in (one, *others)]
    assert render_alert(real[:2], depth=Depth.SUMMARY).subject == "Acme changed its Terms: fees; 1 more change"
    elsewhere = [replace(view, platform_name=name) for view, name in zip(real, ("Acme", "Bolt", "Crow"), strict=False)]
    assert render_digest(elsewhere, cadence="daily", period="", depth=Depth.SUMMARY).subject == (
        "Daily digest: Acme changed its Terms: fees; 2 more changes: Bolt, Crow"
    )


@pytest.mark.parametrize("count", [1, 3, 200])
def test_whatever_the_names_and_texts_are_a_mail_stays_small_and_says_only_what_we_mean(count):
    mail = render_digest([worst()] * count, cadence="weekly", period="A week", depth=Depth.SUMMARY)
    assert max(len(mail.html.encode()), len(mail.text.encode())) <= MOST_BYTES
    assert len(mail.subject) <= SUBJECT_LENGTH
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert "<script" not in mail.html
    assert "<img" not in mail.html
    for body in (mail.html, mail.text):
        assert body.count(placeholders.UNSUBSCRIBE_URL) == 1
    assert not [line for line in mail.text.splitlines() if line.startswith("Bcc")]
    headings = re.findall(r"<h[1-3][^>]*>(.*?)</h[1-3]>", mail.html, re.DOTALL)
    assert not [heading for heading in headings if "\u202e" in heading]
    alert = render_alert([worst()] * count, depth=Depth.SUMMARY)
    assert len(lines_before_the_link(alert.html)) <= LINES_OF_A_SCREEN
    assert len(alert.html.encode()) <= MOST_BYTES


def test_the_changed_words_are_marked_in_both_bodies():
    kept = next(view for view in fictional_changes() if any("“60 days”" in one.sentence for one in view.provisions))
    mail = render_alert([kept], depth=Depth.SUMMARY)
    assert re.search(r"<del [^>]*>30</del>", mail.html)
    assert re.search(r"<ins [^>]*>60</ins>", mail.html)
    assert "“30 days” became “60 days”" in mail.text
    assert "Words: “30”" not in mail.text  # the sentence says it


def test_one_command_writes_every_mail_and_a_list_of_them(tmp_path, capsys):
    call_command("render_mails", str(tmp_path / "mails"))
    written = {path.name for path in (tmp_path / "mails").iterdir()}
    assert written == {f"{name}.{ending}" for name in MAILS for ending in ("html", "txt")} | {"index.html"}
    assert (tmp_path / "mails" / "alert-one-change.txt").read_text().startswith("Subject: Demonstration: Lumenfold")
    assert f"{len(MAILS)} mails written" in capsys.readouterr().out
