"""What can be heard of a platform: one rule, in one statement, in words that are true."""

from datetime import timedelta
from pathlib import Path

import pytest

from governance.models import CaptureHealth, Document, Platform
from governance.monitoring import LIVE_WITHIN, UNREAD_FOR, MonitoringState, monitoring_of
from governance.record.document_states import retire_document

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def captured(make_document, make_history):
    """A document whose current text was seen the day before `now`."""

    def make(platform, document_type="terms-of-service", **fields):
        document = make_document(platform, document_type, **fields)
        make_history(document)
        return document

    return make


def of(platform, now):
    return monitoring_of([platform.pk], now)[platform.pk]


def facts(found):
    return found.state, found.documents_captured, found.documents, found.reason


def test_all_documents_captured_is_monitored(make_platform, captured, now):
    platform = make_platform()
    captured(platform)
    captured(platform, "privacy-policy")
    assert facts(of(platform, now)) == ("monitored", 2, 2, None)


def test_some_documents_captured_is_partly(make_platform, make_document, captured, now):
    platform = make_platform()
    captured(platform)
    make_document(platform, "privacy-policy")
    assert facts(of(platform, now)) == (
        "partly", 1, 2, "1 of its 2 documents is captured at present. What changes in the rest goes unnoticed.",
    )  # fmt: skip


def test_no_document_ever_captured_says_so(make_platform, make_document, now):
    bare, one, two = make_platform(), make_platform(), make_platform()
    for platform, types in ((one, ("terms",)), (two, ("terms", "privacy"))):
        for kind in types:
            make_document(platform, kind)
    assert facts(of(bare, now)) == (
        "not_captured", 0, 0, "None of its documents is known here yet, so no change can be noticed.",
    )  # fmt: skip
    assert of(one, now).reason == "Its one document has never been captured, so no change can be noticed."
    assert of(two, now).reason == "None of its 2 documents has ever been captured, so no change can be noticed."


def test_a_source_that_nobody_imports_any_more_ends_by_itself(make_platform, captured, now):
    platform = make_platform()
    document = captured(platform)
    last = document.versions.latest("sequence").captured_at
    assert of(platform, last + LIVE_WITHIN).state == MonitoringState.MONITORED
    assert facts(of(platform, last + LIVE_WITHIN + timedelta(seconds=1))) == (
        "ended", 1, 1, f"None of its documents is captured any more. The last was verified on {last:%-d %B %Y}.",
    )  # fmt: skip


def test_a_retired_document_counts_no_more(make_platform, captured, now):
    platform = make_platform()
    captured(platform)
    gone = captured(platform, "privacy-policy")
    retire_document(document=gone, occurred_at=now, source_commit="", now=now)
    assert facts(of(platform, now)) == ("monitored", 1, 1, None)
    retire_document(document=platform.documents.exclude(pk=gone.pk).get(), occurred_at=now, source_commit="", now=now)
    assert of(platform, now).state == MonitoringState.ENDED
    assert of(platform, now).documents == 0


def test_a_demonstration_is_live_whenever_it_was_made(make_platform, captured, now):
    platform = make_platform(is_demonstration=True)
    captured(platform)
    assert facts(of(platform, now + 400 * DAY)) == ("monitored", 1, 1, None)


def test_a_merged_platform_names_its_successor_whether_it_is_heard_of_or_not(make_platform, captured, now):
    successor = make_platform("vibe", name="Vibe")
    heard = make_platform("old-1", status="merged", successor=successor)
    unheard = make_platform("old-2", status="merged", successor=successor)
    captured(heard)
    assert (of(heard, now).state, of(heard, now).successor) == ("monitored", "vibe")
    assert of(heard, now).reason == "It was merged into or renamed to Vibe."
    assert (of(unheard, now).state, of(unheard, now).successor) == ("ended", "vibe")
    assert of(unheard, now).reason == "It was merged into or renamed to Vibe. None of its documents was ever captured."


def test_a_service_that_is_over_and_was_never_captured_has_ended(make_platform, now):
    gone = make_platform(status="defunct")
    assert facts(of(gone, now)) == ("ended", 0, 0, "The service has ended. None of its documents was ever captured.")


def test_the_mark_beside_a_name_says_what_the_sentence_says(make_platform, make_document, captured, now):
    heard, part, over = make_platform(), make_platform(), make_platform()
    for platform in (heard, part, over):
        captured(platform)
    make_document(part, "privacy-policy")
    marks = {of(platform, now).mark for platform in (make_platform(), make_platform(status="defunct"))}
    assert marks == {"never captured"}
    assert [of(platform, now).mark for platform in (heard, part)] == ["", "captured in part"]
    assert of(over, now + 60 * DAY).mark == "no longer captured"


def test_many_platforms_take_one_statement(make_platform, captured, make_document, now, django_assert_num_queries):
    for _ in range(20):
        make_document(make_platform())
    captured(make_platform())
    keys = list(Platform.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        found = monitoring_of(keys, now)
    assert set(found) == set(keys)
    assert monitoring_of([], now) == {}


def test_what_is_written_down_says_how_long_a_document_counts():
    for name in ("api.md", "methodology.md"):
        page = (Path(__file__).resolve().parents[2] / "docs" / name).read_text(encoding="utf-8")
        assert f"within the last {LIVE_WITHIN.days} days" in " ".join(page.split()), name


def failing(document, since, *, state="failing", verified=None):
    """Let the document be one that we can't read, its text last verified then."""
    CaptureHealth.objects.create(document=document, state=state, since=since, failing_since=since)
    Document.objects.filter(pk=document.pk).update(last_verified_at=verified)


def test_what_cannot_be_read_for_two_days_is_not_captured_at_present(make_platform, captured, now):
    platform = make_platform()
    captured(platform)
    failing(captured(platform, "privacy-policy"), now - UNREAD_FOR, verified=now - UNREAD_FOR)
    assert of(platform, now - timedelta(seconds=1)).state == "monitored"
    assert facts(of(platform, now)) == (
        "partly", 2, 2,
        "1 of its 2 documents is captured at present. 1 can't be read at present, the first since "
        f"{now - UNREAD_FOR:%-d %B %Y}. What changes in the rest goes unnoticed.",
    )  # fmt: skip


def test_a_platform_of_which_nothing_can_be_read_is_not_said_to_have_ended(make_platform, captured, now):
    platform = make_platform()
    failing(captured(platform), now - 40 * DAY, verified=now - 40 * DAY)
    found = of(platform, now)
    assert (found.state, found.mark) == ("not_captured", "can't be read at present")
    day = f"{now - 40 * DAY:%-d %B %Y}"
    assert found.reason == f"Its one document can't be read at present, since {day}. A change would go unnoticed."


def test_what_a_collection_verified_meanwhile_is_captured_whatever_we_can_read(make_platform, captured, now):
    platform = make_platform()
    failing(captured(platform), now - 5 * DAY, verified=now - DAY)
    assert of(platform, now).state == "monitored"


def test_what_was_never_read_says_that_we_try(make_platform, make_document, now):
    platform = make_platform()
    failing(make_document(platform), now - 5 * DAY, state="blocked")
    assert facts(of(platform, now)) == (
        "not_captured", 0, 1, "Its one document has never been captured, so no change can be noticed. "
        f"We try to read it and can't, since {now - 5 * DAY:%-d %B %Y}.",
    )  # fmt: skip


def test_what_its_site_no_longer_has_is_over_and_not_failing(make_platform, captured, now):
    platform = make_platform()
    failing(captured(platform), now - 5 * DAY, state="gone", verified=now - 5 * DAY)
    assert of(platform, now).state == "ended"
