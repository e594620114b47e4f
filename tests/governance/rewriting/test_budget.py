"""No request is made that the change, the day or the month has no room for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from governance.models import Change, Rewrite, RewritingBudget
from governance.rewriting.budget import MILLION, NoRoom, Used, take
from governance.rewriting.duties import rewrite_due
from governance.rewriting.showing import rewriting_figures
from outbound.ip_addresses import Endpoint
from tests.local_web import dialling

pytestmark = pytest.mark.django_db


def sums() -> dict[str, tuple[int, int, int]]:
    return {row.period: (row.tokens, row.cost, row.calls) for row in RewritingBudget.objects.all()}


def test_what_a_request_used_stands_in_the_rows_of_its_day_and_month(model, change, now, settings):
    settings.REWRITING_PRICE_IN, settings.REWRITING_PRICE_OUT = 15, 60
    rewrite_due(now)
    used = (150, 100 * 15 + 50 * 60, 1)
    assert sums() == {f"{now:%Y-%m}": used, f"{now:%Y-%m-%d}": used}
    assert rewriting_figures(now).tokens_today == 150


def test_what_nobody_says_was_not_used_stays_taken(model, change, now):
    model.manner = "500"
    rewrite_due(now)
    assert all(tokens > 2_000 and calls == 1 for tokens, _, calls in sums().values())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REWRITING_TOKENS_A_DAY", 100),
        ("REWRITING_TOKENS_A_MONTH", 100),
        ("REWRITING_CENTS_A_DAY", 0),
        ("REWRITING_CENTS_A_MONTH", 0),
    ],
)
def test_over_the_budget_of_a_day_or_month_nobody_is_asked_until_there_is_room(
    model, change, now, settings, name, value
):
    settings.REWRITING_PRICE_OUT = 100
    before = getattr(settings, name)
    setattr(settings, name, value)
    assert rewrite_due(now) == {"rewritten": 0, "left_derived": 0, "over_budget": 1}
    assert not model.asked
    assert all(tokens == 0 for tokens, _, _ in sums().values())
    assert rewriting_figures(now).refusals_today == 1
    setattr(settings, name, before)
    assert rewrite_due(now)["rewritten"] == 1


def test_a_change_has_so_many_tokens_and_then_its_derived_text(model, change, now, settings):
    settings.REWRITING_TOKENS_A_CHANGE = 1_000
    assert rewrite_due(now)["left_derived"] == 1
    assert Rewrite.objects.get().outcome == "over_budget"
    assert not model.asked


def test_the_next_day_has_room_again_and_the_month_has_not(change, now, settings):
    settings.REWRITING_TOKENS_A_DAY, settings.REWRITING_TOKENS_A_MONTH = 100, 150
    settings.REWRITING_TOKENS_A_CHANGE = 1_000
    row = Rewrite.objects.create(
        change=change, statements_hash="0", model="m", prompt_version=1, comparison_version=1, asked_at=now
    )
    first = now.replace(day=1)
    take(row, Used(60, 40), now=first)
    with pytest.raises(NoRoom):
        take(row, Used(1, 0), now=first)
    take(row, Used(50, 0), now=first + timedelta(days=1))
    with pytest.raises(NoRoom):
        take(row, Used(1, 0), now=first + timedelta(days=2))


def test_a_request_that_no_day_has_room_for_keeps_no_other_waiting(
    model, change, make_history, now, monkeypatch, settings
):
    longer = make_history()[1].change
    Change.objects.exclude(pk__in=[change.pk, longer.pk]).update(published_at=None)
    Change.objects.filter(pk=longer.pk).update(published_at=change.published_at - timedelta(hours=1))
    settings.REWRITING_TOKENS_A_DAY = 5_000
    sizes = iter([4_000, 100])
    monkeypatch.setattr("governance.rewriting.duties.most_tokens", lambda messages: next(sizes))
    assert rewrite_due(now) == {"rewritten": 1, "left_derived": 0, "over_budget": 1}
    assert Rewrite.objects.get(state="ready").change == change
    assert rewriting_figures(now).refusals_today == 1


def test_where_nobody_took_the_connection_nothing_is_taken(model, change, now, settings):
    settings.REWRITING_URL = "http://127.0.0.1:9/v1/chat/completions"
    dialling.permitted.add(Endpoint("127.0.0.1", 9))
    try:
        rewrite_due(now)
    finally:
        dialling.permitted.discard(Endpoint("127.0.0.1", 9))
    assert Rewrite.objects.get().outcome == "not_reached"
    assert {(tokens, cost) for tokens, cost, _ in sums().values()} == {(0, 0)}


def test_money_is_counted_exactly(settings):
    settings.REWRITING_PRICE_IN, settings.REWRITING_PRICE_OUT = 15, 60
    assert Used(MILLION, MILLION).cost == 75 * MILLION


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_room(change, now, settings):
    settings.REWRITING_TOKENS_A_DAY = 1_000
    settings.REWRITING_TOKENS_A_CHANGE = 1_000_000
    row = Rewrite.objects.create(
        change=change, statements_hash="0", model="m", prompt_version=1, comparison_version=1, asked_at=now
    )

    def one(_: int) -> bool:
        try:
            with transaction.atomic():
                take(row, Used(100, 0), now=now)
        except NoRoom:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(24))) == 10
    assert RewritingBudget.objects.get(period=f"{now:%Y-%m-%d}").tokens == 1_000
