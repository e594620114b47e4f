"""The checks, in their order: the first that fires decides. Each has a code, a reason and the state that follows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlsplit

from governance.capture.gate.attempts import (
    BETWEEN_PAGES,
    AttemptState,
    DocumentReading,
    GateVerdict,
    Known,
    PageAnswer,
)
from governance.capture.gate.endings import breaks_off
from governance.capture.gate.legal_words import LEGAL_WORDS
from governance.capture.gate.likeness import overlap, title_likeness
from governance.capture.gate.misread import has_letters_of_a_wrong_code, holds_misread_lines, is_misread
from governance.capture.gate.walls import (
    asks_to_sign_in,
    has_marker_of_a_wall,
    is_address_of_a_wall,
    needs_scripts,
    refreshes_to,
    wall_by_header,
)
from governance.comparison import ParsedText, parse
from governance.comparison.text.languages import language_of_blocks
from governance.comparison.text.quality_signs import asks_for_scripts, is_failure_notice, looks_failed

THIN_WORDS = 300
LONGEST_REASON = 500
FEWEST_LETTERS = 100
FEWEST_WORDS_OF_A_NOTICE = 5
FEWEST_WORDS_AT_FIRST = 100
FEWEST_WORDS_OF_A_PAGE = 30
NOTHING_WITHOUT_SCRIPTS = 100
GONE_AFTER, GONE_ATTEMPTS = timedelta(hours=72), 6
REFUSALS = (401, 403, 406, 429, 451, 503, 999)
REFUSED_FOR_GOOD = (401, 403, 406, 451, 999)
MISSING = (404, 410)
MEDIA_TYPES = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain")
LEAST_TITLE, LEAST_OVERLAP = 0.3, 0.2
SURELY_THE_DOCUMENT = 0.5
MOST_LINKS, FEW_LINKS = 0.6, 0.3
MOST_REPLACED = 0.005
_LEAST_LEGAL = 0.005


@dataclass(frozen=True)
class CaptureAttempt:
    """An attempt to read a document, as the checks look at it. `is_for_a_browser` is what is declared of it."""

    answers: Sequence[PageAnswer]
    reading: DocumentReading
    known: Known
    expected_language: str = ""
    has_browser: bool = False
    is_for_a_browser: bool = False

    @cached_property
    def parsed(self) -> ParsedText:
        return parse(self.reading.markdown)

    @property
    def is_thin(self) -> bool:
        return self.reading.word_count < THIN_WORDS

    @property
    def digest(self) -> str:
        """The digest of the normalised text."""
        return self.parsed.digest


Check = Callable[[CaptureAttempt], GateVerdict | None]


def judge_attempt(attempt: CaptureAttempt) -> GateVerdict:
    """Return what an attempt came to."""
    verdicts = (found for check in CHECKS if (found := check(attempt)) is not None)
    verdict = next(verdicts, GateVerdict(AttemptState.VERIFIED))
    if is_settled_in_time(verdict.code):
        graver = next((found for found in verdicts if is_for_an_operator(found.code)), None)
        verdict = replace(graver, reason=f"{verdict.reason} {graver.reason}") if graver else verdict
    if verdict.code in _MAY_ONLY_LEAD_ON and attempt.is_thin:
        led_to = next(filter(None, (refreshes_to(answer.markup) for answer in attempt.answers)), "")
        verdict = replace(verdict, reason=f"{verdict.reason} It leads on to {led_to}." if led_to else verdict.reason)
    return replace(verdict, reason=verdict.reason[:LONGEST_REASON])


def is_settled_in_time(code: str) -> bool:
    """Tell whether a suspect becomes good when the same text stays: not what may be a wall or an error."""
    return code in _SETTLED


def is_for_an_operator(code: str) -> bool:
    """Tell whether a suspect stays one until an operator declares it: by all that we see it is not the document."""
    return code in _FOR_AN_OPERATOR


def is_mostly_links(reading: DocumentReading) -> bool:
    """Tell whether what was read is a list of links rather than a text."""
    return reading.link_share > MOST_LINKS


def _transport(attempt: CaptureAttempt) -> GateVerdict | None:
    """1, 2: no answer at all, or robots.txt forbids the page."""
    for answer in attempt.answers:
        if answer.outcome == "robots":
            # With a status it is robots.txt itself that could not be had.
            if answer.status:
                return GateVerdict(AttemptState.FAILING, "robots_away", answer.reason)
            return GateVerdict(AttemptState.BLOCKED, "robots", answer.reason)
        if answer.outcome == "refused":
            return GateVerdict(AttemptState.FAILING, "no_connection", answer.reason)
        if answer.outcome and answer.outcome != "status":
            return GateVerdict(AttemptState.FAILING, answer.outcome, answer.reason)
    return None


def _status(attempt: CaptureAttempt) -> GateVerdict | None:
    """3: an answer that is no page."""
    for answer in attempt.answers:
        status = answer.status or 0
        if not answer.outcome:
            continue
        if status in MISSING:
            known = attempt.known
            is_gone = (
                known.failing_for >= GONE_AFTER
                and known.attempts_failed + 1 >= GONE_ATTEMPTS
                and known.routes_failed >= (2 if attempt.has_browser else 1)
            )
            said = f"The site answers {status} for {answer.requested}.{_led_to(answer)}"
            return GateVerdict(AttemptState.GONE if is_gone else AttemptState.FAILING, "missing", said)
        if status in REFUSALS:
            if status in REFUSED_FOR_GOOD or has_marker_of_a_wall(answer.markup):
                said = f"The site refuses to show {answer.requested} ({status}).{_led_to(answer)}"
                return GateVerdict(AttemptState.BLOCKED, "refused", said)
            said = f"The site asks us to come later for {answer.requested} ({status}).{_led_to(answer)}"
            return GateVerdict(AttemptState.FAILING, "later", said)
        said = f"The site answers {status} for {answer.requested}.{_led_to(answer)}"
        return GateVerdict(AttemptState.FAILING, "status", said)
    return None


def _led_to(answer: PageAnswer) -> str:
    return "" if answer.final == answer.requested else f" It leads on to {answer.final}."


def _media_type(attempt: CaptureAttempt) -> GateVerdict | None:
    """4: something that is no text."""
    for answer in attempt.answers:
        if answer.media_type and answer.media_type not in MEDIA_TYPES:
            return GateVerdict(
                AttemptState.FAILING, "media_type", f"{answer.requested} is {answer.media_type[:80]}, not a page."
            )
    return None


def _wall(attempt: CaptureAttempt) -> GateVerdict | None:
    """6, and of 5 what leads to a wall: a page that says of itself that it stands before the document."""
    for answer in attempt.answers:
        if header := wall_by_header(answer.headers):
            return GateVerdict(
                AttemptState.BLOCKED, "wall", f"A wall against robots stands before it (header {header})."
            )
        if is_address_of_a_wall(answer.requested, answer.final):
            return GateVerdict(
                AttemptState.BLOCKED, "wall", f"It leads to {answer.final}, where one signs in or consents."
            )
        if attempt.is_thin and has_marker_of_a_wall(answer.markup):
            return GateVerdict(AttemptState.BLOCKED, "wall", "A wall against robots stands before it.")
        if attempt.is_thin and asks_to_sign_in(answer.markup):
            return GateVerdict(AttemptState.BLOCKED, "sign_in", "It asks to sign in.")
    return None


def _address(attempt: CaptureAttempt) -> GateVerdict | None:
    """5: another site, or the front page, where nothing ended before; unless the text of the document is there."""
    for answer in attempt.answers:
        if answer.final in attempt.known.final_addresses or same_place(answer.requested, answer.final):
            continue
        if _has_text_of_document(attempt):
            return None
        before, after = urlsplit(answer.requested), urlsplit(answer.final)
        if _site(before.hostname) != _site(after.hostname):
            return GateVerdict(AttemptState.SUSPECT, "other_site", f"It leads to another site, {answer.final}.")
        if after.path.rstrip("/") == "" and before.path.rstrip("/") != "":
            return GateVerdict(AttemptState.SUSPECT, "front_page", f"It leads to the front page, {answer.final}.")
    return None


def _has_text_of_document(attempt: CaptureAttempt) -> bool:
    """Tell whether at least half of the text is that of the last good capture: then it doesn't matter where it is."""
    known = attempt.known
    return not known.is_first and overlap(attempt.reading.markdown, known.markdown) >= SURELY_THE_DOCUMENT


