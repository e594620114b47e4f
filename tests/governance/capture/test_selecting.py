"""What a declaration selects and removes of a page: the cases that the engine of Open Terms Archive answers so."""

import pytest

from governance.capture.declarations.sources import BadDeclaration, read_source
from governance.capture.extraction.extracted import NothingSelected
from governance.capture.extraction.page import extract_html

pytestmark = pytest.mark.pure
ADDRESS = "https://acme.example/terms"
BODY = "<main><h1>T</h1><p class=a>one</p><p class=b>two</p><p class=c>three</p></main><footer>F</footer>"


def page_of(body, head="<!doctype html>"):
    return f"{head}<html><body>{body}</body></html>"


def words(select, remove=None, body=BODY, head="<!doctype html>", **more):
    source = {"fetch": ADDRESS, "select": select} | ({} if remove is None else {"remove": remove}) | more
    [page] = read_source(source).pages
    text = extract_html(page_of(body, head), address=ADDRESS, declared=page).markdown
    return " ".join(word for word in text.split() if word.strip("#*"))


def span(start, end, *, after_start=False, after_end=False):
    return {"startAfter" if after_start else "startBefore": start, "endAfter" if after_end else "endBefore": end}


@pytest.mark.parametrize(
    ("select", "text"),
    [
        (".a", "one"),
        ([".c", ".a"], "three one"),
        (".c, .a", "one three"),
        ([".a", "p.a"], "one one"),
        ([".zz", ".a"], "one"),
        (span(".a", ".c"), "one two"),
        (span(".a", ".c", after_start=True), "two"),
        (span(".b", ".c", after_end=True), "two three"),
        (span(".a", ".c", after_start=True, after_end=True), "two three"),
        ([span(".b", ".c"), "h1"], "two T"),
        ([span(".c", ".a"), "h1"], "T"),
        ("main > :not(h1)", "one two three"),
        (":nth-of-type(2)", "two"),
        (".a ~ p", "two three"),
    ],
)
def test_what_is_selected_comes_in_the_order_that_is_listed(select, text):
    assert words(select) == text


@pytest.mark.parametrize(
    ("select", "remove"),
    [
        (".zz", None),
        (".a", ".a"),
        (".a", span(".b", ".zz")),
        (".a", span(".zz", ".b")),
        ([], None),
        (span(".c", ".a"), None),
        (span(".a", ".b", after_start=True), None),
        (span(".a", ".c"), ".a"),
        (span(".zz", ".a"), None),
        (span("footer", ".a"), None),
        ("main", "html"),
        ("main", "*"),
    ],
)
def test_what_is_not_there_is_an_error_and_never_an_empty_text(select, remove):
    with pytest.raises(NothingSelected):
        words(select, remove)


@pytest.mark.parametrize(
    ("select", "remove", "text"),
    [
        (".a", ".zz", "one"),
        ("main", span(".a", ".c"), "T three"),
        ("main", [".a", span(".a", ".c")], "T three"),
        ("main", ["h1", ".b", "main .b"], "one three"),
        ("main", ["p", "main p"], "T"),
    ],
)
def test_what_is_to_be_removed_is_found_before_anything_goes(select, remove, text):
    assert words(select, remove) == text


def test_nested_matches_repeat_their_text():
    assert words("div", body="<div>x<div>y</div></div>") == "x y y"


def test_a_range_over_two_elements_cuts_both_and_a_list_stays_a_list():
    body = "<div>before<p id=s>start</p></div><ul><li>first<li id=e>end</ul>"
    [page] = read_source({"fetch": ADDRESS, "select": span("#s", "#e")}).pages
    assert extract_html(page_of(body), address=ADDRESS, declared=page).markdown == "start\n\n* first\n"


def test_a_range_of_bare_text_is_none():
    with pytest.raises(NothingSelected):
        words(span("#s", "#e", after_start=True), body="<div><b id=s>a</b>bare text<b id=e>b</b></div>")


def test_what_is_hidden_is_selected():
    body = '<main><p hidden>one</p><details><p>two</p></details><p style="display:none">three</p></main>'
    assert words("main", body=body) == "one two three"


def test_navigation_that_is_selected_stays():
    assert (
        words("main", body="<main><nav><a href=/a>One</a></nav><p>two</p></main>")
        == "[One](https://acme.example/a) two"
    )


@pytest.mark.parametrize(("head", "is_found"), [("", True), ("<!doctype html>", False)])
def test_class_names_are_matched_without_case_in_quirks_mode_only(head, is_found):
    if is_found:
        assert words(".ab", body='<p class="Ab">one</p>', head=head) == "one"
    else:
        with pytest.raises(NothingSelected):
            words(".ab", body='<p class="Ab">one</p>', head=head)


def test_attributes_are_matched_as_css_has_it():
    assert words('[title="x" i]', body="<p title=X>one</p><p title=y>two</p>") == "one"
    assert words('p[data-x="1"', body="<p data-x=1>one</p><p>two</p>") == "one"


@pytest.mark.parametrize("selector", ["p[", "This is a sentence.", "", None, 7])
def test_what_is_no_selector_is_refused_when_it_is_declared(selector):
    with pytest.raises(BadDeclaration, match="select"):
        read_source({"fetch": ADDRESS, "select": selector})


def test_scripts_and_templates_are_no_text_and_noscript_only_where_nothing_else_is():
    unseen = "<template>t</template><script>s</script><style>c</style>"
    assert words("main", body=f"<main><p>one</p>{unseen}<noscript>n</noscript></main>") == "one"
    assert words("main", body=f"<main>{unseen}<noscript>n</noscript></main>") == "n"


def test_filters_see_scripts_and_links_lose_their_parameters():
    body = '<main><a href="/x?utm_source=a&b=c%20d">one</a> <a href="/y?b=c%20d">two</a></main>'
    text = words("main", body=body, filter=[{"removeQueryParams": ["utm_source"]}])
    assert text == "[one](https://acme.example/x?b=c+d) [two](https://acme.example/y?b=c%20d)"
