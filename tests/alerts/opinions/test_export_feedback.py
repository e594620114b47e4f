"""The labels that are made of what readers said: in the format of the labelled pairs, of nobody, without a text."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from alerts.models import Opinion
from governance.models import Change, Collection
from governance.models.changes import Severity
from governance.training.labelled_pairs import READERS, read_readers_pairs

pytestmark = pytest.mark.django_db
COMMITS = ("a" * 40, "b" * 40)


@pytest.fixture
def judged(make_user, make_platform, make_change, now):
    """A change with the opinions of as many people, each with the severity and whether it was told the same day."""

    def tell(*verdicts, severity=Severity.MEDIUM, is_alertable=True, told_in="alert", at=now, platform=None):
        change = make_change(platform or make_platform(), published_at=now, is_alertable=is_alertable)
        for number, verdict in enumerate(verdicts):
            Opinion.objects.create(
                user=make_user(f"{verdict}-{number}-{change.pk}@example.com"), change=change, told_in=told_in,
                verdict=verdict, note="Private words.", said_at=at, label=change.label, rule="a rule",
                is_alertable=is_alertable, severity=severity, severity_rule="a severity rule",
            )  # fmt: skip
        return change

    return tell


def from_collection(change, **fields):
    collection = Collection.objects.create(
        slug="c", name="C", **{"address": "https://git.example/c-versions", **fields}
    )
    for version, commit in zip((change.from_version, change.to_version), COMMITS, strict=True):
        type(version).objects.filter(pk=version.pk).update(collection=collection, source_commit=commit)
    type(change.document).objects.filter(pk=change.document_id).update(source_path="Acme/Terms of Service.md")


def written_by(*arguments):
    written = io.StringIO()
    call_command("export_feedback", *arguments, stdout=written)
    return written.getvalue()


def exported(*arguments):
    return [json.loads(line) for line in written_by(*arguments).splitlines()]


def test_a_change_of_a_public_collection_is_a_label_by_its_commits(judged, now):
    change = judged("not_worth_telling", "not_worth_telling", "right")
    from_collection(change)
    assert exported() == [
        {
            "id": change.public_id,
            "repo": "c-versions",
            "commit": COMMITS[1],
            "path": "Acme/Terms of Service.md",
            "prev_commit": COMMITS[0],
            "date": f"{change.detected_at:%Y-%m-%dT%H:%M:%SZ}",
            "label": "substantive",
            "alert": False,
            "severity": "low",
            "ambiguous": False,
            "summary": "",
            "provisions": [],
            "read": "mail",
            "stratum": "readers",
            "by": "readers",
            "opinions": {"right": 1, "not_worth_telling": 2, "should_be_higher": 0, "should_be_sooner": 0},
            "told": {"alert": True, "severity": "medium", "rule": "a rule", "severity_rule": "a severity rule"},
        }
    ]


@pytest.mark.parametrize("address", ["", "/srv/collections/private"])
def test_a_change_of_no_public_collection_is_named_by_ids_and_hashes(judged, address):
    change = judged("right")
    if address:
        from_collection(change, address=address)
    (row,) = exported()
    assert {"repo", "commit", "path", "prev_commit"}.isdisjoint(row)
    assert row["document"] == change.document.public_id
    assert (row["before_version"], row["after_version"]) == (
        change.from_version.public_id,
        change.to_version.public_id,
    )
    assert (row["before_sha256"], row["after_sha256"]) == (change.from_version.sha256, change.to_version.sha256)


@pytest.mark.parametrize(
    ("verdicts", "told", "wanted"),
    [
        (["right"], {}, (True, "medium", False)),
        (["should_be_higher"], {}, (True, "high", False)),
        (["should_be_higher"], {"severity": Severity.LOW}, (True, "medium", False)),
        (["not_worth_telling", "right"], {}, (True, "medium", True)),
        (["should_be_higher", "right"], {}, (True, "medium", True)),
        (["should_be_higher", "right", "not_worth_telling"], {}, (True, "medium", True)),
        (["should_be_sooner"], {"is_alertable": False, "told_in": "digest"}, (True, "medium", False)),
        (["should_be_sooner", "right"], {"is_alertable": False, "told_in": "digest"}, (False, "low", True)),
        (["right"], {"is_alertable": False, "told_in": "digest"}, (False, "low", False)),
        (["right"], {"told_in": "digest"}, (True, "medium", False)),
    ],
)
def test_most_decide_and_what_was_told_stands_where_nobody_has_most(judged, verdicts, told, wanted):
    judged(*verdicts, **told)
    (row,) = exported()
    assert (row["alert"], row["severity"], row["ambiguous"]) == wanted


def test_no_person_and_no_text_is_in_it(judged, mailoutbox):
    change = judged("not_worth_telling", "should_be_higher")
    from_collection(change)
    written = json.dumps(exported())
    for word in ("@", "Private words", change.headline, "wording of the clause", str(Opinion.objects.first().user_id)):
        assert word not in written


def test_one_label_a_change_and_since_takes_those_on_which_something_was_said_with_all_that_was(judged, now):
    old, new = judged("right", at=now - timedelta(days=30)), judged("right", "not_worth_telling", at=now)
    Opinion.objects.filter(change=new, verdict="right").update(said_at=now - timedelta(days=30))
    assert [row["id"] for row in exported()] == [old.public_id, new.public_id]
    (row,) = exported("--since", (now - timedelta(days=1)).date().isoformat())
    assert row["id"] == new.public_id
    assert row["opinions"]["right"] == row["opinions"]["not_worth_telling"] == 1


def test_fiction_is_left_out_and_the_opinions_of_erased_accounts_count(judged, make_platform):
    judged("right", platform=make_platform(is_demonstration=True))
    judged("not_worth_telling")
    Opinion.objects.update(user=None, note="")
    (row,) = exported()
    assert row["opinions"]["not_worth_telling"] == 1


def test_the_file_can_be_named_without_an_option_and_only_once(judged, tmp_path):
    judged("right")
    file = tmp_path / "labels.jsonl"
    assert "1 change written." in written_by(str(file))
    assert len(file.read_text().splitlines()) == 1
    with pytest.raises(CommandError, match="once"):
        written_by(str(file), "--output", str(file))


def test_a_file_is_written_and_one_that_can_not_be_is_a_sentence(judged, tmp_path, capsys):
    judged("right")
    call_command("export_feedback", "--output", str(tmp_path / "labels.jsonl"))
    assert json.loads((tmp_path / "labels.jsonl").read_text())["by"] == "readers"
    assert "1 change written." in capsys.readouterr().out
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("export_feedback", "--output", str(tmp_path))


def test_training_reads_what_was_exported_with_texts_from_the_collection(judged, tmp_path):
    one, without_texts = judged("should_be_higher"), judged("right")
    from_collection(one)
    texts = {COMMITS[0]: "You pay 5 EUR.", COMMITS[1]: "You pay 9 EUR."}
    path = tmp_path / "labels.jsonl"
    call_command("export_feedback", "--output", str(path))
    asked = []

    def text_at(repo, commit, name):
        asked.append((repo, name))
        return texts.get(commit)

    (pair,) = read_readers_pairs(path, text_at)
    assert asked == [("c-versions", "Acme/Terms of Service.md")] * 2
    assert (pair.id, pair.set_name, pair.company) == (one.public_id, READERS, "Acme")
    assert (pair.pair["before"], pair.pair["after"]) == ("You pay 5 EUR.", "You pay 9 EUR.")
    assert (pair.label["alert"], pair.label["severity"]) == (True, "high")
    assert read_readers_pairs(path, lambda *_: None) == []
    assert Change.objects.filter(pk=without_texts.pk).exists()
