"""The archive proves itself, and is compared again without telling anybody."""

import zlib
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from governance.models import Change, Document, Provision, ProvisionChange, ProvisionRevision, StoredText, Version
from governance.models.versions import Placed
from tests.governance.conftest import POLICY, TERMS

NEW_POLICY = POLICY.replace("for thirty days", "for ninety days")


@pytest.fixture
def archive(git, read_in):
    git.record(TERMS, POLICY)
    git.record(TERMS, NEW_POLICY)
    git.record(TERMS, NEW_POLICY.replace("Ireland", "France") + "\nA clause that was not there before.\n")
    read_in(git, as_news=True)
    return Document.objects.get(source_path=TERMS)


def failing():
    errors = StringIO()
    with pytest.raises(CommandError, match="fail") as caught:
        call_command("verify_archive", stdout=StringIO(), stderr=errors)
    assert caught.value.returncode == 1
    return errors.getvalue()


def altered(text, at=40):
    data = bytearray(text.data)
    data[at] ^= 1
    return zlib.compress(bytes(data))


def test_an_untouched_archive_holds(archive):
    out = StringIO()
    call_command("verify_archive", stdout=out)
    assert "3 versions" in out.getvalue()
    assert "All of it holds." in out.getvalue()


def test_one_altered_byte_is_found(archive):
    stored = archive.versions.get(sequence=1).stored_text
    StoredText.objects.filter(pk=stored.pk).update(compressed=altered(stored))
    assert stored.pk in failing()


def test_a_damaged_row_is_found(archive):
    stored = archive.versions.get(sequence=2).stored_text
    StoredText.objects.filter(pk=stored.pk).update(compressed=bytes(stored.compressed)[:-9])
    assert "damaged" in failing()
    StoredText.objects.filter(pk=stored.pk).update(compressed=b"")
    assert "damaged" in failing()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            lambda: ProvisionRevision.objects.filter(pk=ProvisionRevision.objects.first().pk).update(text="x"),
            "revision",
        ),
        (lambda: ProvisionRevision.objects.update(start=3), "revision"),
        (lambda: ProvisionChange.objects.update(after_end=10_000, after_start=9_000), "quotation"),
        (lambda: Version.objects.filter(sequence=2).update(outline=b"damaged"), "outline"),
        (lambda: Version.objects.filter(sequence=2).update(outline=zlib.compress(b"[[1,0,99999]]")), "no clause"),
        (lambda: Version.objects.filter(sequence=2).update(normal_digest="0" * 64), "digest"),
        (lambda: Version.objects.filter(sequence=3).update(previous=None), "not linked"),
        (lambda: Version.objects.filter(sequence=3).update(sequence=4), "gap"),
        (lambda: Provision.objects.update(removed_in=Version.objects.first()), "in force"),
        (lambda: Document.objects.update(current_version=Version.objects.get(sequence=1)), "current version"),
    ],
)
def test_each_kind_of_damage_is_found(archive, damage, words):
    if words == "quotation":
        ProvisionChange.objects.filter(kind="removed").delete()
    damage()
    assert words in failing()


def test_comparing_again_changes_nothing_where_the_comparison_is_the_same(archive):
    before = everything()
    out = StringIO()
    call_command("reclassify", stdout=out)
    assert "0 changes were updated." in out.getvalue()
    assert everything() == before
    call_command("verify_archive", stdout=StringIO())


def test_comparing_again_updates_in_place_and_publishes_nothing(archive):
    untouched = everything()
    change = Change.objects.order_by("id").first()
    Change.objects.filter(pk=change.pk).update(
        label="cosmetic", is_alertable=False, headline="wrong", published_at=None
    )
    ProvisionChange.objects.filter(change=change).update(sentence="wrong")
    change.events.all().delete()
    out = StringIO()
    call_command("reclassify", "--document", archive.public_id, "--dry-run", stdout=out)
    assert change.public_id in out.getvalue()
    assert "1 change would differ." in out.getvalue()
    assert Change.objects.get(pk=change.pk).label == "cosmetic"
    call_command("reclassify", "--document", archive.public_id, stdout=out)
    assert "1 change was updated." in out.getvalue()
    change.refresh_from_db()
    assert (change.label, change.published_at) == ("substantive", None)
    Change.objects.filter(pk=change.pk).update(published_at=Change.objects.exclude(pk=change.pk).get().published_at)
    assert everything() == untouched


def test_comparing_again_drops_an_effective_date_that_the_text_does_not_state(archive):
    change = Change.objects.order_by("id").first()
    Change.objects.filter(pk=change.pk).update(effective_date=date(1993, 6, 14))
    out = StringIO()
    call_command("reclassify", "--document", archive.public_id, stdout=out)
    assert f"{change.public_id}  effective_date: datetime.date(1993, 6, 14) → None" in out.getvalue()
    change.refresh_from_db()
    assert change.effective_date is None


def test_comparing_again_keeps_ids_where_clauses_were_cut_differently(archive):
    before = dict(Provision.objects.values_list("id", "current_revision__text"))
    for version in Version.objects.all():
        version.outline = Version.pack_outline([Placed(p.provision_id, p.start, p.end - 3) for p in version.placed])
        version.save()
    for revision in ProvisionRevision.objects.all():
        revision.end, revision.text = revision.end - 3, revision.text[:-3]
        revision.save()
    call_command("verify_archive", stdout=StringIO())
    call_command("reclassify", stdout=StringIO())
    assert dict(Provision.objects.values_list("id", "current_revision__text")) == before
    call_command("verify_archive", stdout=StringIO())


def test_an_unknown_document_is_refused(db):
    for name in ("CW-D-000999", "CW-P-000001", "nonsense", "CW-D-999999999999999999"):
        with pytest.raises(CommandError, match="There is no document"):
            call_command("reclassify", "--document", name)


def test_a_named_document_without_versions_is_a_failure(make_document):
    document = make_document()
    with pytest.raises(CommandError, match=f"^{document.public_id} has no versions: there is nothing to compare.$"):
        call_command("reclassify", "--document", document.public_id)


def everything():
    changes = Change.objects.order_by("id")
    rows = ProvisionChange.objects.order_by("change_id", "position")
    return (
        list(
            changes.values("id", "label", "rule", "headline", "published_at", "is_alertable", "severity", "categories")
        ),
        list(rows.values_list("change_id", "provision_id", "kind", "sentence", "before_start", "after_start")),
        list(
            changes.values_list("events__kind", "category_rows__category").order_by(
                "id", "events__kind", "category_rows__category"
            )
        ),
        list(Provision.objects.order_by("id").values()),
        [version.placed for version in Version.objects.order_by("id")],
    )
