"""We read what a collection recorded: where provisions agree the history goes on, else an operator decides."""

import pytest
from django.core.management import call_command

from governance.capture.adding import document_named
from governance.capture.held_readings import NotDecided, accept_reading, begin_own_history, side_by_side
from governance.capture.sources import declare, read_by_itself, stop_reading
from governance.models import (
    Capture,
    CaptureHealth,
    Change,
    ContinuedPath,
    Document,
    HeldReading,
    PageOfDocument,
    RawBody,
    Version,
)
from governance.record.archive_check import verify_archive
from tests.governance.capture.pages import NOON
from tests.governance.capture.site import CLAUSES, policy
from tests.governance.conftest import POLICY

pytestmark = pytest.mark.django_db
ADDRESS = "http://owl.example/terms"
PATH = "Owl Post/Terms of Service.md"
OLGA = "olga@example.com"
RAISED = (*CLAUSES[:2], CLAUSES[2].replace("3 coins", "9 coins"), *CLAUSES[3:])
AGAIN = (*CLAUSES[:5], CLAUSES[5].replace("6 coins", "60 coins"), *CLAUSES[6:])

MORE = [
    f"We may pass letter number {n} on to the barn, which keeps it for {n} days and you may not object."
    for n in range(9)
]


def recorded(clauses, title="Terms of Service"):
    """The text in another dialect, as a collection's engine writes it."""
    return f"{title}\n{'=' * len(title)}\n\n" + "\n\n".join(clauses) + "\n"


@pytest.fixture
def collected(watched, git, read_in):
    """A document whose text a collection recorded, which we begin to read; the web and the document."""

    def begin(clauses=CLAUSES, source=None):
        git.record(PATH, recorded(clauses))
        read_in(git, now=NOON)
        web = watched()
        document = document_named("Owl Post", "Terms of Service", [ADDRESS], now=NOON)
        if source:
            declare(document, source, now=NOON)
        else:
            read_by_itself(document, [ADDRESS], now=NOON)
        web.read()
        document.refresh_from_db()
        return web, document

    return begin


def told():
    return Change.objects.published().count()


def change_page(web, clauses):
    web.site["owl.example"]["/terms"] = policy(*clauses)
    web.pass_time(hours=6)
    web.read()


def test_a_document_that_a_collection_recorded_is_continued(collected):
    web, document = collected()
    assert document.collection is None
    assert not HeldReading.objects.exists()
    theirs, ours = Version.objects.order_by("sequence")
    assert (theirs.collection.name, theirs.is_technical) == ("made-up-versions", False)
    assert (ours.collection, ours.is_technical, ours.document) == (None, True, document)
    assert Capture.objects.get().version == ours
    assert told() == 0
    change_page(web, RAISED)
    assert told() == 1
    assert "coins" in Change.objects.published().get().provision_changes.get().sentence
    assert verify_archive().failures == []


def test_what_the_collection_records_of_it_later_is_passed_over(collected, git, read_in):
    _, document = collected()
    git.record(PATH, recorded(RAISED))
    new = "Owl Post/Conditions.md"
    git.commit({PATH.encode(): None, new.encode(): recorded(RAISED)}, subject="Rename Terms of Service of Owl Post")
    git.record(new, recorded(AGAIN))
    git.delete(new)
    read_in(git, as_news=True)
    document.refresh_from_db()
    assert (Version.objects.count(), Document.objects.count(), told()) == (2, 1, 0)
    assert (document.state, document.source_path) == ("active", "")
    assert set(ContinuedPath.objects.values_list("source_path", flat=True)) == {PATH, new}


def test_where_provisions_differ_it_waits_and_nobody_is_told(collected):
    web, document = collected(RAISED)
    held = HeldReading.objects.get()
    assert (held.cause, held.difference_count, held.decision) == ("collection", 1, "")
    [one] = side_by_side(held)
    assert (one.kind, "9 coins" in one.before, "3 coins" in one.after) == ("modified", True, True)
    assert document.collection is not None
    assert web.health(document) == ("verified", "")
    for _ in range(3):
        web.pass_time(hours=6)
        web.read()
    change_page(web, AGAIN)
    held.refresh_from_db()
    assert (Version.objects.count(), told(), HeldReading.objects.count()) == (1, 0, 1)
    assert held.difference_count == 2
    assert held.capture == Capture.objects.order_by("-pk").first()
    assert RawBody.objects.filter(is_kept=True).count() == 2


def test_an_operator_accepts_and_what_changes_afterwards_is_told(collected):
    web, document = collected(RAISED)
    held = accept_reading(HeldReading.objects.get().pk, by=OLGA, now=web.now)
    assert (held.decision, held.decided_by, held.decided_at) == ("accepted", OLGA, web.now)
    assert accept_reading(held.pk, by="another@example.com", now=web.now).decided_by == OLGA
    document.refresh_from_db()
    assert (document.collection, document.current_version.is_technical) == (None, True)
    assert Capture.objects.filter(version=document.current_version).exists()
    assert told() == 0
    web.pass_time(hours=6)
    web.read()
    assert (Version.objects.count(), told()) == (2, 0)
    change_page(web, AGAIN)
    assert (Version.objects.count(), told()) == (3, 1)
    with pytest.raises(NotDecided, match="decided before"):
        begin_own_history(held.pk, by=OLGA, now=web.now)


