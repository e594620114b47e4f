"""Comparing again keeps what is held, and finds what an older comparison did not hold."""

from governance.comparison import compare, parse
from governance.models import Change
from governance.record import judging
from governance.record.archive_check import verify_archive
from governance.record.reclassification import reclassify
from tests.governance.confirmation.outcomes import due, news, seen_on, state_of
from tests.governance.confirmation.texts import EDITED_WITHOUT_PAGE, REST, WHOLE, WITHOUT_PAGE


def test_a_clause_that_an_edit_took_beside_a_missing_page_is_known_to_have_gone(record, monkeypatch):
    told, judged = [], judging.compare
    monkeypatch.setattr(judging, "compare", lambda *given: (told.append(given[2]), judged(*given))[1])
    record(WHOLE, 0)
    record(WITHOUT_PAGE, 1)
    record(WITHOUT_PAGE.replace(REST[1], ""), 2)
    record(WHOLE.replace(REST[1], ""), 2.5)
    (gone,) = parse(REST[1]).blocks
    assert told[-1].is_before_held
    assert gone.line_digest in told[-1].lines_once_gone


def test_comparing_again_leaves_what_awaits_publication_waiting(record, document, monkeypatch):
    record(WHOLE, 0)
    held = record(WITHOUT_PAGE, 1)
    monkeypatch.setattr(judging, "compare", compare)
    reclassify(document=document)
    assert (state_of(held), news()) == ("held", [])
    seen_on(3)
    assert due(4) == 1


def test_comparing_again_finds_what_an_older_comparison_did_not_hold(record, document, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(judging, "compare", compare)
        record(WHOLE, 0)
        gone = record(WITHOUT_PAGE, 1)
        record(WHOLE, 2)
        gone_again = record(WITHOUT_PAGE, 20)
        record(EDITED_WITHOUT_PAGE, 40)
    published = dict(Change.objects.values_list("pk", "published_at"))
    assert reclassify(document=document)
    assert (state_of(gone), state_of(gone_again)) == ("withdrawn", "confirmed")
    assert dict(Change.objects.values_list("pk", "published_at")) == published
    assert reclassify(document=document) == []
    assert verify_archive().failures == []
