"""What changes in a page from day to day without changing what it says never changes its text."""

import hashlib
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from governance.capture.extraction.extracted import EXTRACTOR_VERSION
from governance.capture.extraction.page import extract_html
from governance.comparison import parse
from tests.governance.capture.made_pages import ADDRESS, MadePage, made_pages

pytestmark = pytest.mark.pure
PAGES = made_pages()
READ_AS = (2, "a08971b3741c478e595af257c14c947317cb18d2f3c365e0a51a28afda570ed9")
TOKENS = st.text("0123456789abcdef", min_size=8, max_size=32)
# Between these, blanks are nothing.
BETWEEN = ("</p><p>", "</li><li>", "</tr><tr>", "</td><td>", "</div><div>", "</h2><p>", "</dd><dt>")


def text_of(html: str) -> str:
    return extract_html(html, address=ADDRESS).markdown


def with_tokens(html: str, token: str) -> str:
    """The page with what servers write anew each day: nonces, tokens in forms, comments, scripts."""
    script = f"<!-- served by {token} --><script nonce='{token}'>window.token='{token}'</script>"
    fields = f"<input type=hidden name=csrf value={token}><meta name=request content={token}>"
    return html.replace("</body>", f"{script}{fields}</body>").replace("<p>", f"<p data-v-{token}>")


def reordered(html: str, seed: int) -> str:
    """The page with the attributes of each tag in another order."""
    tree, order = LexborHTMLParser(html), Random(seed)
    for node in tree.css("*"):
        attributes = sorted(node.attributes.items())
        order.shuffle(attributes)
        for name, _ in attributes:
            del node.attrs[name]
        for name, value in attributes:
            node.attrs[name] = value or ""
    return tree.html or ""


def test_the_made_pages_read_the_same_to_the_byte_as_long_as_the_extractor_has_its_version():
    """Whoever changes what is read of a page gives the extractor another number, and this test the new digest."""
    told = hashlib.sha256()
    for page in PAGES:
        found = extract_html(page.html, address=ADDRESS)
        told.update(f"{page.name}\0{found.title}\0{found.markdown}\0".encode())
    assert (EXTRACTOR_VERSION, told.hexdigest()) == READ_AS


@given(page=st.sampled_from(PAGES), token=TOKENS)
@settings(max_examples=60, deadline=None)
def test_tokens_comments_and_scripts_change_nothing(page: MadePage, token: str) -> None:
    assert text_of(with_tokens(page.html, token)) == text_of(page.html)


@given(page=st.sampled_from([page for page in PAGES if "<template" not in page.html]), seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_the_order_of_attributes_changes_nothing(page: MadePage, seed: int) -> None:
    assert text_of(reordered(page.html, seed)) == text_of(page.html)


@given(page=st.sampled_from(PAGES), blanks=st.text(" \n\t", min_size=1, max_size=9))
@settings(max_examples=60, deadline=None)
def test_blanks_between_parts_change_nothing(page: MadePage, blanks: str) -> None:
    html = page.html
    for pair in BETWEEN:
        html = html.replace(pair, pair.replace("><", f">{blanks}<"))
    assert text_of(html) == text_of(page.html)


@given(page=st.sampled_from(PAGES), name=TOKENS)
@settings(max_examples=60, deadline=None)
def test_generated_class_names_change_nothing(page: MadePage, name: str) -> None:
    html = page.html.replace("<p>", f"<p class='css-{name}'>").replace("<div>", f"<div class='sc-{name} x{name}'>")
    assert text_of(html) == text_of(page.html)


LABELS = {"1": "1 2 3", "a": "a b c", "A": "A B C", "i": "i ii iii", "I": "I II III"}
WORDS = st.sampled_from(["You pay each month", "We may end it", "Owls carry letters", "No refund is given"])


@given(
    style=st.sampled_from(sorted(LABELS)),
    items=st.lists(WORDS, min_size=3, max_size=3, unique=True),
    wrap=st.sampled_from(["{}", "<p>{}</p>", "<div><span>{}</span></div>", "<b>{}</b> always."]),
)
@settings(max_examples=60, deadline=None)
def test_the_comparison_reads_the_labels_of_lists(style: str, items: list[str], wrap: str) -> None:
    shown = "".join(f"<li>{wrap.format(item)}</li>" for item in items)
    markdown = text_of(f"<h1>Terms</h1><p>You agree that:</p><ol type={style}>{shown}</ol>")
    blocks = [block for block in parse(markdown).blocks if block.label]
    assert [block.label for block in blocks] == LABELS[style].split()
