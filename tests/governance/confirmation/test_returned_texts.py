"""A text that comes back is a roll-back once it has stood a week, and no news before."""

from governance.models import Change
from tests.governance.confirmation.outcomes import change_to, due, in_force, news, state_of
from tests.governance.confirmation.texts import EDITED, REST, WHOLE


def test_a_text_that_alternates_is_told_the_first_time_only(record, holds):
    for day, text in enumerate([WHOLE, WHOLE.replace(REST[0], EDITED)] * 4):
        record(text, 10 * day)
    assert news() == [2]
    assert [change.label for change in Change.objects.order_by("pk")] == ["substantive"] + ["flapping"] * 6


def test_a_return_that_stands_a_week_is_a_roll_back(record, holds):
    other = WHOLE.replace(REST[0], EDITED)
    record(WHOLE, 0)
    record(other, 10)
    back = record(WHOLE, 20)
    assert (state_of(back), back.is_good, news()) == ("held", True, [2])
    assert REST[0] in in_force()
    assert record(WHOLE, 26) is None
    assert due(26) == 0
    assert record(WHOLE, 27) is None  # the same bytes again are evidence enough
    assert (change_to(back).rule, news()) == ("rolled_back", [2, 3])


def test_a_return_that_does_not_last_is_withdrawn_and_nobody_is_told(record, holds):
    other = WHOLE.replace(REST[0], EDITED)
    record(WHOLE, 0)
    record(other, 10)
    back = record(WHOLE, 20)
    again = record(other, 21)
    assert (state_of(back), change_to(again).label, news()) == ("withdrawn", "flapping", [2])


def test_an_edit_beside_a_return_that_did_not_last_is_told_alone(record, holds):
    other = WHOLE.replace(REST[0], EDITED)
    record(WHOLE, 0)
    record(other, 10)
    back = record(WHOLE, 20)
    edit = change_to(record(other.replace(REST[1], "Dogs are welcome in every hall on Sundays."), 21))
    assert (state_of(back), news()) == ("withdrawn", [2, 4])
    assert (edit.added_count, edit.removed_count, edit.modified_count) == (1, 1, 0)
