"""When a provision was seen, when it stood, and how stable its words are."""

from datetime import timedelta

import pytest

from governance.models import Provision
from governance.provision_life import Stability, life_of
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.governance.conftest import FIRST_DAY, clauses

pytestmark = pytest.mark.django_db

KEPT = "You may end this agreement at any time by closing your account."
PERIOD = "We keep your messages for {} days after you delete them."
A, B = PERIOD.format(30), PERIOD.format(90)


@pytest.fixture
def record(make_document):
    """Store the texts as versions on these days of one document; return the provision of the period."""
    document = make_document()

    def run(*versions):
        for day, texts in versions:
            at = FIRST_DAY + timedelta(days=day)
            record_version(Recorded(document=document, data=clauses(*texts, KEPT).encode(), captured_at=at), now=at)
        return Provision.objects.select_related("document__current_version", "removed_in").get(
            document=document, revisions__text__in=[A], revisions__version__sequence=1
        )

    return run


def life(provision, day):
    """Its life where the document was last verified on this day."""
    provision.document.last_verified_at = FIRST_DAY + timedelta(days=day)
    return life_of(provision)


def day(moment):
    return None if moment is None else (moment - FIRST_DAY).days


def stood(found):
    return [(day(one.since), day(one.until)) for one in found.stood]


def test_a_clause_that_was_never_reworded_is_new_and_then_stable(record):
    provision = record((0, [A]), (10, [A, "We share no data with anybody at all."]))
    young = life(provision, 12)
    assert (young.stability, young.days, young.versions, young.rewordings) == (Stability.NEW, 12, 2, 0)
    assert (day(young.first_seen.captured_at), day(young.last_seen.captured_at)) == (0, 10)
    assert stood(young) == [(0, None)]
    assert young.sentence.endswith(
        ", 12 days later, and 2 versions of the document had it; in the 365 days before that it was not reworded."
    )
    assert life(provision, 29).stability == Stability.NEW
    assert life(provision, 30).stability == Stability.STABLE
    assert day(young.known_until) == 12


def test_rewordings_count_for_a_year(record):
    provision = record((0, [A]), (40, [B]), (80, [PERIOD.format(60)]))
    often = life(provision, 100)
    assert (often.stability, often.rewordings, often.days, often.versions) == (Stability.OFTEN_REWORDED, 2, 20, 1)
    assert "reworded twice" in often.sentence
    assert day(often.wording_since) == 80
    assert life(provision, 40 + 364).rewordings == 2
    seldom = life(provision, 40 + 365)
    assert (seldom.stability, seldom.rewordings) == (Stability.SELDOM_REWORDED, 1)
    assert "reworded once" in seldom.sentence
    assert life(provision, 80 + 365).stability == Stability.STABLE


def test_a_clause_that_was_removed_says_when_and_what_it_was_like(record):
    provision = record((0, [A]), (40, [B]), (80, []))
    found = life(provision, 500)
    assert (found.stability, found.rewordings, found.days, found.versions) == (Stability.REMOVED, 1, 40, 1)
    assert (day(found.last_seen.captured_at), day(found.known_until)) == (40, 80)
    assert stood(found) == [(0, 80)]
    assert " to its removal on " in found.sentence
    assert "reworded once" in found.sentence


def test_a_clause_that_returned_stood_twice(record):
    provision = record((0, [A]), (40, []), (80, [A]))
    found = life(provision, 90)
    assert stood(found) == [(0, 40), (80, None)]
    assert (found.stability, day(found.wording_since), found.days, found.versions) == (Stability.STABLE, 80, 10, 1)


def test_links_and_marks_are_no_words_and_days_are(record):
    linked = A.replace("messages", "[messages](https://owl.example/m)")
    provision = record((0, [A]), (40, [linked]), (80, [linked]))
    assert life(provision, 90).rewordings == 0
    dated = "This notice was last updated on {} March 2026."
    other = record((90, [A, dated.format(1)]), (100, [A, dated.format(2)])).document
    provision = Provision.objects.select_related("document__current_version", "removed_in").get(
        document=other, revisions__text=dated.format(1)
    )
    assert life(provision, 120).rewordings == 1


def test_what_nobody_has_verified_since_is_not_counted(record):
    provision = record((0, [A]), (10, [A, "We share no data with anybody at all."]))
    failed = "# Sorry\n\nThis page isn't available right now. Please try again later.\n"
    at = FIRST_DAY + timedelta(days=20)
    record_version(Recorded(document=provision.document, data=failed.encode(), captured_at=at), now=at)
    provision = Provision.objects.select_related("document__current_version", "removed_in").get(pk=provision.pk)
    found = life(provision, 60)
    assert not provision.document.current_version.is_good
    assert (day(found.known_until), found.days, found.versions) == (10, 10, 2)


def test_words_that_return_stand_since_their_return(record):
    provision = record((0, [A]), (40, [B]), (80, [A]))
    found = life(provision, 90)
    assert (day(found.wording_since), found.days, found.versions) == (80, 10, 1)


def test_words_that_were_last_seen_on_the_day_they_came_are_not_told_by_days(record):
    assert ", the same day, and 1 version of the document had it;" in life(record((0, [A])), 0).sentence
