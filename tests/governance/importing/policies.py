"""Policies that differ in how many days they keep messages, and what the record says of them."""

from datetime import timedelta

from governance.models import Change, Document
from tests.governance.conftest import POLICY, TERMS

DAY = timedelta(days=1)

THIRTY, FORTY, SIXTY, NINETY, TEN = (
    POLICY.replace("for thirty days", f"for {words} days")
    for words in ("thirty", "forty-five", "sixty", "ninety", "ten")
)

PRIVACY = "Acme/Privacy Policy.md"


def days_kept(document):
    """What each stored version says, oldest first."""
    texts = [version.text for version in document.versions.select_related("stored_text").order_by("sequence")]
    return [text.partition("messages for ")[2].partition(" days")[0] for text in texts]


def terms():
    return Document.objects.get(source_path=TERMS)


def news():
    """When the text of each published change was captured."""
    return list(Change.objects.published().order_by("pk").values_list("detected_at", flat=True))
