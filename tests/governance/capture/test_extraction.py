"""A page's text in Markdown: all of it, in order, with its labels; and nothing of what frames it."""

import pytest

from governance.capture.extraction.bombs import MOST_ATTRIBUTES, MOST_DEPTH
from governance.capture.extraction.extracted import Unreadable
from governance.capture.extraction.page import extract_html
from governance.comparison import parse

pytestmark = pytest.mark.pure
ADDRESS = "https://acme.example/legal/terms"
FILLING = "<p>" + "These words are part of what was agreed between us. " * 12 + "</p>"


def markdown(body, head=""):
    return extract_html(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>", address=ADDRESS).markdown


def lines(body, head=""):
    return [line for line in markdown(body, head).split("\n") if line]


# What is written


def test_headings_keep_their_levels_and_roles_count():
    body = "<h1>Terms</h1><h3>Fees <i>and</i> taxes</h3><div role=heading aria-level=4>Refunds</div><p>Text.</p>"
    assert lines(body) == ["# Terms", "### Fees _and_ taxes", "#### Refunds", "Text."]


def test_broken_lines_stay_lines_and_blanks_are_one():
    assert markdown("<p>One  two\n three<br>four<br><br>five</p><p>\u00a0</p>") == "One two three\nfour\n\nfive\n"


@pytest.mark.parametrize(
    ("attributes", "labels"),
    [
        ("", ["1.", "2."]),
        ("type=a", ["a.", "b."]),
        ("type=A start=27", ["AA.", "AB."]),
        ("type=i start=4", ["iv.", "v."]),
        ("type=I start=9", ["IX.", "X."]),
        ("start=0", ["0.", "1."]),
        ("start=-1", ["-1.", "0."]),
        ("reversed", ["2.", "1."]),
        ('style="list-style-type: lower-roman"', ["i.", "ii."]),
        ('style="list-style:none"', ["*", "*"]),
        ("start=many", ["1.", "2."]),
    ],
)
def test_items_carry_the_labels_that_are_shown(attributes, labels):
    assert [line.split()[0] for line in lines(f"<ol {attributes}><li>first<li>second</ol>")] == labels


def test_a_value_sets_the_number_of_its_item_and_those_after():
    assert lines("<ol><li>a<li value=7>b<li>c</ol>") == ["1. a", "7. b", "8. c"]


def test_lists_in_lists_are_indented_and_what_follows_belongs_to_its_item():
    body = "<ol type=a><li>First<ul><li>inner</ul><p>More of it.</p><li>Second</ol><p>After.</p>"
    assert lines(body) == ["a. First", "    * inner", "    More of it.", "b. Second", "After."]


def test_a_label_that_the_text_has_itself_is_not_doubled():
    body = "<ol><li>1. Fees<li>(b) Taxes<li>Costs</ol><ul><li>(c) Refunds</ul>"
    assert lines(body) == ["1. Fees", "(b) Taxes", "3. Costs", "* (c) Refunds"]


def test_the_number_of_an_item_stands_at_its_heading():
    assert lines("<ol start=4><li><h3>Scope</h3><p>All.</p></ol>") == ["### 4. Scope", "All."]


def test_terms_and_definitions_stay_apart():
    body = "<dl><dt>Content</dt><dd>What you post.</dd><dt>User</dt><dd>You.</dd></dl>"
    assert lines(body) == ["Content", ": What you post.", "User", ": You."]


def test_tables_are_a_row_a_line_with_spans_spelled_out():
    body = (
        "<table><caption>Cookies</caption><thead><tr><th>Name<th>Why<th>How long</thead>"
        "<tr><td rowspan=2>_ga<td>counts | visits<td>2 years<br>or less<tr><td>tests<td><ul><li>1 day<li>2 days</ul>"
        "<tr><td colspan=2>both<td>never</table>"
    )
    assert lines(body) == [
        "Cookies",
        "| Name | Why | How long |",
        "| --- | --- | --- |",
        "| \\_ga | counts \\| visits | 2 years or less |",
        "| \\_ga | tests | 1 day 2 days |",
        "| both |  | never |",
    ]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td><h2>Fees</h2><p>Text.</p></table>",
        "<table role=presentation><tr><td><h2>Fees</h2></td><td><p>Text.</p></table>",
        "<table><tr><td>{}</td><td></td></table>".format("<h2>Fees</h2><table><tr><td>Text.</table>"),
    ],
)
def test_a_table_that_lays_out_a_page_is_unfolded(table):
    assert lines(table) == ["## Fees", "Text."]


