"""What people do in a year, what is published, and when the service is up, as Hypothesis makes it up."""

from datetime import UTC, datetime
from operator import not_

from hypothesis import strategies as st

from billing.plans import Tier
from tests.alerts.owed.digests.model import DAILY, WEEKLY

PEOPLE, LISTS, PLATFORMS, CHANGES = 5, 2, 3, 24  # changes of each platform

ZONES = st.sampled_from(
    [
        *("UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Sydney", "Africa/Casablanca"),
        *("Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Chatham"),
        *("Pacific/Apia", "Pacific/Kiritimati", "Pacific/Marquesas", "Etc/GMT+12"),
    ]
)

STARTS = st.sampled_from(  # of the simulated year: the latest rules, a day that never was in Apia, midnights skipped
    [datetime(2026, 1, 1, tzinfo=UTC), datetime(2011, 6, 1, tzinfo=UTC), datetime(2018, 6, 1, tzinfo=UTC)]
)


def weighted(*choices):
    """One of these strategies, by their weights."""
    return st.sampled_from([strategy for weight, strategy in choices for _ in range(weight)]).flatmap(lambda s: s)


def one_in(number):
    return st.integers(1, number).map(lambda drawn: drawn == number)


person, listing, platform = (st.integers(0, n - 1) for n in (PEOPLE, LISTS, PLATFORMS))

to_a_due_time = st.tuples(
    st.just("due"), person, st.sampled_from([DAILY, WEEKLY, WEEKLY]), st.sampled_from([-60, -1, 0, 0, 1, 30, 3600])
)

gaps = weighted(
    (5, to_a_due_time),
    (2, st.sampled_from([0, 1, 60, 600, 3600, 7 * 3600, 86_400, 90_000])),
    (3, st.integers(0, 3 * 86_400)),
    (1, st.sampled_from([7, 8, 20, 40]).map(lambda days: days * 86_400)),
)

cadences = st.sampled_from(["same_day", DAILY, DAILY, DAILY, WEEKLY, WEEKLY])

some_cadences = st.sampled_from([(DAILY, WEEKLY)] * 4 + [(DAILY,), (WEEKLY,)])

a_sweep = st.tuples(st.just("sweep"), some_cadences, st.booleans())

a_publication = st.tuples(
    *(st.just("publish"), platform, st.sampled_from([0, 0, 2, 40, 18_000, -60]), one_in(6).map(not_), st.booleans())
)

happenings = weighted(
    (12, a_sweep),
    (9, a_publication),
    (3, st.tuples(st.just("change_cadence"), person, listing, cadences)),
    (2, st.tuples(st.just("prefer"), person, ZONES, st.integers(0, 23), st.integers(0, 6))),
    (2, st.tuples(st.just("watch"), person, listing, platform)),
    (1, st.tuples(st.just("unwatch"), person, listing, platform)),
    (2, st.tuples(st.just("move"), person, listing, platform, st.booleans())),
    (1, st.tuples(st.just("put_first"), person, platform)),
    (1, st.tuples(st.just("pause"), person, listing, one_in(3))),
    (1, st.tuples(st.just("mute"), person, platform, one_in(3))),
    (2, st.tuples(st.just("grant"), person, st.sampled_from(list(Tier)), st.none() | st.integers(1, 400))),
)


@st.composite
def switches(draw):
    """A list leaves one digest for the other between a publication and the next digests; another list is daily."""
    who, where = draw(person), draw(listing)
    what, other = draw(st.permutations(range(PLATFORMS)))[:2]
    before, after = draw(st.permutations([DAILY, WEEKLY]))
    return [
        (0, ("grant", who, Tier.PROFESSIONAL, None)),
        (0, ("change_cadence", who, (where + 1) % LISTS, DAILY)),
        (0, ("watch", who, (where + 1) % LISTS, other)),
        (0, ("change_cadence", who, where, before)),
        (60, ("watch", who, where, what)),
        (draw(st.integers(60, 86_400)), ("publish", what, 0, True, True)),
        (("due", who, DAILY, 1), ("sweep", draw(some_cadences), True)),
        (draw(st.integers(0, 7200)), ("change_cadence", who, where, after)),
        (("due", who, draw(st.sampled_from([DAILY, WEEKLY])), 1), draw(a_sweep)),
    ]


@st.composite
def late_news(draw):
    """A change is being stored while a digest of its period is composed."""
    who, lag = draw(person), draw(st.sampled_from([0, 1, 30]))
    seconds_late, fans_out = draw(st.sampled_from([2, 40, 18_000])), draw(st.booleans())
    return [
        (("due", who, draw(st.sampled_from([DAILY, WEEKLY])), lag), draw(a_sweep)),
        (draw(st.integers(0, 9)), ("publish", draw(platform), seconds_late, True, fans_out)),
        (draw(st.integers(1, 90)), draw(a_sweep)),
    ]


@st.composite
def moves(draw):
    """What was watched when it was published is moved, taken off for a while or put behind the cap before a digest."""
    who, where, what = draw(person), draw(listing), draw(platform)
    leaving = draw(
        st.sampled_from(
            [
                ("move", who, where, what, True),
                ("move", who, where, what, False),
                ("unwatch", who, where, what),
                ("pause", who, where, True),
                ("mute", who, what, True),
                ("put_first", who, (what + 1) % PLATFORMS),
                ("grant", who, Tier.FREE, None),
            ]
        )
    )
    return [
        (0, ("grant", who, Tier.PROFESSIONAL, draw(st.sampled_from([None, 24, 60])))),
        (0, ("watch", who, where, what)),
        (draw(st.integers(60, 86_400)), ("publish", what, draw(st.sampled_from([0, 40])), True, draw(st.booleans()))),
        (draw(st.integers(0, 86_400)), leaving),
        (("due", who, draw(st.sampled_from([DAILY, WEEKLY])), 1), draw(a_sweep)),
        (draw(st.integers(0, 86_400)), ("grant", who, Tier.PROFESSIONAL, None)),
        (0, ("watch", who, draw(listing), what)),
        (0, ("pause", who, where, False)),
        (0, ("mute", who, what, False)),
        (("due", who, draw(st.sampled_from([DAILY, WEEKLY])), 1), draw(a_sweep)),
    ]


# Somebody changes their hour when a digest is due and not composed yet.
new_times = st.tuples(to_a_due_time, st.tuples(st.just("prefer"), person, ZONES, st.integers(0, 23), st.integers(0, 6)))

scenes = weighted(
    (8, st.tuples(gaps, happenings).map(lambda one: [one])),
    (1, switches()),
    (2, moves()),
    (1, late_news()),
    (1, st.tuples(new_times, st.tuples(st.integers(0, 7200), a_sweep))),
)

beginnings = st.tuples(
    ZONES,
    st.tuples(*[cadences] * LISTS),
    st.tuples(*[st.sampled_from([(), (0,), (1,), (0, 1)])] * PLATFORMS),
)

years = st.tuples(STARTS, st.tuples(*[beginnings] * PEOPLE), st.lists(scenes, min_size=30, max_size=45))