def test_an_operator_begins_a_history_of_its_own(collected, git, read_in):
    web, theirs = collected(RAISED, {"fetch": ADDRESS, "select": "main"})
    held = HeldReading.objects.get()
    ours = begin_own_history(held.pk, by=OLGA, now=web.now)
    assert begin_own_history(held.pk, by=OLGA, now=web.now) == ours
    assert (ours.collection, PageOfDocument.objects.get().document) == (None, ours)
    assert ours.declarations.get(valid_until=None).source["select"] == "main"
    assert not CaptureHealth.objects.filter(document=theirs).exists()
    web.pass_time(hours=1)
    web.read()
    assert Version.objects.get(document=ours).sequence == 1
    git.record(PATH, recorded(AGAIN))
    read_in(git)
    assert Version.objects.filter(document=theirs).count() == 2
    assert document_named("Owl Post", "Terms of Service", [ADDRESS], now=NOON) == ours
    assert told() == 0


def test_a_reading_that_agrees_later_needs_no_operator(collected):
    web, document = collected(RAISED)
    change_page(web, RAISED)
    held = HeldReading.objects.get()
    assert (held.decision, held.decided_by) == ("agreed", "")
    document.refresh_from_db()
    assert (document.collection, told()) == (None, 0)


def test_declarations_of_the_collection_continue_it_too(collected, tmp_path):
    _, document = collected()
    stop_reading(document, now=NOON)
    (tmp_path / "Owl Post.json").write_text(
        '{"name": "Owl Post", "terms": {"Terms of Service": {"fetch": "https://owl.example/terms", "select": "main"}}}'
    )
    call_command("import_declarations", str(tmp_path), verbosity=0)
    assert PageOfDocument.objects.get().document == document


def test_a_page_that_was_built_anew_and_is_declared_anew_waits_where_its_text_differs(watched):
    web = watched()
    document = web.document(source={"fetch": ADDRESS, "select": "main"})
    web.read()
    built_anew = policy(*RAISED).body.replace(b"<main>", b"<section id=new>").replace(b"</main>", b"</section>")
    web.site["owl.example"]["/terms"] = type(policy())(built_anew, 200, policy().headers)
    web.pass_time(hours=6)
    web.read()
    assert web.health(document)[0] == "failing"
    declare(document, {"fetch": ADDRESS, "select": "#new"}, now=web.now)
    web.pass_time(minutes=30)
    web.read()
    held = HeldReading.objects.get()
    assert (held.cause, held.difference_count) == ("read_otherwise", 1)
    web.pass_time(hours=6)
    web.read()
    assert (Version.objects.count(), told()) == (1, 0)
    with pytest.raises(NotDecided):
        begin_own_history(held.pk, by=OLGA, now=web.now)
    accept_reading(held.pk, by=OLGA, now=web.now)
    assert (Version.objects.count(), told()) == (2, 0)


@pytest.mark.parametrize("pages", [1, 2])
def test_what_cannot_be_read_again_in_the_new_way_is_compared_and_goes_on_where_it_agrees(watched, store, pages):
    web = watched({"owl.example": {"/terms": policy(), "/more": policy(*MORE)}})
    document = web.document()
    web.read()
    if pages == 2:  # the other page was no part of it
        read_by_itself(document, [ADDRESS, "http://owl.example/more"], now=web.now)
    else:
        declare(document, {"fetch": ADDRESS, "select": "main"}, now=web.now)
        RawBody.objects.update(forgotten_at=web.now)
        for file in store.rglob("*.alone"):
            file.unlink()
        web.site["owl.example"]["/terms"] = policy(before="<b>New!</b>")
    for _ in range(2):
        web.pass_time(hours=6)
        web.read()
        web.pass_time(seconds=20)
        web.read()
    assert (Version.objects.count(), HeldReading.objects.count()) == ((1, 1) if pages == 2 else (1, 0))
    assert told() == 0


def test_a_document_that_is_read_again_after_a_while_is_compared_with_what_was_read(watched):
    web = watched()
    document = web.document()
    web.read()
    stop_reading(document, now=web.now)
    web.site["owl.example"]["/terms"] = policy(*RAISED)
    web.pass_time(days=20)
    read_by_itself(document, [ADDRESS], now=web.now)
    web.read()
    assert told() == 1


def test_a_listed_document_that_we_read_is_not_taken_over_by_an_import(read_in, git):
    document = document_named("Acme", "Terms of Service", [ADDRESS], now=NOON)
    read_by_itself(document, [ADDRESS], now=NOON)
    git.record("Acme/Terms of Service.md", POLICY)
    read_in(git)
    document.refresh_from_db()
    assert document.collection is None
    assert document.current_version is None
    assert PageOfDocument.objects.filter(document=document).exists()
    assert Document.objects.filter(platform=document.platform).count() == 2
