"""The catalogue: who is in it, found by any of their names."""

import pytest

from governance.record.platforms import search_text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(api):
    def ask(**query):
        answer = api().get("/api/v1/platforms/", query)
        assert answer.status_code == 200, answer.content
        return [row["slug"] for row in answer.json()["results"]]

    return ask


@pytest.fixture
def named(make_platform):
    def make(slug, name, aliases=(), **fields):
        text = search_text_of(name, list(aliases), slug)
        return make_platform(slug, name=name, aliases=list(aliases), search_text=text, **fields)

    return make


def test_a_platform_is_found_by_name_and_alias_in_any_case_and_script(found, named):
    named("ecole", "École Neuve", ["Straße 7"])
    named("acme", "Acme")
    assert found(q="ÉCOLE") == found(q="école") == found(q="  Neuve  ") == ["ecole"]
    assert found(q="STRASSE") == found(q="straße") == ["ecole"]
    assert found(q="e\u0301cole") == ["ecole"]
    assert found(q="neuve école") == ["ecole"]
    assert found(q="école acme") == []


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", '"', "[a-z]", "(", "*"])
def test_a_search_for_a_wildcard_finds_only_the_character(found, named, q):
    named("acme", "Acme")
    named("odd", f"Odd {q} name")
    assert found(q=q) == ["odd"]


def test_an_empty_search_finds_all_by_name(found, named):
    named("b", "Beta")
    named("a", "Alpha")
    assert found(q="") == found() == ["a", "b"]


def test_a_search_that_is_too_long_is_refused(api, db):
    answer = api().get("/api/v1/platforms/", {"q": "a" * 101})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["q"])


def test_platforms_are_filtered_by_sector_and_document_type(found, named, make_document):
    named("a", "Alpha", sector="search")
    beta = named("b", "Beta", sector="video")
    make_document(beta, "privacy-policy")
    make_document(beta, "terms-of-service")
    assert found(sector="search") == ["a"]
    assert found(document_type="privacy-policy") == ["b"]
    assert found(sector="search", document_type="privacy-policy") == []


@pytest.mark.dated
def test_a_platform_says_its_figures_and_its_documents(
    api, make_platform, make_document, make_history, time_machine, now
):
    time_machine.move_to(now, tick=False)
    acme = make_platform("acme", homepage="https://acme.example", operator="Acme Inc", jurisdiction="DE", aliases=["A"])
    versions = make_history(make_document(acme))
    make_document(acme, "privacy-policy")
    shown = api().get("/api/v1/platforms/acme/").json()
    assert shown["counts"] == {"documents": 2, "provisions_in_force": 3, "changes_12_months": 2}
    assert shown["last_change_at"] == "2026-03-10T10:30:00Z"
    assert (shown["operator"], shown["jurisdiction"], shown["aliases"]) == ("Acme Inc", "DE", ["A"])
    assert [row["document_type"] for row in shown["documents"]] == ["privacy-policy", "terms-of-service"]
    assert shown["documents"][1]["current_version"] == versions[-1].public_id
    listed = api().get("/api/v1/platforms/").json()["results"][0]
    assert listed == {name: value for name, value in shown.items() if name != "documents"}


def test_a_platform_without_anything_counts_nothing(api, make_platform):
    make_platform("acme")
    shown = api().get("/api/v1/platforms/acme/").json()
    assert shown["counts"] == {"documents": 0, "provisions_in_force": 0, "changes_12_months": 0}
    assert (shown["last_change_at"], shown["documents"]) == (None, [])


@pytest.mark.dated
def test_changes_of_wording_alone_are_counted_and_noise_is_not(api, make_history, now, time_machine):
    from governance.models import Change

    time_machine.move_to(now, tick=False)
    platform = make_history()[0].document.platform
    Change.objects.filter(pk=Change.objects.order_by("-detected_at").first().pk).update(label="flapping")
    shown = api().get(f"/api/v1/platforms/{platform.slug}/").json()
    assert shown["counts"]["changes_12_months"] == 1
    assert shown["last_change_at"] == "2026-03-09T10:30:00Z"


@pytest.mark.parametrize("slug", ["nobody", "ACME", "É", "a" * 300, "CW-D-000001"])
def test_an_unknown_platform_is_not_found(api, make_platform, slug):
    make_platform("acme")
    answer = api().get(f"/api/v1/platforms/{slug}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_categories_are_those_of_the_taxonomy(api, db):
    from governance.comparison import categories

    shown = api().get("/api/v1/categories/").json()
    assert [row["id"] for row in shown["results"]] == [category.id for category in categories()]
    assert shown["next"] is None
