"""How a policy looks on its site: in several designs, on one page or several, or as a PDF."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from tests.governance.capture.pdfs import pdf_of
from tests.governance.capture.thirty_days.policies import Policy
from tests.local_web import Answer, html

LINES_OF_A_PAGE = 40
Sections = Sequence[tuple[str, list[str]]]


def part_of(policy: Policy, part: int, parts: int) -> Sections:
    """The sections that stand on this page of so many."""
    size = -(-len(policy.sections) // parts)
    return policy.sections[part * size : (part + 1) * size]


def page_of(policy: Policy, sections: Sections, *, design: int = 0, around: str = "", title: str = "") -> Answer:
    """A page in the site's frame; `around` comes before its text, outside of what is marked as content."""
    name = escape(title or policy.title)
    head = f"<title>{name} – {policy.company}</title>"
    body = (_plain, _nested, _folded)[design](name, sections)
    menu = "<nav><ul><li><a href=/>Home</a><li><a href=/about>About us</a><li><a href=/help>Help</a></ul></nav>"
    return html(
        f"<html lang=en><head>{head}</head><body>{menu}{around}{body}"
        f"<footer><a href=/imprint>Imprint</a> © {policy.company}</footer></body></html>"
    )


def _plain(name: str, sections: Sections) -> str:
    text = "".join(
        f"<h2>{escape(heading)}</h2>" + "".join(f"<p>{escape(one)}</p>" for one in texts) for heading, texts in sections
    )
    return f"<main><h1>{name}</h1>{text}</main>"


def _nested(name: str, sections: Sections) -> str:
    text = "".join(
        f'<div class="grid-{place}"><section><div><h2><span>{escape(heading)}</span></h2></div><div class=body>'
        + "".join(f"<div><p class='c1 c{place}'><span>{escape(one)}</span></p></div>" for one in texts)
        + "</div></section></div>"
        for place, (heading, texts) in enumerate(sections)
    )
    return f"<div id=content><div class=title><h1>{name}</h1></div>{text}</div>"


def _folded(name: str, sections: Sections) -> str:
    text = "".join(
        f"<section><h2><button aria-expanded=false aria-controls=p{place}>{escape(heading)}</button></h2>"
        f"<div id=p{place} hidden>" + "".join(f"<p>{escape(one)}</p>" for one in texts) + "</div></section>"
        for place, (heading, texts) in enumerate(sections)
    )
    return f"<article><h1>{name}</h1>{text}</article>"


def pdf_pages_of(policy: Policy) -> Answer:
    """The policy as a PDF of several pages, with a running head and page numbers."""
    lines: list[str] = []
    for number, (heading, texts) in enumerate(policy.sections, 1):
        lines.append(f"{number}. {heading}")
        for text in texts:
            lines += wrap(text, 90)
    pages = [lines[start : start + LINES_OF_A_PAGE] for start in range(0, len(lines), LINES_OF_A_PAGE)]
    shown = [
        [f"{policy.company} - {policy.title}", *page, f"Page {number} of {len(pages)}"]
        for number, page in enumerate(pages, 1)
    ]
    return Answer(pdf_of(shown, title=policy.title), headers=(("Content-Type", "application/pdf"),))
