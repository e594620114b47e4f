"""A line that counts from day to day is told once at most; a number that provides something is told at once."""

from datetime import timedelta

import pytest

from governance.capture.health.standing import odd_documents
from governance.models import Change
from tests.governance.capture.pages import NOON
from tests.governance.capture.site import CLAUSES, policy

pytestmark = pytest.mark.django_db
QUOTES = (
    "A small key opens large doors.",
    "Owls see by night.",
    "No letter is late that arrives.",
    "The early owl sleeps.",
    "Feathers weigh little, words much.",
    "Who writes, stays.",
)


@pytest.fixture
def shown(watched):
    """What shows a page of these lines for some days and reads it twice a day."""
    web = watched()
    web.document()

    def show(*lines, days):
        web.site["owl.example"]["/terms"] = policy(*lines)
        for _ in range(round(2 * days)):
            web.read()
            web.pass_time(hours=12)

    return show


def told():
    return [change.headline for change in Change.objects.alertable().order_by("published_at")]


def test_a_line_that_counts_is_told_once_at_most(shown):
    for day, quote in enumerate(QUOTES):
        shown(*CLAUSES, f"Quote of the day: “{quote}”", f"Today is day {100 + day} of the year.", days=1)
    assert len(told()) <= 1


def test_a_true_change_beside_it_is_told_the_same_day(shown):
    for day in range(4):
        shown(*CLAUSES, f"Today is day {100 + day} of the year.", days=1)
    before = len(told())
    shown(*CLAUSES[:14], "You waive the right to a class action.", "Today is day 104 of the year.", days=0.5)
    assert len(told()) == before + 1
    assert "class action" in told()[-1]


RAISED = {
    "money": ("The fee for a letter is {} euros.", (9, 10, 12)),
    "money after a name": ("Monthly fee: {} EUR", (9, 10, 12)),
    "a share": ("Our part of each prize is {} %.", (9, 10, 12)),
    "a period": ("Letters are kept for {} days.", (9, 10, 12)),
    "a period after a name": ("Letters are kept: {} days", (30, 60, 90)),
    "an age": ("Owls are for people aged {}.", (13, 16, 18)),
    "what is paid in coins": ("You pay {} coins for each owl.", (9, 10, 12)),
    "a size": ("Letters may weigh up to {} grams.", (9, 10, 12)),
    "a number at most": ("At most {} letters fit into a bag.", (9, 10, 12)),
}


@pytest.mark.on_sqlite
@pytest.mark.parametrize("what", RAISED)
def test_a_number_that_provides_something_is_told_at_once_each_time_it_is_raised(shown, what):
    line, numbers = RAISED[what]
    for times, number in enumerate(numbers):
        shown(*CLAUSES, line.format(number), days=2)
        assert len(told()) == times


COUNTS = {
    "the day of the year": [f"Today is day {day} of the year." for day in range(100, 106)],
    "the visitors of a day": [
        f"{number:,} people came by yesterday." for number in (1_204, 988, 1_310, 702, 655, 1_011)
    ],
    "a rate of the day": [f"Today 1 credit is {rate} euros." for rate in (0.902, 0.911, 0.899, 0.921, 0.93, 0.9)],
    "an exchange rate": [f"1 EUR = {rate} USD" for rate in (1.0842, 1.0851, 1.0799, 1.0912, 1.0899, 1.1002)],
    "days since": [f"Last updated {days} days ago" for days in range(3, 9)],
    "days until": [f"{days} days until the Owl Fair!" for days in range(30, 24, -1)],
    "how long making it took": [f"Page made in 0.{part} seconds." for part in (474, 391, 512, 488, 402, 377)],
    "a quote without a name": [f"“{quote}”" for quote in QUOTES],
    "a quote and who said it": [
        f"“{quote}”</p><p>— Barn Owl of {place}" for quote, place in zip(QUOTES, "ABCDEF", strict=True)
    ],
    "the weather": ["12 °C and light rain", "9 °C, snow", "Sunny in the north", "Fog until noon", "18 °C", "Storms"],
}


@pytest.mark.on_sqlite
@pytest.mark.parametrize("what", COUNTS)
@pytest.mark.parametrize("place", [0, 7, 15])
def test_what_is_another_each_day_and_provides_nothing_is_told_once_at_most(shown, what, place):
    for line in COUNTS[what][:4]:
        shown(*CLAUSES[:place], line, *CLAUSES[place:], days=1)
    assert len(told()) <= 1


def test_an_operator_reads_what_counts_from_day_to_day(shown):
    for line in COUNTS["a quote without a name"]:
        shown(*CLAUSES, line, days=1)
    [(document, said)] = odd_documents(NOON + timedelta(days=6))
    assert (document.title, said[:34]) == ("Terms of Service", "A line counts from day to day, of ")
    assert odd_documents(NOON + timedelta(days=14)) == []


@pytest.mark.on_sqlite
@pytest.mark.parametrize(
    "lines",
    [
        ("You get each letter back.", "Letters are sold.", "We burn what comes late."),
        (
            "Your name</p><ul><li>Your address</ul><p>",
            "Your name</p><ul><li>Your friends</ul><p>",
            "Your name</p><ul><li>Your sleep</ul><p>",
        ),
        ("— You sell letters of others", "— You burn what is not yours", "— You hide all owls at night"),
        ("Refunds are given within a day.", "Refunds end with the year.", "No money is given back."),
    ],
)
def test_a_clause_that_is_written_anew_twice_is_told_each_time(shown, lines):
    for times, line in enumerate(lines):
        shown(*CLAUSES[:7], line, *CLAUSES[7:], days=2)
        assert len(told()) == times


