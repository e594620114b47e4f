"""Whether a line is one of the page and not of the document."""

import re

from governance.comparison.materiality.edits import Edit, Edits

_FURNITURE = re.compile(
    r"\W*(?:yes|no|submit|cancel|close|share|print|download(?: (?:as )?pdf)?|search|menu|home|contents"
    r"|skip to (?:main )?content|back to top|table of contents|on this page|in this article"
    r"|(?:was|is) this (?:\w+ ){0,2}helpful\W*(?:yes\W*no)?|did this (?:\w+ ){0,3}help\w*|thank you for your feedback"
    r"|(?:send|give|leave) (?:us )?feedback|accordion toggle|(?:expand|collapse) all|(?:show|read) (?:more|less)"
    r"|log ?in|sign ?(?:in|up)|copy link|(?:link )?copied|last updated|loading"
    r"|(?:accept|reject|manage)(?: all)? cookies|cookie settings)\W*",
    re.IGNORECASE,
)


def furniture(edit: Edit, _: Edits) -> bool:
    """Whether a line that came or went is one of a page: a button, a feedback box, a menu."""
    return not edit.is_modified and _FURNITURE.fullmatch(edit.new or edit.old) is not None
