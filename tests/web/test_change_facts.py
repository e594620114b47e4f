"""What stands beside a change and beside a provision: its place, its wordings, and how stable it is."""

import re

import pytest
from django.test import Client

from governance.models import Change, Provision, ProvisionRelation

pytestmark = pytest.mark.django_db
DAYS = tuple(f"# Terms\n\n## Data\n\nWe keep your data for {days} days.\n" for days in (10, 20, 30, 40))


def page(path, user=None):
    client = Client()
    if user:
        client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def professional(make_user):
    return make_user(tier="professional")


@pytest.fixture
def reworded(make_history):
    """A provision with four wordings."""
    make_history(texts=DAYS)
    return Provision.objects.get(current_revision__text__contains="We keep")


def test_a_change_says_its_place_in_the_history_of_the_document(make_history):
    first, second = (version.change for version in make_history(texts=DAYS[:3])[1:])
    assert "Change 1 of 2" in page(f"/changes/{first.public_id}/")
    assert "Change 2 of 2" in page(f"/changes/{second.public_id}/")
    Change.objects.filter(pk=first.pk).update(label=Change.Label.COSMETIC)
    assert "The only change that is recorded" in page(f"/changes/{second.public_id}/")
    assert "In the history of the document" not in page(f"/changes/{first.public_id}/")


def test_a_change_s_facts_are_beside_it_for_everybody(make_history):
    change = make_history()[1].change
    shown = page(f"/changes/{change.public_id}/")
    rail = re.search(r'<aside class="rail".*?</aside>', shown, re.DOTALL)[0]
    for fact in ("Platform", "Document", "Detected", "Effective date", "Severity", "Versions"):
        assert f"<dt>{fact}</dt>" in rail
    assert change.to_version.public_id in rail
    assert all(f"/categories/{one}/" in rail for one in change.categories)


def test_any_two_wordings_are_compared_and_the_last_two_at_first(reworded, professional):
    path = f"/provisions/{reworded.public_id}/"
    ids = [one.version.public_id for one in reworded.revisions.order_by("version__sequence")]
    assert len(ids) == 4

    def differs(query):
        shown = page(path + query, professional)
        return [re.findall(r"\d+", text) for text in re.findall(r"<(?:del|ins)>.*?</span>(.*?)<span", shown)]

    assert differs("") == [["30"], ["40"]]
    assert differs(f"?from={ids[0]}&to={ids[3]}") == [["10"], ["40"]]
    assert differs(f"?from={ids[3]}&to={ids[1]}") == [["40"], ["20"]]
    assert differs("?from=CW-V-999999&to=%3Cscript%3E") == [["30"], ["40"]]
    assert "Choose two different wordings." in page(f"{path}?from={ids[2]}&to={ids[2]}", professional)


@pytest.mark.parametrize("tier", [None, "watcher"])
def test_lower_tiers_compare_nothing_and_read_no_stability(reworded, make_user, tier):
    user = make_user(tier=tier) if tier else None
    ids = [one.version.public_id for one in reworded.revisions.order_by("version__sequence")]
    shown = page(f"/provisions/{reworded.public_id}/?from={ids[0]}&to={ids[1]}", user)
    assert "<del>" not in shown
    assert "<select" not in shown
    assert "Stability" not in shown
    assert "for 20 days" not in shown


def test_a_provision_says_its_place_its_stability_and_its_relations_both_ways(make_history, professional):
    document = make_history()[-1].document
    first, second = Provision.objects.filter(document=document, removed_in=None).order_by("pk")[:2]
    version = document.versions.order_by("-sequence").first()
    ProvisionRelation.objects.create(kind="split", provision=first, other=second, version=version)
    total = len(version.placed)
    for one, other, relation in ((first, second, "Split into"), (second, first, "Split from")):
        shown = page(f"/provisions/{one.public_id}/", professional)
        place = [placed.provision_id for placed in version.placed].index(one.pk) + 1
        assert f"<dd>{place} of {total}</dd>" in shown
        assert re.search(rf"<dt>{relation}</dt><dd><a[^>]*>{other.public_id}</a>", shown)
        assert "<dt>Stability</dt>" in shown


def test_the_page_of_a_provision_asks_few_statements(reworded, professional, django_assert_max_num_queries):
    client = Client()
    client.force_login(professional)
    with django_assert_max_num_queries(30):
        client.get(f"/provisions/{reworded.public_id}/")


def test_the_methodology_leads_to_each_of_its_chapters(db):
    shown = page("/methodology/")
    targets = re.findall(r'<li><a href="#([^"]+)">', shown)
    assert len(targets) > 8
    assert all(shown.count(f'id="{target}"') == 1 for target in targets)
