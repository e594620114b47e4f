"""What is tracked of a provision: its wordings, their differences, and how long it has stood. Part of Professional."""

import pytest

from governance.models import Provision, ProvisionChange, Version
from tests.histories import TEXTS
from tests.web.test_record_api import CLAUSE_WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed_provision(make_history):
    make_history()
    return Provision.objects.get(pk=ProvisionChange.objects.order_by("pk").first().provision_id)


@pytest.fixture
def versions(changed_provision):
    return list(Version.objects.order_by("sequence"))


def address(provision, what, **query):
    return f"/api/v1/provisions/{provision.public_id}/{what}/?" + "&".join(f"{k}={v}" for k, v in query.items())


@pytest.mark.parametrize(("who", "status", "code"), [
    ("nobody", 401, "not_authenticated"), ("free", 403, "tier_required"),
    ("watcher", 403, "tier_required"), ("unscoped", 403, "scope_required"),
])  # fmt: skip
@pytest.mark.parametrize("what", ["history", "diff"])
def test_what_is_tracked_of_a_provision_is_part_of_professional(
    reader, changed_provision, versions, who, status, code, what
):
    query = {"from": versions[0].public_id, "to": versions[1].public_id} if what == "diff" else {}
    for asked in ({}, query):
        answer = reader(who).get(address(changed_provision, what, **asked))
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        if code == "tier_required":
            assert answer.json()["required_tier"] == "professional"
        for words in CLAUSE_WORDS:
            assert words not in answer.content.decode()


def test_a_provision_s_history_is_every_wording_and_every_change(reader, changed_provision):
    shown = reader("professional").get(address(changed_provision, "history")).json()
    assert shown["provision"] == changed_provision.public_id
    assert [row["text"][:20] for row in shown["revisions"]] == ["We do not use your c", "We may use your cont"]
    for row, text in zip(shown["revisions"], TEXTS, strict=False):
        assert text[row["start"] : row["end"]] == row["text"]
    (change,) = shown["changes"]
    assert (change["kind"], change["class"]) == ("modified", "substantive")
    assert reader("professional").get("/api/v1/provisions/CW-P-999999/history/").status_code == 404


def test_a_provision_s_history_says_how_long_it_has_stood(reader, changed_provision, versions):
    shown = reader("professional").get(address(changed_provision, "history")).json()
    assert shown["first_seen"]["version"] == versions[0].public_id
    assert shown["last_seen"]["version"] == versions[2].public_id
    assert [one["until"] for one in shown["stood"]] == [None]
    stability = shown["stability"]
    assert (stability["word"], stability["days"], stability["versions"]) == ("seldom_reworded", 1, 2)
    assert stability["rewordings"] == 1
    assert stability["sentence"].startswith("This wording has stood since ")


def test_the_words_of_a_provision_are_compared_between_any_two_versions(reader, changed_provision, versions):
    client = reader("professional")
    for before, after in ((0, 2), (2, 0), (1, 1)):
        query = {"from": versions[before].public_id, "to": versions[after].public_id}
        shown = client.get(address(changed_provision, "diff", **query)).json()
        assert (shown["from"]["version"], shown["to"]["version"]) == (query["from"], query["to"])
        for side, kept in (("from", "delete"), ("to", "insert")):
            quoted = shown[side]
            assert Version.by_public_id(quoted["version"]).text[quoted["start"] : quoted["end"]] == quoted["text"]
            words = "".join(word["text"] for word in shown["words"] if word["operation"] in ("equal", kept))
            assert words.split() == quoted["text"].split()
    assert {word["operation"] for word in shown["words"]} == {"equal"}


def test_versions_that_do_not_have_the_provision_are_refused(reader, make_document, make_history, changed_provision):
    other = make_history(make_document(document_type="privacy-policy"))[0]
    own = Version.objects.get(document=changed_provision.document, sequence=1)
    gone = make_history(changed_provision.document, texts=("# Terms\n\nThe service is closed, and nothing is kept.\n",))
    client = reader("professional")
    for version in (other.public_id, "CW-V-999999", "burnt", gone[0].public_id, ""):
        answer = client.get(address(changed_provision, "diff", **{"from": own.public_id, "to": version}))
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["to"]), version
