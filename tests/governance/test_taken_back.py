"""Which changes are over, because the text is again one from before them."""

import pytest

from governance.models import Change, Version
from governance.taken_back import taken_back
from tests.histories import FIRST_TEXT, SECOND_TEXT, THIRD_TEXT

pytestmark = pytest.mark.django_db

TEXT = {
    "a": FIRST_TEXT,
    "b": SECOND_TEXT,
    "c": THIRD_TEXT,
    "d": THIRD_TEXT.replace("binding arbitration", "the courts of Dublin"),
    # The same words with two days.
    "e": SECOND_TEXT + "\n\nYou pay nothing until 1 May 2027.\n",
    "f": SECOND_TEXT + "\n\nYou pay nothing until 1 June 2027.\n",
    "x": "# 502 Bad Gateway\n\nnginx\n",
}


@pytest.mark.parametrize(
    ("history", "over"),
    [
        ("ab", {}),
        ("abc", {}),
        ("aba", {2: 3}),
        ("abac", {2: 3}),
        ("abca", {2: 4, 3: 4}),
        ("abcb", {3: 4}),
        ("abab", {3: 4}),
        ("ababa", {2: 5, 4: 5}),
        ("abcd", {}),
        ("axa", {}),
        ("axabx", {}),
        ("abxa", {2: 4}),
        ("ef", {}),
        ("efe", {2: 3}),
        ("efef", {3: 4}),
        ("aefa", {2: 4, 3: 4}),
    ],
)
def test_a_change_is_over_where_a_later_text_is_one_from_before_it(make_history, history, over):
    versions = make_history(texts=tuple(TEXT[name] for name in history))
    changes = {change.pk: change.to_version.sequence for change in Change.objects.exclude(label="extraction")}
    found = taken_back(list(changes))
    told = {changes[key]: Version.objects.get(captured_at=at).sequence for key, at in found.items()}
    assert told == over
    assert [versions[back - 1].captured_at for back in told.values()] == list(found.values())


def test_one_document_s_return_says_nothing_of_another_and_all_of_it_is_one_query(
    make_history, make_document, make_platform, django_assert_num_queries
):
    make_history(make_document(make_platform("acme")), texts=(FIRST_TEXT, SECOND_TEXT, FIRST_TEXT))
    make_history(make_document(make_platform("bolt")), texts=(FIRST_TEXT, SECOND_TEXT))
    keys = list(Change.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        (found,) = taken_back(keys)
    assert Change.objects.get(pk=found).platform.slug == "acme"
    assert taken_back([]) == {}


def test_texts_that_are_too_large_are_told_apart_by_nothing(make_history):
    make_history()
    Version.objects.update(is_too_large=True, normal_digest="")
    assert taken_back(list(Change.objects.values_list("pk", flat=True))) == {}
