"""Pages that write a part anew at each request, break off, or come in a wrong code: nobody is told of that."""

import pytest

from governance.models import Change, Version
from tests.governance.capture.site import CLAUSES, policy

pytestmark = pytest.mark.django_db
RAISED = (*CLAUSES[:14], CLAUSES[14].replace("15 coins", "99 coins"))
FRAMES = {
    "counter": "Visitor number {n}. Page made in 0.{n} seconds. Request ID a{n}f.",
    "clock": "Your last visit: 29 November 2026 15:22:{n}. There are {n} people online now.",
    "rate": "Prices as of 15:22:{n}: 1 credit = 0.9{n} euros.",
}


class Restless:
    """A page that writes a line anew at each request."""

    def __init__(self, frame):
        self.frame, self.asked, self.clauses = frame, 11, CLAUSES

    def __call__(self, _):
        self.asked += 1
        return policy(*self.clauses, self.frame.format(n=self.asked))


def told():
    return [change.headline for change in Change.objects.alertable().order_by("published_at")]


def read_on(web, times=3):
    for _ in range(times):
        web.pass_time(hours=6)
        web.read()


@pytest.mark.parametrize("frame", FRAMES)
def test_what_the_page_writes_anew_each_time_makes_no_version_and_a_true_change_beside_it_is_told_alone(watched, frame):
    page = Restless(FRAMES[frame])
    web = watched({"owl.example": {"/terms": page}})
    document = web.document()
    web.read()
    read_on(web)
    assert (Version.objects.count(), told(), web.health(document)) == (1, [], ("verified", ""))
    page.clauses = RAISED
    read_on(web, 2)
    assert Version.objects.count() == 2
    [change] = Change.objects.alertable()
    assert (change.added_count, change.removed_count, change.modified_count) == (0, 0, 1)
    assert "99 coins" in change.headline
