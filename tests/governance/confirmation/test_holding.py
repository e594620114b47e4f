"""A change is held until its text has stood, and withdrawn where it has not: told once, or never."""

from governance.models import Change, ProvisionChange
from tests.governance.confirmation.outcomes import DAY, change_to, due, in_force, news, seen_on, state_of
from tests.governance.confirmation.texts import EDITED, EDITED_WITHOUT_PAGE, ERROR_PAGE, PAGE, REST, WHOLE, WITHOUT_PAGE
from tests.governance.conftest import FIRST_DAY, clauses


def test_a_held_change_is_no_news_and_takes_nothing_out_of_force(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    change = change_to(held)
    assert (change.held_until, change.published_at, change.awaits_publication) == (FIRST_DAY + 1.5 * DAY, None, True)
    assert (state_of(held), held.is_good, news()) == ("held", False, [])
    assert set(PAGE) <= in_force()


def test_the_clock_alone_confirms_nothing(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    assert due(100) == 0
    assert state_of(held) == "held"


def test_a_text_seen_to_stand_is_confirmed_and_published_once(record, document, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    assert record(WITHOUT_PAGE, 1.25) is None
    assert due(4) == 0
    seen_on(1.5)
    assert due(1.4) == 0
    assert due(4) == 1
    change = change_to(held)
    assert (change.confirmed_at, change.published_at) == (FIRST_DAY + 1.5 * DAY, FIRST_DAY + 4 * DAY)
    assert (change.label, change.is_alertable, change.removed_count) == ("substantive", True, len(PAGE))
    assert set(change.events.values_list("kind", flat=True)) == {"policy_change", "provision_update"}
    assert not set(PAGE) & in_force()
    held.refresh_from_db()
    assert held.is_good
    assert due(5) == 0
    assert change_to(held).published_at == FIRST_DAY + 4 * DAY


def test_a_page_that_is_back_withdraws_the_change(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    back = record(WHOLE, 2)
    change = change_to(held)
    assert (state_of(held), change.withdrawn_at, change.awaits_publication) == (
        "withdrawn",
        FIRST_DAY + 2 * DAY,
        False,
    )
    assert (change_to(back).is_alertable, change_to(back).added_count) == (False, 0)
    assert record(WHOLE, 9) is None
    assert due(10) == 0
    assert (news(), set(PAGE) <= in_force()) == ([], True)


def test_an_edit_beside_a_missing_page_is_told_at_once_and_alone(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    edit = record(EDITED_WITHOUT_PAGE, 1.25)
    assert (state_of(held), news()) == ("held", [3])
    told = change_to(edit)
    assert (told.modified_count, told.added_count, told.removed_count) == (1, 0, 0)
    assert set(PAGE) | {EDITED} <= in_force()
    rows = list(ProvisionChange.objects.filter(change=told).values())
    # A third version past the hold confirms it; the edit is not told again.
    later = record(EDITED_WITHOUT_PAGE.replace(REST[1], ""), 4)
    assert (state_of(held), news()) == ("confirmed", [3, 2, 4])
    assert (change_to(held).modified_count, change_to(held).removed_count) == (0, len(PAGE))
    assert [{**row, "id": 0} for row in ProvisionChange.objects.filter(change=told).values()] == [
        {**row, "id": 0} for row in rows
    ]
    assert change_to(edit).published_at == FIRST_DAY + 1.25 * DAY
    assert change_to(later).removed_count == 1
    assert not set(PAGE) & in_force()


def test_an_edit_told_beside_a_missing_page_is_not_told_again_when_the_page_is_back(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    record(EDITED_WITHOUT_PAGE, 1.25)
    record(WHOLE.replace(REST[0], EDITED), 1.4)
    assert (state_of(held), news()) == ("withdrawn", [3])
    assert set(PAGE) | {EDITED} <= in_force()


def test_an_edit_that_comes_with_the_page_is_told_without_the_page(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    back = change_to(record(WHOLE.replace(REST[0], EDITED), 2))
    assert (state_of(held), news()) == ("withdrawn", [3])
    assert (back.modified_count, back.added_count, back.against_last_good) == (1, 0, True)


def test_an_error_page_neither_confirms_nor_withdraws(record, holds):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    record(ERROR_PAGE, 4)
    assert due(5) == 0
    assert state_of(held) == "held"
    edit = change_to(record(EDITED_WITHOUT_PAGE, 6))
    assert (state_of(held), edit.modified_count, edit.removed_count) == ("confirmed", 1, 0)


def test_history_is_confirmed_in_silence(record, holds):
    record(WHOLE, 0, is_news=False)
    held = record(WITHOUT_PAGE, 1, is_news=False)
    record(EDITED_WITHOUT_PAGE, 9, is_news=False)
    assert (state_of(held), change_to(held).label) == ("confirmed", "substantive")
    assert not Change.objects.published().exists()


def test_a_second_change_held_on_top_of_a_first_is_confirmed_for_itself(record, holds):
    both = clauses(*REST, *PAGE, *[line.replace("Members", "Friends").replace("give", "bring") for line in PAGE])
    record(both, 0)
    first = record(WHOLE, 1)
    second = record(WITHOUT_PAGE, 1.25)
    assert (state_of(first), state_of(second)) == ("held", "held")
    record(EDITED_WITHOUT_PAGE, 1.6)
    assert (state_of(first), state_of(second), news()) == ("confirmed", "held", [2, 4])
    record(EDITED_WITHOUT_PAGE + "\nA last word about the weather is said here.\n", 4)
    assert (state_of(second), news()) == ("confirmed", [2, 4, 3, 5])
    assert not set(PAGE) & in_force()