def test_links_are_made_whole_and_lead_nowhere_without_a_target():
    body = (
        '<p><a href="b?x=1">one</a> <a href="#s">two</a> <a href="javascript:go()">three</a> <a href="//[">four</a></p>'
    )
    assert lines(body, '<base href="/x/">') == ["[one](https://acme.example/x/b?x=1) two three four"]


def test_marks_stand_at_words_and_not_at_blanks():
    assert lines("<p>a<b> bold </b>c <s>old</s> <em></em><b><strong>twice</strong></b></p>") == [
        "a **bold** c ~~old~~ **twice**"
    ]


def test_what_looks_like_markup_is_text():
    body = "<p># no heading</p><p>a*b _c_ d_e `f` &lt;div&gt; [x](y)</p><p>| no | row |</p>"
    assert lines(body) == ["\\# no heading", "a\\*b \\_c\\_ d_e \\`f\\` &lt;div&gt; [x]\\(y)", "\\| no | row |"]
    assert parse(markdown(body)).blocks[0].kind == "paragraph"


def test_addresses_hidden_from_programs_are_one_text():
    body = (
        '<p><a href="/cdn-cgi/l/email-protection#1a">[email&#160;protected]</a> or '
        '<span class="__cf_email__" data-cfemail="2b">[email&#160;protected]</span></p>'
    )
    assert lines(body) == ["[email protected] or [email protected]"]


def test_invisible_letters_go_and_accents_are_composed():
    assert lines("<p>pri\u00advacy\u200b poli\ufeffcy Cafe\u0301</p>") == ["privacy policy Café"]


def test_what_the_comparison_reads_of_it_has_its_labels_and_headings():
    body = "<h2>1. Fees</h2><ol type=a><li>You pay each month.<li>We may raise the price.</ol>"
    blocks = parse(markdown(body)).blocks
    assert [(block.kind, block.label) for block in blocks][1:] == [("paragraph", "a"), ("paragraph", "b")]
    assert blocks[1].heading_path == ("Fees",)


# What is kept and what is not


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Kept.</p>",
        '<p style="display:none">Kept.</p>',
        "<p aria-hidden=true>Kept.</p>",
        "<details><p>Kept.</p></details>",
        "<div role=tabpanel hidden><p>Kept.</p></div>",
        "<div><template shadowrootmode=open><p>Kept.</p></template></div>",
        "<section class=cookie-policy><p>Kept.</p></section>",
        "<div id=newsletter><p>Kept.</p></div>",
        "<form><p>Kept.</p><input value=x></form>",
        "<article><header><p>Kept.</p></header></article>",
        "<x-accordion><x-panel>Kept.</x-panel></x-accordion>",
    ],
)
def test_what_is_hidden_or_unluckily_named_is_kept(hidden):
    assert "Kept." in lines(f"<h1>Terms</h1>{FILLING}{hidden}")


@pytest.mark.parametrize(
    "chrome",
    [
        "<nav><p>Gone.</p></nav>",
        "<header><p>Gone.</p></header>",
        "<footer><p>Gone.</p></footer>",
        "<aside><p>Gone.</p></aside>",
        "<div role=navigation>Gone.</div>",
        "<div role=search>Gone.</div>",
        "<dialog open>Gone.</dialog>",
        "<div id=onetrust-consent-sdk><p>Gone.</p></div>",
        '<div class="qc-cmp2-container">Gone.</div>',
        "<div class=article-votes>Gone.</div>",
        "<button>Gone.</button>",
        "<select><option>Gone.</select>",
        "<script>Gone.</script>",
        "<style>Gone.</style>",
        "<noscript>Gone.</noscript>",
        "<template>Gone.</template>",
        '<div><a href="/a">Gone.</a> <a href="/b">Gone.</a> <a href="/c">Gone.</a></div>',
        '<ul><li><a href="#a">Gone.</a><li><a href="#b">Gone.</a><li><a href="#c">Gone.</a></ul>',
    ],
)
def test_what_frames_a_page_is_left_out(chrome):
    text = markdown(f"<h1>Terms</h1>{FILLING}{chrome}")
    assert "Gone." not in text
    assert "part of what was agreed" in text


