"""Which part of a page was its text is remembered: teasers beside it come and go, and no terms come or go with them."""

import pytest

from governance.capture.extraction.extracted import TextPlace
from governance.capture.extraction.page import extract_html
from governance.capture.under_judgement import places_in
from governance.models import Capture, Change, HeldReading, Version
from tests.governance.capture.site import CLAUSES

ADDRESS = "https://owl.example/terms"
RAISED = (*CLAUSES[:2], CLAUSES[2].replace("3 coins", "9 coins"), *CLAUSES[3:])
TEASER = (
    "<div><h3>Barn number {} has opened</h3><p>Owls of barn number {} welcome you to a warm evening of tales.</p></div>"
)


def page(teaser_count, clauses=CLAUSES, tag="main"):
    """A page whose terms stand in a `main` (or nothing of that kind) beside so many teasers of 17 words each."""
    terms = "".join(f"<p>{clause}</p>" for clause in clauses)
    teasers = "".join(TEASER.format(number, number) for number in range(teaser_count))
    return f"<html lang=en><body><{tag}><h1>Terms of Service</h1>{terms}</{tag}>{teasers}</body></html>"


def read(html_text, before=None):
    found = extract_html(html_text, address=ADDRESS, before=before)
    return found.place.text_in, found.markdown.count("Barn number")


@pytest.mark.pure
def test_without_a_memory_the_marked_part_is_the_text_if_it_has_most_words():
    assert read(page(3)) == ("marked", 0)
    assert read(page(40)) == ("page", 40)


@pytest.mark.pure
def test_the_marked_part_stays_the_text_as_long_as_it_has_most_of_its_words():
    few = extract_html(page(3), address=ADDRESS)
    before = few.place
    assert read(page(40), before) == ("marked", 0)
    assert read(page(40, CLAUSES[:13]), before) == ("marked", 0)
    assert read(page(40, CLAUSES[:11]), before) == ("page", 40)
    assert read(page(40, tag="div"), before) == ("page", 40)
    assert read(page(0, CLAUSES[:2]), before) == ("marked", 0)


@pytest.mark.pure
def test_the_whole_page_stays_the_text_when_all_beside_the_marked_part_goes():
    assert read(page(3), TextPlace("page", 900)) == ("page", 3)


@pytest.mark.django_db
@pytest.mark.parametrize("counts", [(3, 40, 3), (40, 3, 40), (9, 12, 9, 12)])
def test_teasers_that_come_and_go_move_no_terms(shown, counts):
    lengths = []
    for count in counts:
        shown(page(count))
        lengths.append(Version.objects.latest("pk").stored_text.text.count("you agree"))
    assert len(set(lengths)) == 1
    assert not Change.objects.published().filter(headline__icontains="coins").exists()
    if counts[0] < 10:
        assert (Change.objects.published().count(), Version.objects.count()) == (0, 1)
    assert not HeldReading.objects.exists()


@pytest.mark.django_db
def test_a_true_change_on_the_day_on_which_teasers_come_is_told_alone(shown):
    shown(page(3))
    assert shown(page(40, RAISED)) == 1
    change = Change.objects.published().get()
    assert [one.kind for one in change.provision_changes.all()] == ["modified"]


@pytest.mark.django_db
def test_where_the_choice_must_move_what_was_beside_is_no_news(shown):
    shown(page(9))
    assert shown(page(9, tag="section")) == 0
    first, second = Version.objects.order_by("sequence")
    assert (first.is_technical, second.is_technical) == (False, True)
    [place] = places_in(Capture.objects.latest("pk").figures)
    assert place.text_in == "page"
    assert shown(page(9, RAISED, tag="section")) == 1


@pytest.mark.django_db
def test_a_change_on_the_day_on_which_the_choice_must_move_is_told_alone(shown):
    shown(page(9))
    assert shown(page(9, RAISED, tag="section")) == 1
    assert [one.kind for one in Change.objects.published().get().provision_changes.all()] == ["modified"]


@pytest.mark.django_db
def test_terms_that_move_out_of_the_marked_part_are_no_removal(shown):
    shown(page(3))
    moved = "".join(f"<p>{clause}</p>" for clause in CLAUSES[8:])
    assert shown(page(3, CLAUSES[:8]).replace("</main>", f"</main><section>{moved}</section>")) == 0
    assert "owl number 15" in Version.objects.latest("pk").stored_text.text


@pytest.mark.django_db
def test_where_the_last_page_is_gone_it_waits_for_an_operator(shown, store):
    shown(page(9), times=1)
    for file in store.rglob("*.alone"):
        file.unlink()
    assert shown(page(9, tag="section")) == 0
    assert HeldReading.objects.get().cause == "read_otherwise"


@pytest.mark.django_db
def test_a_capture_from_before_the_choice_was_kept_is_read_again_first(shown):
    shown(page(3))
    for capture in Capture.objects.all():
        capture.figures.pop("text_in")
        capture.save(update_fields=["figures"])
    assert shown(page(40)) == 0
