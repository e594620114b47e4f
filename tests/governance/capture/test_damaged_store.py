"""Stored pages that are damaged or gone, a store that was moved away, and errors that concern one page only."""

import shutil
from datetime import timedelta
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from backend.checks import captured_pages_are_where_they_were_stored
from governance.capture import rounds
from governance.capture.duties import tidy_captures
from governance.capture.evidence.log import sign_checkpoint
from governance.capture.judging import judge_due
from governance.capture.rounds import fetch_due_pages
from governance.capture.storing.away import StorageAway
from governance.capture.storing.raw_bodies import keep_body, read_body, why_away
from governance.models import Capture, CaptureHost, Fetch, RawBody, SourcePage, Version
from tests.governance.capture.pages import NOON
from tests.governance.capture.site import CLAUSES, policy

pytestmark = pytest.mark.django_db
RAISED = (*CLAUSES[:2], CLAUSES[2].replace("3 coins", "9 coins"), *CLAUSES[3:])


@pytest.fixture
def two_hosts(watched):
    """Two documents on two hosts that were read, and are due again with other words."""
    web = watched({host: {"/terms": policy()} for host in ("owl.example", "elk.example")})
    web.site["elk.example"]["/terms"] = policy(title="Terms of Elks")
    documents = web.document(), web.document("Terms of Elks", host="elk.example")
    web.read()
    web.site["owl.example"]["/terms"] = policy(*RAISED)
    web.site["elk.example"]["/terms"] = policy(*RAISED, title="Terms of Elks")
    web.pass_time(hours=6)
    return web, *documents


def frame_of(store, fetch):
    [path] = store.rglob(f"{fetch.raw_id}.*")
    return path


def damage(path):
    path.write_bytes(path.read_bytes()[:-20] + b"x" * 20)


def leased():
    return list(CaptureHost.objects.exclude(lease_until=None).values_list("name", flat=True))


@pytest.mark.parametrize("harm", [damage, lambda path: path.unlink()])
def test_a_page_whose_last_body_can_not_be_read_is_stored_alone(two_hosts, store, harm, caplog):
    web, first, second = two_hosts
    harm(frame_of(store, Fetch.objects.filter(page__host__name="owl.example").last()))
    assert web.read()["verified"] == 2
    assert [web.health(first), web.health(second)] == [("verified", ""), ("verified", "")]
    newest = Fetch.objects.filter(page__host__name="owl.example").last().raw
    assert newest.base is None
    assert b"9 coins" in read_body(newest)
    assert leased() == []
    assert "stored_page_not_readable" in caplog.text


@pytest.mark.parametrize("harm", [damage, lambda path: path.unlink()])
@pytest.mark.parametrize("is_kept", [False, True])
def test_a_body_that_is_damaged_or_gone_is_written_anew_when_it_comes_again(store, harm, is_kept):
    page = "".join(f"<p>{clause}</p>" for clause in CLAUSES).encode()
    first = keep_body(page, now=NOON)
    second = keep_body(page + b"<p>And so on.</p>", like=first, now=NOON)
    third = keep_body(page + b"<p>And on.</p>", like=second, is_kept=is_kept, now=NOON)
    for body in (first, second, third):
        [path] = store.rglob(f"{body.pk}.*")
        harm(path)
    again = keep_body(page + b"<p>And so on.</p>", now=NOON + timedelta(days=1))
    assert read_body(again) == page + b"<p>And so on.</p>"
    keep_body(page + b"<p>And on.</p>", like=again, now=NOON + timedelta(days=1))
    third.refresh_from_db()
    assert (read_body(third), third.is_kept) == (page + b"<p>And on.</p>", is_kept)
    assert RawBody.objects.count() == 3


def test_a_page_that_comes_again_as_it_was_heals_its_damaged_body(watched, store):
    web = watched()
    document = web.document()
    web.read()
    damage(frame_of(store, Fetch.objects.last()))
    web.pass_time(hours=24)
    web.read()
    assert web.health(document) == ("verified", "")
    assert b"owl number 3" in read_body(Fetch.objects.last().raw)
    call_command("verify_archive", verbosity=0)