def test_a_clause_with_a_name_that_is_corrected_within_days_is_told_at_once(shown):
    for words in ("for thirty days", "for thirty days and sell it", "for thirty days and never sell it"):
        shown(*CLAUSES, f"Your data: we keep the data of your letters {words}.", days=2)
    assert len(told()) == 2


@pytest.mark.on_sqlite
@pytest.mark.parametrize(
    "lines",
    [
        ("Premium: 9 EUR", "Premium: 12 EUR", "Premium: 19 EUR"),
        ("Commission: 10 %", "Commission: 15 %", "Commission: 30 %"),
        ("Retention: 30 days", "Retention: 60 days", "Retention: 365 days"),
        ("Kept for thirty days", "Kept for sixty days", "Kept for ninety days"),
        ("Storage: 15 GB", "Storage: 10 GB", "Storage: 5 GB"),
        ("Age: 13+", "Age: 16+", "Age: 18+"),
        ("Arbitration: optional", "Arbitration: by choice", "Arbitration: mandatory"),
        ("AI training: on request", "AI training: opt-in", "AI training: on by default"),
        ("Data sharing: nobody", "Data sharing: affiliates", "Data sharing: advertisers"),
    ],
    ids=lambda lines: lines[0],
)
def test_a_short_line_that_provides_something_is_told_each_time(shown, lines):
    for count, line in enumerate(lines):
        shown(*CLAUSES[:7], line, *CLAUSES[7:], days=2)
        assert len(told()) == count


PLAIN = [quote.replace("No letter is late that arrives", "Each letter arrives in the end") for quote in QUOTES]


@pytest.mark.on_sqlite
@pytest.mark.parametrize("place", [0, 7, 15])
def test_a_plain_sentence_of_the_day_is_told_twice_at_most(shown, place):
    for quote in PLAIN:
        shown(*CLAUSES[:place], quote, *CLAUSES[place:], days=1)
    assert len(told()) <= 2


def test_a_true_change_beside_a_sentence_of_the_day_is_told_the_same_day(shown):
    for quote in PLAIN[:4]:
        shown(*CLAUSES, quote, days=1)
    before = len(told())
    shown(*CLAUSES[:14], "You waive the right to a class action.", PLAIN[4], days=0.5)
    assert len(told()) == before + 1
    assert "class action" in told()[-1]


def test_a_sentence_of_the_day_that_stays_for_a_week_is_told(shown):
    for quote in PLAIN:
        shown(*CLAUSES, quote, days=1)
    before = len(told())
    shown(*CLAUSES, PLAIN[-1], days=8)
    assert len(told()) == before + 1


@pytest.mark.on_sqlite
@pytest.mark.parametrize(
    "lines",
    [
        (
            "You get each letter back.",
            "Owls carry by night.",
            "We burn what comes late.",
            "Late letters must be paid for.",
        ),
        (
            "Owls see by night.",
            "Letters are carried.",
            "Feathers weigh little.",
            "All rights in letters pass to the owls.",
        ),
        ("Owls see by night.", "Letters are carried.", "Feathers weigh little.", "Letters lie here for 90 days."),
        (
            "Owls see by night.",
            "Owls carry letters.",
            "Owls carry letters by day.",
            "Owls carry letters by day and burn them.",
        ),
    ],
    ids=lambda lines: lines[-1],
)
def test_a_clause_that_binds_is_told_however_often_it_was_written_anew(shown, lines):
    for line in lines[:-1]:
        shown(*CLAUSES[:7], line, *CLAUSES[7:], days=1)
    before = len(told())
    shown(*CLAUSES[:7], lines[-1], *CLAUSES[7:], days=1)
    assert len(told()) == before + 1


NEWS = (
    "Barn seven has opened its doors.",
    "Forty owls moved in.",
    "The stamps of this winter are here.",
    "Two painters gave our post van a new look.",
    "An owl has reached the north.",
    "The choir of the barn sings on Sunday.",
    "We met at the fair in Fir Lane.",
    "Snow fell on the barns.",
)


def with_news(day, clauses=CLAUSES, write="<li>{}</li>"):
    """Clauses, and a list of news of which one comes and one goes each day."""
    items = "".join(write.format(NEWS[(day - back) % len(NEWS)]) for back in range(3))
    return *clauses, f"</p><h2>Latest news</h2><ul>{items}</ul><p>That was all."


@pytest.mark.on_sqlite
@pytest.mark.parametrize("write", ["<li>{}</li>", "<li>1 December: {}</li>"])
def test_a_list_of_news_is_told_twice_at_most(shown, write):
    for day in range(6):
        shown(*with_news(day, write=write), days=1)
    assert len(told()) <= 2


def test_a_true_change_beside_a_list_of_news_is_told_the_same_day(shown):
    for day in range(4):
        shown(*with_news(day), days=1)
    before = len(told())
    shown(*with_news(4, [*CLAUSES[:14], "You waive the right to a class action."]), days=0.5)
    assert len(told()) == before + 1
    assert "class action" in told()[-1]


def test_what_comes_to_a_list_of_which_nothing_goes_is_told_each_time(shown):
    listed = ["Your name", "Your street", "Your barn", "Your shoe size", "Your sleep"]
    for count in range(1, 6):
        items = "".join(f"<li>{line}</li>" for line in reversed(listed[:count]))
        shown(*CLAUSES, f"</p><h2>What we collect</h2><ul>{items}</ul><p>That is all.", days=1)
    assert len(told()) == 4
