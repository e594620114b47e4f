"""What a page shows anew at each look beside its text is no change of it, and no true change is lost in it."""

from itertools import count

import pytest

from governance.models import Change, Version
from tests.governance.capture.site import CLAUSES, policy
from tests.local_web import changing

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]
RAISED = CLAUSES[2].replace("3 coins", "9 coins")
BLOCKS = {
    "a view counter": lambda look: f"This page has been viewed {1_041_387 + 13 * look:,} times.",
    "visitors": lambda look: f"You are visitor number {88_412 + 7 * look}.",
    "who is online": lambda look: f"{310 + 17 * look} owls are online now.",
    "the last login": lambda look: f"Last login: 9 March 2026 at {look // 60:02}:{look % 60:02} from Owlville",
    "likes": lambda look: f"{512 + look} people found this helpful.",
    "a bare counter": lambda look: f"Views: {4_211 + look}",
}


@pytest.fixture
def page_with(watched):
    """A document whose page shows something anew at each request; its clauses can be changed."""

    def make(block, place=7):
        looks, clauses = count(), list(CLAUSES)
        web = watched(
            {
                "owl.example": {
                    "/terms": changing(
                        lambda: policy(*clauses[:place], BLOCKS[block](next(looks)), *clauses[place:], "That is all.")
                    )
                }
            }
        )
        return web, web.document(), clauses

    return make


def read_for(web, days):
    for _ in range(4 * days):
        web.read()
        web.pass_time(hours=6)


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("place", [0, len(CLAUSES)])
def test_nobody_is_told_of_what_is_shown_anew(page_with, block, place):
    web, document, _ = page_with(block, place)
    read_for(web, days=2)
    assert web.health(document) == ("verified", "")
    assert not Change.objects.filter(is_alertable=True).exists()
    document.refresh_from_db()
    assert web.now - document.last_verified_at < web.now - Version.objects.latest("pk").captured_at


def test_a_true_change_beside_it_is_told_once(page_with):
    web, document, clauses = page_with("a view counter")
    read_for(web, days=1)
    clauses[2] = RAISED
    read_for(web, days=2)
    [change] = Change.objects.filter(document=document, is_alertable=True)
    assert "9 coins" in change.to_version.text
    clauses[4] = ""
    read_for(web, days=1)
    assert Change.objects.filter(document=document, is_alertable=True).count() == 2