@pytest.mark.parametrize("place", ["_kept_body", "_write_down", "_validators", "_addresses_on_the_way"])
def test_what_fails_for_one_page_ends_its_lease_and_touches_no_other(two_hosts, monkeypatch, place):
    web, first, _ = two_hosts
    real = getattr(rounds, place)

    def fail(subject, *rest):
        if "owl" in getattr(subject, "page", subject).address:
            raise KeyError("nobody expected this")
        return real(subject, *rest)

    monkeypatch.setattr(rounds, place, fail)
    with pytest.raises(KeyError, match="nobody expected this"):
        fetch_due_pages(open_fetcher=web.open, clock=lambda: web.now)
    assert leased() == []
    owl, elk = (SourcePage.objects.get(host__name=name) for name in ("owl.example", "elk.example"))
    assert elk.last_fetch.started_at == web.now
    assert web.now < owl.due_at <= web.now + timedelta(minutes=6)
    monkeypatch.undo()
    web.pass_time(minutes=6)
    web.read()
    assert web.health(first) == ("verified", "")
    assert "9 coins" in Version.objects.filter(document=first).last().text


def test_a_store_that_was_moved_away_is_said_and_not_made_anew(two_hosts, store, tmp_path, caplog):
    web, first, second = two_hosts
    shutil.move(store, tmp_path / "elsewhere")
    assert "no folder" in why_away()
    asked = len(web.web.asked)
    assert web.read_once() == {"fetched": 0, "unchanged": 0, "failed": 0, "storage_away": 1}
    assert len(web.web.asked) == asked
    assert tidy_captures(web.now + timedelta(days=40))["storage_away"] == 1
    assert not RawBody.objects.exclude(forgotten_at=None).exists()
    [warning] = [one for one in run_checks(databases=["default"]) if one.id == "clausewatch.W063"]
    assert "no folder" in warning.msg
    with pytest.raises(StorageAway):
        keep_body(b"something else", now=NOON)
    with pytest.raises(StorageAway):
        read_body(RawBody.objects.first())
    assert not store.exists()
    assert "capture_storage_away" in caplog.text
    shutil.move(tmp_path / "elsewhere", store)
    web.read()
    assert [web.health(first), web.health(second)] == [("verified", ""), ("verified", "")]
    assert Version.objects.count() == 4


def test_what_was_fetched_waits_to_be_judged_while_the_store_is_moved_away(two_hosts, store, tmp_path):
    web, first, _ = two_hosts
    fetch_due_pages(open_fetcher=web.open, clock=lambda: web.now)
    shutil.move(store, tmp_path / "elsewhere")
    assert judge_due(web.now) == {"storage_away": 1}
    assert web.health(first) == ("verified", "")
    shutil.move(tmp_path / "elsewhere", store)
    web.read()
    assert Version.objects.count() == 4


def test_an_empty_store_of_a_new_installation_is_not_away(store):
    assert why_away() == ""
    keep_body(b"first", now=NOON)
    assert why_away() == ""
    assert captured_pages_are_where_they_were_stored(None, databases=["default"]) == []


def checked():
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_archive", verbosity=0, stderr=errors)
    return errors.getvalue()


def test_verify_archive_says_which_stored_pages_are_damaged_or_gone(two_hosts, store, tmp_path):
    call_command("verify_archive", verbosity=0)
    first, second = (Fetch.objects.filter(page__host__name=name).last() for name in ("owl.example", "elk.example"))
    damage(frame_of(store, first))
    frame_of(store, second).unlink()
    said = checked()
    assert f"stored page {first.raw_id}: its bytes, or those that it is packed against, are damaged" in said
    assert f"stored page {second.raw_id}: its bytes, or those that it is packed against, are not there" in said
    shutil.move(store, tmp_path / "elsewhere")
    assert checked().count("the store of captured pages: ") == 1


def test_a_bundle_without_bytes_says_so_when_it_is_made(two_hosts, store, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    web, first, _ = two_hosts
    sign_checkpoint(web.now)
    capture = Capture.objects.filter(document=first).last()
    frame_of(store, Fetch.objects.get(pk=capture.fetch_ids[0])).unlink()
    errors = StringIO()
    call_command("export_evidence", capture.public_id, tmp_path / "one.zip", stdout=StringIO(), stderr=errors)
    assert "The bytes of http://owl.example/terms are NOT in it" in errors.getvalue()