def _selection(attempt: CaptureAttempt) -> GateVerdict | None:
    """7: no text where the document should be. Scripts may have to bring it."""
    reading = attempt.reading
    letters = len("".join(reading.markdown.split()))
    if not reading.failure and letters >= FEWEST_LETTERS:
        return None
    if reading.is_scanned:
        return GateVerdict(AttemptState.FAILING, "scanned", reading.failure)
    if _may_need_scripts(attempt):
        return _for_a_browser(attempt)
    said = reading.failure or f"What is there has {letters} letters."
    return GateVerdict(AttemptState.FAILING, "selection" if reading.failure else "empty", said)


def _thin(attempt: CaptureAttempt) -> GateVerdict | None:
    """8: far less than before."""
    count, known = attempt.reading.word_count, attempt.known
    if known.is_first:
        if count < FEWEST_WORDS_AT_FIRST:
            if _may_need_scripts(attempt):
                return _for_a_browser(attempt)
            return GateVerdict(AttemptState.SUSPECT, "thin", f"It has {count} words only.")
        return None
    if count < THIN_WORDS and count < known.usual_word_count / 2:
        if count < NOTHING_WITHOUT_SCRIPTS and _may_need_scripts(attempt):
            return _for_a_browser(attempt)
        return GateVerdict(
            AttemptState.SUSPECT, "thin", f"It has {count} words, after {known.usual_word_count:,.0f} before."
        )
    return None


