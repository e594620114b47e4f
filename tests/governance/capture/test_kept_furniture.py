"""What is called furniture and holds much of a page is its text; what was decided of it is kept from day to day."""

import pytest

from governance.capture.extraction.page import extract_html
from governance.models import Capture, Change, HeldReading, Version
from tests.governance.capture.site import CLAUSES

ADDRESS = "https://owl.example/terms"
RAISED = (*CLAUSES[:2], CLAUSES[2].replace("3 coins", "9 coins"), *CLAUSES[3:])
COMMENT = (
    "<div><h4>A reader of barn {}</h4><p>In my barn number {} no fee must be paid by anybody who carries letters.</p>"
    "</div>"
)


def page(comment_count, clauses=CLAUSES, name="comment-list"):
    """A page of terms, and under them a part of such a name with so many comments."""
    terms = "".join(f"<p>{clause}</p>" for clause in clauses)
    comments = "".join(COMMENT.format(number, number) for number in range(comment_count))
    part = f'<div class="{name}">{comments}</div>' if comment_count else ""
    return f"<html lang=en><body><div><h1>Terms of Service</h1>{terms}</div>{part}</body></html>"


def read(html_text, before=None):
    found = extract_html(html_text, address=ADDRESS, before=before)
    return found.place, found.markdown.count("In my barn")


@pytest.mark.pure
def test_without_a_memory_a_part_is_text_if_it_holds_two_fifths_of_the_page():
    assert read(page(5))[1] == 0
    assert read(page(30))[1] == 30


@pytest.mark.pure
def test_what_was_left_out_stays_so_until_it_is_four_fifths_of_the_page():
    before, _ = read(page(5))
    assert before.left_out == ("comment-list",)
    assert read(page(30), before)[1] == 0
    assert read(page(150), before)[1] == 150


@pytest.mark.pure
def test_what_was_text_stays_so_until_it_is_less_than_a_fifth_of_the_page():
    before, _ = read(page(30))
    assert before.kept == ("comment-list",)
    assert read(page(9), before)[1] == 9
    assert read(page(2), before)[1] == 0


@pytest.mark.django_db
@pytest.mark.parametrize("counts", [(7, 12, 7), (5, 30, 5)])
def test_comments_that_grow_beside_the_terms_are_never_told(shown, counts):
    assert [shown(page(count)) for count in counts] == [0] * len(counts)
    assert Version.objects.count() == 1
    assert not HeldReading.objects.exists()


@pytest.mark.django_db
def test_where_it_becomes_the_page_the_last_page_is_read_so_first(shown):
    shown(page(5))
    shown(page(150))
    second = Version.objects.get(sequence=2)
    assert second.is_technical
    assert second.stored_text.text.count("In my barn") == 5


@pytest.mark.django_db
def test_where_little_is_left_of_what_was_the_page_an_operator_is_asked(shown):
    shown(page(150))
    assert shown(page(2)) == 0
    assert HeldReading.objects.get().cause == "read_otherwise"


@pytest.mark.django_db
def test_a_true_change_on_such_a_day_is_told_alone(shown):
    shown(page(7))
    assert shown(page(12, RAISED)) == 1
    assert [one.kind for one in Change.objects.published().get().provision_changes.all()] == ["modified"]


@pytest.mark.django_db
def test_a_capture_from_before_the_choice_was_kept_is_read_again_first(shown):
    shown(page(7))
    for capture in Capture.objects.all():
        capture.figures["text_in"] = [place[:2] for place in capture.figures["text_in"]]
        capture.save(update_fields=["figures"])
    assert shown(page(12)) == 0


# --- Beside the title


def titled(words_beside, clauses=CLAUSES):
    """A page whose title stands before the marked part, with so many words beside it."""
    terms = "".join(f"<p>{clause}</p>" for clause in clauses)
    beside = " ".join(f"owl{number}" for number in range(words_beside))
    return (
        f"<html lang=en><body><div><div><h1>Terms of Service</h1></div><p>You must not read this: {beside}.</p></div>"
        f"<main>{terms}</main></body></html>"
    )


def beside_title(html_text, before=None):
    found = extract_html(html_text, address=ADDRESS, before=before)
    return found.place, "You must not" in found.markdown


@pytest.mark.pure
def test_the_words_beside_a_title_stay_with_it_and_stay_away():
    few, is_read = beside_title(titled(20))
    assert is_read
    assert beside_title(titled(70))[1] is False
    some, is_read = beside_title(titled(48))
    assert is_read
    assert beside_title(titled(58), some)[1]
    many, is_read = beside_title(titled(58))
    assert not is_read
    assert not beside_title(titled(48), many)[1]
    assert not beside_title(titled(300), few)[1]


@pytest.mark.django_db
def test_a_word_more_beside_the_title_takes_no_words_away(shown):
    shown(titled(50))
    shown(titled(52))
    shown(titled(56))
    assert all("You must not" in version.stored_text.text for version in Version.objects.all())
