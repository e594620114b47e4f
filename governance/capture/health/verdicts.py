"""What each code of a verdict means, for whoever watches the document, and what an operator does about it.

The codes are those of `governance.capture.fetching` (there was no answer) and of `governance.capture.gate` (what came
is not the document). Readers are told what happened, and nobody is blamed.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Meaning:
    """`said` goes on a sentence that begins with the document's name; `next_step` is an order to the operator.

    Both are in English; who tells `said` to a reader looks up its translation.
    """

    said: str
    next_step: str


_ANOTHER_ADDRESS = "Open its address in a browser. If the document stands elsewhere, add it there with `add_document`."
_LOOK = "Read the text of its last capture in the admin. If it is the document, declare it anew: that accepts it."
_DECLARE = "Open the page, find where its text stands, and declare that: `add_document … --select`."
_WAIT = "Wait: it is tried again by itself. After a week, ask the site's operator."

MEANINGS: dict[str, Meaning] = {
    # No answer
    "address": Meaning(gettext_noop("its address leads where we don't go"), _ANOTHER_ADDRESS),
    "dns": Meaning(gettext_noop("the name of its site is not found"), _ANOTHER_ADDRESS),
    "refused": Meaning(
        gettext_noop("its site does not take our requests"),
        "Open its address in a browser. If it is there, ask the site's operator to let us read it, and record the "
        "permission at its host. Never go round a refusal.",
    ),
    "no_connection": Meaning(gettext_noop("its site takes no connections"), _WAIT),
    "later": Meaning(gettext_noop("its site asks us to come later"), _WAIT),
    "tls": Meaning(
        gettext_noop("the connection to its site can't be trusted"),
        "Look at the site's certificate in a browser. If the site gave https up, use `capture_now`. " + _WAIT,
    ),
    "timeout": Meaning(gettext_noop("its site does not answer in time"), _WAIT),
    "protocol": Meaning(gettext_noop("its site breaks off before it answers"), _WAIT),
    "too_large": Meaning(
        gettext_noop("its page is larger than what we read"), "Look for a page with the text alone, and declare it."
    ),
    "truncated": Meaning(gettext_noop("its page ends before its end"), _WAIT),
    "encoding": Meaning(gettext_noop("its page comes in a form that can't be unpacked"), _WAIT),
    "robots": Meaning(
        gettext_noop("its site asks robots not to read it"),
        "Ask the site's operator for permission, and record who gave it and when at its host.",
    ),
    "robots_away": Meaning(gettext_noop("its site does not say whether robots may read it"), _WAIT),
    "status": Meaning(gettext_noop("its site answers with an error"), _WAIT),
    "redirects": Meaning(gettext_noop("its address leads round in circles"), _ANOTHER_ADDRESS),
    "not_modified": Meaning(
        gettext_noop("its site says that nothing changed, without having been asked"),
        "Use `capture_now`: it is then asked anew.",
    ),
    # An answer that is not the document
    "missing": Meaning(gettext_noop("its site no longer has it at its address"), _ANOTHER_ADDRESS),
    "media_type": Meaning(gettext_noop("what comes is no text"), _ANOTHER_ADDRESS),
    "wall": Meaning(
        gettext_noop("a check against robots stands before it"),
        "Ask the site's operator to let us read it. Never go round a wall.",
    ),
    "sign_in": Meaning(gettext_noop("it is shown only to those who sign in"), _ANOTHER_ADDRESS),
    "other_site": Meaning(gettext_noop("its address leads to another site"), _ANOTHER_ADDRESS),
    "front_page": Meaning(gettext_noop("its address leads to the front page of its site"), _ANOTHER_ADDRESS),
    "error_page": Meaning(gettext_noop("an error page stands in its place"), _ANOTHER_ADDRESS),
    "scanned": Meaning(
        gettext_noop("it is a picture of a text, which we can't read"), "Look for a page with its text."
    ),
    "selection": Meaning(gettext_noop("its text is no longer where it stood on its page"), _DECLARE),
    "empty": Meaning(gettext_noop("there is no text on its page"), _DECLARE),
    "needs_scripts": Meaning(
        gettext_noop("it is shown only to browsers that run scripts"),
        "Install chromium, or look for a page that needs no scripts.",
    ),
    "thin": Meaning(gettext_noop("much less text came than before"), _LOOK),
    "language": Meaning(
        gettext_noop("it came in another language"), "Find the address of the right language, and add it."
    ),
    "no_document": Meaning(gettext_noop("what came does not read like such a document"), _LOOK),
    "other_document": Meaning(gettext_noop("what came seems to be another document"), _LOOK),
    "new_text": Meaning(
        gettext_noop("a new text came, which is looked at once more"),
        "Nothing: it is read again in a minute or two, or in a day.",
    ),
    "links": Meaning(gettext_noop("a list of links came in place of a text"), _DECLARE),
    "broken_off": Meaning(gettext_noop("it breaks off in the middle"), _LOOK),
    "letters": Meaning(gettext_noop("its letters can't be made out"), _LOOK),
    "sibling": Meaning(gettext_noop("the text of another document of its platform came"), _ANOTHER_ADDRESS),
}


def meaning_of(code: str) -> Meaning:
    """Return what a code means. A code that is not in the table is a KeyError: a test holds that none is left out."""
    return MEANINGS[code]