def _error_page(attempt: CaptureAttempt) -> GateVerdict | None:
    """9: an error page that is answered like a good one."""
    reading = attempt.reading
    if not attempt.is_thin:
        return None
    for said in (reading.title, reading.first_heading):
        if is_failure_notice(said):
            return GateVerdict(AttemptState.FAILING, "error_page", f"It is an error page: “{said[:120]}”.")
    if _asks_for_scripts_only(attempt):
        return _for_a_browser(attempt)
    if reading.word_count >= FEWEST_WORDS_OF_A_NOTICE and looks_failed(attempt.parsed):
        return GateVerdict(AttemptState.FAILING, "error_page", "It reads like an error page.")
    return None


def _asks_for_scripts_only(attempt: CaptureAttempt) -> bool:
    """Tell whether the little that is there asks for scripts, and nothing beside that reads like an error page."""
    lines = attempt.reading.markdown.split("\n")
    rest = parse("\n".join(line for line in lines if not asks_for_scripts(line)))
    is_asked = attempt.reading.word_count < NOTHING_WITHOUT_SCRIPTS and any(map(asks_for_scripts, lines))
    return is_asked and (rest.word_count < FEWEST_WORDS_OF_A_NOTICE or not looks_failed(rest))


def _language(attempt: CaptureAttempt) -> GateVerdict | None:
    """10: another language than the document has."""
    wanted = attempt.known.language or attempt.expected_language
    found = language_of_blocks(attempt.parsed.blocks)
    if wanted and found and found != wanted:
        return GateVerdict(AttemptState.SUSPECT, "language", f"It is in {found}; the document is in {wanted}.")
    return None


def _other_document(attempt: CaptureAttempt) -> GateVerdict | None:
    """11: neither the title nor the words of the document; before the first capture, none of a document's words."""
    reading, known = attempt.reading, attempt.known
    if known.is_first:
        words = reading.word_count
        if len(LEGAL_WORDS.findall(reading.markdown[:200_000])) < _LEAST_LEGAL * min(words, 30_000):
            return GateVerdict(
                AttemptState.SUSPECT, "no_document", "It has hardly any of the words that such documents have."
            )
        return None
    # A title in the head of a page ends with the name of the site, which is on every page of it.
    has_headings = reading.first_heading and known.first_heading
    named = (reading.first_heading, known.first_heading) if has_headings else (reading.title, known.title)
    if title_likeness(*named) >= LEAST_TITLE:
        return None
    if overlap(reading.markdown, known.markdown) < LEAST_OVERLAP:
        return GateVerdict(
            AttemptState.SUSPECT, "other_document", "Neither its title nor its text is that of the document."
        )
    return None


def _links(attempt: CaptureAttempt) -> GateVerdict | None:
    """12: a list of links in place of a text."""
    if is_mostly_links(attempt.reading) and not attempt.known.is_first and attempt.known.link_share < FEW_LINKS:
        return GateVerdict(AttemptState.SUSPECT, "links", "It is mostly links, and was not before.")
    return None


def _letters(attempt: CaptureAttempt) -> GateVerdict | None:
    """13: letters that were read in a wrong code."""
    markdown, known = attempt.reading.markdown, attempt.known.markdown
    if is_misread(markdown, known):
        said = "It is the text that is known, with letters read in a wrong code."
        return GateVerdict(AttemptState.SUSPECT, "letters", said, stays=True)
    if attempt.reading.replaced_share > MOST_REPLACED:
        said = "Many of its letters can't be read."
    elif has_letters_of_a_wrong_code(markdown):
        said = "Its letters were read in a wrong code."
    else:
        return None
    return GateVerdict(AttemptState.SUSPECT, "letters", said, stays=holds_misread_lines(markdown, known))


