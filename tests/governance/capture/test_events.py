"""What the timeline says of a document that moves, goes, and is there again."""

import pytest

from governance.capture.sources import follow_moves
from governance.models import Declaration, Event, PageOfDocument, SourcePage
from tests.governance.capture.site import policy
from tests.local_web import redirect, unavailable

pytestmark = pytest.mark.django_db
NEW = "http://owl.example/legal/terms"


def kinds(document):
    """The kinds of the document's events after the first."""
    return list(Event.objects.filter(document=document).order_by("pk").values_list("kind", flat=True))[1:]


def moved(watched, status=301):
    """A document whose page has led elsewhere since its first capture."""
    web = watched()
    document = web.document()
    web.read()
    web.site["owl.example"] |= {"/terms": redirect("/legal/terms", status), "/legal/terms": policy()}
    return web, document


def read(web, times):
    for _ in range(times):
        web.pass_time(hours=6)
        web.read()


def test_a_document_has_moved_when_three_captures_over_a_day_say_so(watched):
    web, document = moved(watched)
    read(web, 4)
    assert kinds(document) == []
    read(web, 6)
    assert kinds(document) == ["document_moved"]
    event = Event.objects.get(kind="document_moved")
    assert event.address == SourcePage.objects.get().moved_to == NEW


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_for_now_is_no_move(watched, status):
    web, document = moved(watched, status)
    read(web, 8)
    assert kinds(document) == []


def test_another_spelling_of_the_address_is_no_move(watched):
    web = watched()
    document = web.document()
    web.site["owl.example"] |= {"/terms": redirect("/terms/", 301), "/terms/": policy()}
    read(web, 8)
    assert kinds(document) == []


def test_a_move_that_is_taken_back_leaves_nothing_to_confirm(watched):
    web, document = moved(watched)
    read(web, 8)
    web.site["owl.example"]["/terms"] = policy()
    read(web, 1)
    assert SourcePage.objects.get().moved_to == ""
    assert not follow_moves(document, now=web.now)


@pytest.mark.parametrize("source", [None, {"fetch": "http://owl.example/terms", "select": "main"}])
def test_once_confirmed_it_is_read_where_it_moved(watched, source):
    web = watched()
    document = web.document(source=source)
    web.read()
    web.site["owl.example"] |= {"/terms": redirect("/legal/terms", 301), "/legal/terms": policy()}
    read(web, 8)
    assert follow_moves(document, now=web.now)
    assert PageOfDocument.objects.get().page.address == NEW
    assert document.source_urls == [NEW]
    if source:
        assert Declaration.objects.get(valid_until=None).source == {"fetch": NEW, "select": "main"}
    web.pass_time(seconds=20)
    web.read()
    assert web.health(document) == ("verified", "")
    assert kinds(document) == ["document_moved"]
    assert document.versions.filter(change__published_at__isnull=False).count() == 0


def test_a_document_goes_and_is_there_again_each_told_once(watched):
    web = watched()
    document = web.document()
    web.read()
    web.site["owl.example"]["/terms"] = unavailable(404)
    read(web, 7)
    assert kinds(document) == []
    read(web, 4)
    assert kinds(document) == ["document_unreachable"]
    read(web, 4)
    assert web.health(document) == ("gone", "missing")
    web.site["owl.example"]["/terms"] = unavailable(500)
    read(web, 1)
    web.site["owl.example"]["/terms"] = unavailable(404)
    read(web, 1)
    assert kinds(document) == ["document_unreachable", "document_gone"]
    web.site["owl.example"]["/terms"] = policy()
    read(web, 2)
    assert kinds(document) == ["document_unreachable", "document_gone", "document_appeared_again"]


def test_a_document_that_can_t_be_reached_for_two_days_is_said_once_and_its_return_too(watched):
    web = watched()
    document = web.document()
    web.read()
    for _ in range(2):
        web.site["owl.example"]["/terms"] = unavailable(500)
        read(web, 12)
        web.site["owl.example"]["/terms"] = policy()
        read(web, 8)
    assert kinds(document) == ["document_unreachable", "document_reachable_again"] * 2


def test_a_day_without_an_answer_is_no_event(watched):
    web = watched()
    document = web.document()
    web.read()
    web.site["owl.example"]["/terms"] = unavailable(500)
    read(web, 5)
    web.site["owl.example"]["/terms"] = policy()
    read(web, 8)
    assert kinds(document) == []
