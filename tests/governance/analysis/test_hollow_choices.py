"""A choice that is asked for, false, imagined, taken back or left to the service has no end."""

from datetime import date

import pytest

from governance.analysis.days_of_changes import DatedChange, days_of_change, still_states
from governance.analysis.objection_periods import PeriodKind, objection_periods
from governance.comparison.text.segment import parse

pytestmark = pytest.mark.pure
OPT_OUT = "You may opt out of arbitration by 10 December 2026."


def ends(text):
    parsed = parse(f"# Terms\n\n{text}\n")
    change = DatedChange(
        effective_date=None, detected_on=date(2026, 11, 1), updated_on=None, touched=[(0, len(parsed.text))]
    )
    return [one.day for one in days_of_change(parsed, change)]


@pytest.mark.parametrize("text", [
    "It is false that you may opt out of arbitration by 10 December 2026.",
    "It would be wrong to say that you may opt out of arbitration by 10 December 2026.",
    f"{OPT_OUT} This offer has been withdrawn.",
    f"{OPT_OUT} However, such opt-outs are not honoured.",
    f"{OPT_OUT} We will not honour it.",
    f"{OPT_OUT} This no longer applies.",
    f"{OPT_OUT} We have withdrawn this offer.",
    f"{OPT_OUT} Opting out has been abolished.",
    f"{OPT_OUT}\n\nYou can no longer opt out of arbitration.",
    f"{OPT_OUT}\n\nOpting out of arbitration is not possible any more.",
    "You may opt out of arbitration by 10 December 2026 unless we refuse.",
    "Imagine that you may opt out of arbitration by 10 December 2026.",
    "You would be able to opt out of arbitration by 10 December 2026 if the law required it.",
    "Opt out of arbitration by 10 December 2026? You cannot.",
    "If you do not opt out by 10 December 2026, you lose nothing, since arbitration does not apply to you.",
    "You may opt out of arbitration by 10 December 2026, but only if we agree.",
    "You may opt out of arbitration by 10 December 2026 with our consent.",
    "You may opt out of arbitration by 10 December 2026, although we need not heed it.",
    "You may opt out of arbitration within 30 days of notice, but we will not honour it.",
    "You may object to the new terms by 10 December 2026, although we need not heed your objection.",
    "You may object to the new terms by 10 December 2026, but we may ignore your objection.",
    "The option to opt out of arbitration until 10 December 2026 has been removed.",
    f"{OPT_OUT}\n\nThe option to opt out of arbitration is withdrawn.",
    f"{OPT_OUT}\n\nWe no longer offer an opt-out of arbitration.",
    f"## Choices that no longer exist\n\n{OPT_OUT}",
    f"## What you can never do\n\n{OPT_OUT}",
    "You are never allowed to:\n\n- opt out of arbitration by 12 December 2026.",
    "It would be wrong to say that:\n\n- you may opt out of arbitration by 12 December 2026.",
    "The following applied until 2024 and no longer does:\n\n- you may opt out by 12 December 2026.",
    "We do not do any of the following:\n\n- let you opt out, which you may do by 12 December 2026.",
    f"| Choice | Offered |\n| --- | --- |\n| {OPT_OUT} | No |",
    f"| Choice | Offered |\n| --- | --- |\n| {OPT_OUT} | Not yet |",
    f"| Choice | Offered |\n| --- | --- |\n| {OPT_OUT} | Only on paid plans |",
])  # fmt: skip
def test_it_gives_no_day(text):
    assert ends(text) == []


@pytest.mark.parametrize("text", [
    OPT_OUT,
    f"{OPT_OUT} We will not accept opt-outs after that day.",
    f"{OPT_OUT} Opting out has no effect on your other rights.",
    f"{OPT_OUT} However, the rest of these terms applies.",
    f"{OPT_OUT}\n\nAfter that day your right to opt out of arbitration is no longer available.",
    f"{OPT_OUT}\n\nThe option to opt out of newsletters is withdrawn.",
    "If you opt out by 10 December 2026, the arbitration clause does not apply to you if you may sue us.",
    "If you want to opt out of arbitration, tell us by 10 December 2026.",
    "You may opt out by 10 December 2026, and we may change our prices at our discretion.",
    f"## If you do not agree\n\n{OPT_OUT}",
    f"## 1.2 Right not to arbitrate\n\n{OPT_OUT}",
    f"{OPT_OUT} You can no longer opt out after that day.",
    f"## Class action waiver\n\n{OPT_OUT}",
    f"## Do not sell my personal information\n\n{OPT_OUT}",
    f"## What has changed\n\n{OPT_OUT}",
    "If you do not agree, you may:\n\n- opt out of arbitration by 10 December 2026.",
    f"| No. | Choice | Offered |\n| --- | --- | --- |\n| 1 | {OPT_OUT} | Yes |",
])  # fmt: skip
def test_what_only_looks_so_leaves_the_day(text):
    assert ends(text) == [date(2026, 12, 10)]


@pytest.mark.parametrize("later", [
    f"{OPT_OUT} This offer has been withdrawn.",
    f"{OPT_OUT}\n\nThe option to opt out of arbitration is withdrawn.",
    f"## Choices that no longer exist\n\n{OPT_OUT}",
    f"You can no longer do this:\n\n- {OPT_OUT}",
])  # fmt: skip
def test_a_later_text_that_takes_it_back_does_not_state_it(later):
    parsed = parse(f"# Terms\n\n{OPT_OUT}\n")
    change = DatedChange(
        effective_date=None, detected_on=date(2026, 11, 1), updated_on=None, touched=[(0, len(parsed.text))]
    )
    (day,) = days_of_change(parsed, change)
    assert still_states(parsed, OPT_OUT, day)
    assert not still_states(parse(f"# Terms\n\n{later}\n"), OPT_OUT, day)


@pytest.mark.parametrize("text", [
    "The right of Customer to object to a new sub-processor within 30 days has been removed.",
    "Customer forgoes any objection to a new sub-processor within 30 days of the notice.",
    "Customer may object to a new sub-processor within 30 days of the notice. Such objections have no effect.",
    "Customer may object to a new sub-processor only where its own customers object within 10 days.",
])  # fmt: skip
def test_it_gives_no_time_for_objecting_to_sub_processors(text):
    assert [one for one in objection_periods(text) if one.kind is PeriodKind.OBJECTION] == []


def test_a_sub_processor_that_was_removed_takes_no_time_away():
    text = "Customer may object to a new sub-processor within 30 days, unless the sub-processor has been removed."
    assert [one.length for one in objection_periods(text)] == [30]