def _broken_off(attempt: CaptureAttempt) -> GateVerdict | None:
    """The text, or the page, ends in the middle."""
    reading, known = attempt.reading, attempt.known
    if reading.is_closed or reading.word_count >= len(known.markdown.split()):
        return None
    if breaks_off(reading.markdown, known.markdown):
        return GateVerdict(AttemptState.SUSPECT, "broken_off", "It ends in the middle of a line that went on before.")
    if known.was_closed:
        said = "The page is shorter than before, and ends before its elements do."
        return GateVerdict(AttemptState.SUSPECT, "broken_off", said)
    return None


def _sibling(attempt: CaptureAttempt) -> GateVerdict | None:
    """14: the text of another document of the platform."""
    known = attempt.known
    if attempt.digest in known.sibling_digests and attempt.digest not in known.own_digests:
        return GateVerdict(AttemptState.SUSPECT, "sibling", "It has the same text as another document of the platform.")
    return None


def _page(attempt: CaptureAttempt) -> GateVerdict | None:
    """The same of each of several pages: one may be a wall, an error or another text while the others are there."""
    for page in _pages(attempt):
        before = page.known.usual_word_count
        if page.reading.word_count >= before / 2:
            checks = [_language, _other_document]
        else:
            checks = [_wall, _error_page, _selection, *([_thin] if before >= FEWEST_WORDS_AT_FIRST else [])]
        found = next((found for check in checks if (found := check(page))), None)
        if found:
            return replace(found, reason=f"Of several pages {page.answers[0].requested} is another: {found.reason}")
    return None


def _pages(attempt: CaptureAttempt) -> Iterator[CaptureAttempt]:
    """Yield each of several pages as an attempt of its own, where what it was before can be told."""
    new, old = (text.split(BETWEEN_PAGES) for text in (attempt.reading.markdown, attempt.known.markdown))
    if len(new) < 2 or not len(new) == len(old) == len(attempt.answers):
        return
    for answer, text, before in zip(attempt.answers, new, old, strict=True):
        count = len(before.split())
        if count < FEWEST_WORDS_OF_A_PAGE:  # so little may be written anew
            continue
        reading = DocumentReading(markdown=text, first_heading=_heading_of(text))
        known = Known(
            markdown=before,
            first_heading=_heading_of(before),
            language=attempt.known.language,
            word_counts=(count,),
        )
        yield replace(attempt, answers=[answer], reading=reading, known=known)


def _heading_of(markdown: str) -> str:
    return next((line.strip("# ") for line in markdown.split("\n") if line.startswith("#")), "")


# The numbers are those of the order in which they were thought of. What is surely no document goes before what only may
# be none; a page that is missing from several (15) is no answer at all, which the first check finds.
CHECKS: tuple[Check, ...] = (
    _transport,
    _status,
    _media_type,
    _wall,
    _address,
    _error_page,
    _selection,
    _thin,
    _language,
    _other_document,
    _links,
    _letters,
    _broken_off,
    _sibling,
    _page,
)
_MAY_ONLY_LEAD_ON = frozenset(("empty", "selection", "thin", "error_page", "no_document", "other_document"))
_SETTLED = frozenset(("other_site", "front_page", "thin", "broken_off", "no_document", "letters", "sibling"))
_FOR_AN_OPERATOR = frozenset(("language", "other_document", "links"))


def _may_need_scripts(attempt: CaptureAttempt) -> bool:
    return attempt.is_for_a_browser or any(needs_scripts(answer.markup) for answer in attempt.answers)


def _for_a_browser(attempt: CaptureAttempt) -> GateVerdict:
    said = "It shows its text only to a browser that runs scripts."
    return GateVerdict(
        AttemptState.FAILING if attempt.has_browser else AttemptState.NEEDS_BROWSER, "needs_scripts", said
    )


def same_place(one: str, other: str) -> bool:
    """Tell whether two addresses differ in scheme, a leading www, the end of the path, or the query only."""
    first, second = urlsplit(one), urlsplit(other)
    hosts = {(parts.hostname or "").removeprefix("www.") for parts in (first, second)}
    return len(hosts) == 1 and first.path.rstrip("/") == second.path.rstrip("/")


def _site(host: str | None) -> str:
    """Return the last two names of a host, or three below a second-level registry such as co.uk."""
    names = (host or "").lower().split(".")
    count = 3 if len(names) > 2 and len(names[-1]) == 2 and len(names[-2]) <= 3 else 2
    return ".".join(names[-count:])