@pytest.mark.parametrize("frame", ["header", "nav", "aside", "div role=banner", "div role=navigation"])
@pytest.mark.parametrize("content", ["{}", "<main>{}</main>", "<article>{}</article>", "<div id=content>{}</div>"])
def test_what_frames_a_page_and_has_no_end_tag_ends_where_the_text_begins(frame, content):
    text = content.format(f"<h1>Terms</h1>{FILLING}")
    whole = markdown(text)
    assert "part of what was agreed" in whole
    assert markdown(f"<{frame}><p>Gone. <a href=/>Gone.</a></p>{text}") == whole
    assert markdown(f"<div><{frame}>Gone.<nav><a href=/>Gone.</a>{text}</div>") == whole


@pytest.mark.parametrize(
    "title",
    ["<summary>Title</summary>", "<button aria-expanded=false>Title</button>", "<h3><button>Title</button></h3>"],
)
def test_the_title_of_a_part_that_folds_is_its_heading(title):
    blocks = parse(markdown(f"<details>{title}<p>What is in it.</p></details>{FILLING}")).blocks
    assert (blocks[0].kind, blocks[0].visible.strip("#* ")) == ("heading", "Title")


def test_a_list_of_contents_inside_of_the_text_is_left_out_and_a_hub_of_links_stays():
    contents = "<ol>" + "".join(f"<li><a href='#s{n}'>Section {n}</a>" for n in range(4)) + "</ol>"
    hub = "<ul>" + "".join(f"<li><a href='/{n}'>Policy {n}</a>" for n in range(4)) + "</ul>"
    text = markdown(f"<main>{contents}{FILLING}{hub}</main>")
    assert "Section 1" not in text
    assert "[Policy 1](https://acme.example/1)" in text


def test_a_page_of_nothing_but_links_is_not_emptied():
    assert len(lines("<div>" + "".join(f"<a href='/{n}'>Policy {n}</a> " for n in range(9)) + "</div>")) == 1


def test_a_small_main_is_a_widget_and_the_page_is_the_text():
    assert "part of what was agreed" in markdown(f"<main><p>Chat with us.</p></main>{FILLING}")
    assert "Beside" not in markdown(f"<div>Beside it.</div><main>{FILLING}</main>")


def test_names_do_not_empty_a_page():
    assert "part of what was agreed" in markdown(f"<div class='page klaro-enabled'>{FILLING}</div>")


def test_of_a_page_that_is_nothing_without_scripts_what_it_says_of_that_is_read():
    assert lines("<div id=root></div><noscript>Turn JavaScript on.</noscript>") == ["Turn JavaScript on."]


def test_an_empty_page_is_empty():
    assert markdown("") == ""
    assert extract_html("", address=ADDRESS).markdown == ""


# What is told of it


def test_the_facts_of_a_page():
    head = "<title> Terms –\n Acme </title>"
    body = "<h1>All <b>terms</b></h1><p>one two <a href=/x>three</a></p>"
    page = f"<html lang=de><head>{head}</head><body>{body}</body></html>"
    facts = extract_html(page, address=ADDRESS)
    assert (facts.title, facts.first_heading, facts.language) == ("Terms – Acme", "All terms", "de")
    assert facts.link_share == pytest.approx(5 / 22)
    assert facts.replaced_share == 0


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * (MOST_DEPTH + 1),
        "<ul><li>" * (MOST_DEPTH + 1),
        "<p " + " ".join(f"a{n}=1" for n in range(MOST_ATTRIBUTES + 1)) + ">",
        "<script>var a = 1</script>" + "<b>" * (MOST_DEPTH + 1),
    ],
)
def test_traps_are_refused_before_they_are_parsed(html):
    with pytest.raises(Unreadable):
        extract_html(html, address=ADDRESS)


def test_tags_in_scripts_and_elements_that_are_closed_by_the_next_do_not_count():
    script = "<script>x = '" + "<div>" * (MOST_DEPTH + 1) + "'</script>"
    assert lines(script + "<p>Text." * (MOST_DEPTH + 1))[0] == "Text."


def test_the_order_of_attributes_and_unknown_ones_change_nothing():
    one = '<div class="a" id="b" data-token="1"><p class=x>Text.</p><ol type=a start=2><li>Item</ol></div>'
    other = '<div data-token="2" id="b" class="a"><p id=z class=y>Text.</p><ol start=2 type=a><li>Item</ol></div>'
    assert markdown(one) == markdown(other)


def test_a_menu_is_one_when_the_words_of_its_links_are_bold_too():
    links = "".join(
        f"<li><a href=/{name}><b>{name} page</b></a></li>" for name in ("First", "Second", "Third", "Fourth")
    )
    assert "page" not in markdown(f"<div><ul>{links}</ul></div><div>{FILLING}</div>")
