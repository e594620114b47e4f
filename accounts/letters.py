"""A plain mail in the house design: a title, paragraphs, lists of names, one button."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from accounts.mail_design import inlined
from accounts.unseen import as_line


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names under a heading; `more` says how many are left out."""

    heading: str
    names: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class AccountLetter:
    """What a letter says, as plain text without line breaks."""

    subject: str
    preheader: str
    paragraphs: tuple[str, ...]
    why: str
    record: tuple[str, ...] = ()
    """Sentences of the record, before the paragraphs. They are English in every language, and so is a subject made of
    the first."""
    lists: tuple[Names, ...] = ()
    closing: tuple[str, ...] = ()
    action: tuple[str, str] | None = None
    """The button's words and where it leads."""
    is_optional: bool = False
    """Whether the person can do without it, so that it goes to nobody who reported or left our mail."""


def render_letter(letter: AccountLetter) -> tuple[str, str, str]:
    """Render the letter and return (subject, HTML, text)."""
    context = {"letter": letter, "site_url": settings.BASE_URL}
    html = inlined(render_to_string("mail/letter.html", context))
    return letter.subject, html, "\n".join(map(as_line, _text_lines(letter))) + "\n"


def _text_lines(letter: AccountLetter) -> Iterator[str]:
    yield letter.subject
    yield "=" * len(letter.subject)
    for paragraph in (*letter.record, *letter.paragraphs):
        yield ""
        yield paragraph
    for listing in letter.lists:
        yield ""
        yield f"{listing.heading}:"
        yield from (f"- {name}" for name in listing.names)
        if listing.more:
            more = ngettext("and %(count)s more", "and %(count)s more", listing.more)
            yield f"- {more % {'count': listing.more}}"
    if letter.action:
        words, url = letter.action
        yield ""
        yield f"{words}:"
        yield url
    for paragraph in letter.closing:
        yield ""
        yield paragraph
    yield ""
    yield "-- "
    yield letter.why
    yield settings.BASE_URL
