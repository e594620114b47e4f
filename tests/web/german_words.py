"""What a page says in its own language: its text outside of elements that are marked as of another one."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

_UNREAD = ("script", "style")
# What people gave, or what stands in a document: its language isn't ours to say.
_QUOTED = ("blockquote", "bdi", "code", "pre", "q")


def words_of_page(html: str, language: str = "de") -> list[str]:
    """Return each text of the page that a reader is told is of this language."""
    parser = HTMLParser(namespace_html_elements=False)
    return list(_words(parser.parse(html), "", language))


def _words(element: Element, spoken: str, language: str) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in (*_UNREAD, *_QUOTED):
        return
    spoken = element.get("lang", spoken)
    if spoken == language and (text := " ".join((element.text or "").split())):
        yield text
    for child in element:
        yield from _words(child, spoken, language)
        if spoken == language and (text := " ".join((child.tail or "").split())):
            yield text
