"""What shows that a held text stood: its document, or a collection that ran on without another."""

from governance.models import Document
from governance.record.document_states import mark_collection_verified
from tests.governance.confirmation.outcomes import DAY, change_to, due, news, state_of
from tests.governance.confirmation.texts import ERROR_PAGE, WHOLE, WITHOUT_PAGE
from tests.governance.conftest import FIRST_DAY


def test_a_collection_that_ran_on_shows_that_the_text_stood(record, make_document, collection, document, holds):
    Document.objects.filter(pk=document.pk).update(collection=collection)
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    record(WHOLE, 5, document=make_document(collection=collection))
    assert due(9) == 0
    back = record(WHOLE, 8)
    assert (state_of(held), change_to(held).confirmed_at) == ("confirmed", FIRST_DAY + 5 * DAY)
    assert change_to(back).from_version == held


def test_a_collection_that_saw_an_error_page_does_not_show_that_the_text_stood(
    record, make_document, collection, document, holds
):
    Document.objects.filter(pk=document.pk).update(collection=collection)
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    record(ERROR_PAGE, 2)
    record(WHOLE, 5, document=make_document(collection=collection))
    record(WHOLE, 8)
    assert (state_of(held), news()) == ("withdrawn", [])


def test_a_document_without_a_newer_version_stood_until_its_collection_ran_last(record, collection, document, holds):
    Document.objects.filter(pk=document.pk).update(collection=collection)
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    mark_collection_verified(collection=collection, at=FIRST_DAY + 1.25 * DAY, now=FIRST_DAY + 1.25 * DAY)
    assert due(9) == 0
    mark_collection_verified(collection=collection, at=FIRST_DAY + 1.5 * DAY, now=FIRST_DAY + 1.5 * DAY)
    assert due(9) == 1
    assert state_of(held) == "confirmed"
