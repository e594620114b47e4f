"""What differs at each of three looks is the page's; what two of them agree on is the document's."""

import pytest

from governance.capture.gate.volatile import MOST_WORDS, stable_text

pytestmark = pytest.mark.pure
CLAUSES = [
    f"## {number}. Carriage\n\nOwl number {number} carries letters for {number} coins.\n\n" for number in range(9)
]
NEW = "You waive the right to a class action against us.\n\n"


def counted(number):
    return f"Visitor number {10_000 + number}. Page made in 0.{number}474 seconds. Request ID f3a9{number}c.\n\n"


def page(number, *clauses, frame=counted):
    return "".join([*(clauses or CLAUSES), frame(number)])


def looks(*clauses, frame=counted):
    return [page(number, *clauses, frame=frame) for number in (2, 3, 4)]


@pytest.mark.parametrize(
    "frame",
    [
        counted,
        lambda number: f"{number * 7919}\n\n",
        lambda number: f"Your last visit: 29 November 2026 15:2{number}:45. There are {number}1 people online now.\n\n",
        lambda number: (
            f"{number}87 seats are left.\n\nPrices as of 15:22:4{number}: 1 credit = 0.90{number} euros.\n\n"
        ),
        lambda number: f"“{['Owls', 'are', 'swift', 'at', 'night'][number]}!”\n\n",
    ],
)
def test_what_is_different_each_time_stays_as_the_record_has_it(frame):
    record = page(1, frame=frame)
    assert stable_text(record, looks(frame=frame)) == record


@pytest.mark.parametrize("place", [0, 4, 9])
def test_a_true_change_beside_it_is_believed_alone(place):
    changed = [*CLAUSES[:place], NEW, *CLAUSES[place:]]
    assert stable_text(page(1), looks(*changed)) == page(1, *changed)


def test_a_removal_and_a_changed_word_beside_it_are_believed_alone():
    changed = [*CLAUSES[:8], "## 8. Carriage\n\nOwl number 8 carries letters for 99 coins.\n\n"]
    assert stable_text(page(1), looks(*changed)) == page(1, *changed)
    assert stable_text(page(1), looks(*CLAUSES[:8])) == page(1, *CLAUSES[:8])


def test_a_clause_that_shares_a_line_with_a_token_is_still_read():
    line = "As of {} you pay {} coins a month, and your letters are kept for {} days after you have left.\n\n"
    record = "".join(CLAUSES) + line.format("15:20:01", 9, 30)
    three = ["".join(CLAUSES) + line.format(f"15:22:0{number}", 9, 90) for number in (2, 3, 4)]
    assert stable_text(record, three) == "".join(CLAUSES) + line.format("15:20:01", 9, 90)


def test_what_the_record_does_not_have_is_left_out_unless_it_is_mostly_a_clause():
    record = "".join(CLAUSES)
    assert stable_text(record, looks()) == record
    assert stable_text(record, looks(*CLAUSES, NEW)) == record + NEW
    line = "From the minute {} on you pay nine coins a month for each letter that our owls carry for you.\n\n"
    three = [record + line.format(number) for number in (2, 3, 4)]
    assert stable_text(record, three) == three[-1]


def test_what_two_looks_agree_on_is_believed():
    new = [*CLAUSES[:3], NEW, *CLAUSES[3:]]
    assert stable_text(page(1), [page(2), page(3, *new), page(4, *new)]) == page(1, *new)
    assert stable_text(page(1), [page(2), page(3), page(4, *new)]) == page(1)


def test_in_a_text_of_very_many_words_what_is_different_each_time_stays_as_the_record_has_it():
    many = "".join(
        f"Owl number {number} carries letters for {number} coins a month.\n" for number in range(MOST_WORDS // 7)
    )
    record, frames = many + counted(1), [counted(number) for number in (2, 3, 4)]
    assert record.count(" ") > MOST_WORDS
    assert stable_text(record, [many + frame for frame in frames]) == record
    assert stable_text(record, [NEW + many + frame for frame in frames]) == NEW + record


def test_where_very_many_words_differ_each_time_the_last_look_is_believed_and_what_repeats_takes_no_longer():
    assert stable_text("owl " * (MOST_WORDS + 2), ["a", "b", "c"]) == "c"
    record = "owl and owl\n" * 8_000
    three = [record + f"{number}\n" + record[:-12] for number in (2, 3, 4)]
    assert stable_text(record, three) in (record, record + record[:-12])
