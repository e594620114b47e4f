"""The operator's lists stay cheap, and what was recorded cannot be edited there."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import pre_save
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.models import Change, Collection, Document, Event, Platform, Provision, Version

pytestmark = pytest.mark.django_db

MODELS = ["collection", "platform", "document", "version", "change", "provision", "event"]
RECORDED = ["version", "change", "provision", "event"]


@pytest.fixture
def operator(make_user):
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(url)
    assert answer.status_code == 200, answer.content
    return len(queries)


def test_a_list_asks_the_same_number_of_queries_for_any_number_of_rows(
    operator, make_history, make_document, collection
):
    urls = [reverse(f"admin:governance_{model}_changelist") for model in MODELS]
    make_history(make_document(collection=collection))
    for url in urls:
        queries_of(operator, url)
    few = {url: queries_of(operator, url) for url in urls}
    for _ in range(4):
        make_history()
    assert {url: queries_of(operator, url) for url in urls} == few


def last_of(model):
    return apps.get_model("governance", model).objects.order_by("pk").last()


def test_each_row_opens(operator, make_history, make_document, collection):
    make_history(make_document(collection=collection))
    for model in MODELS:
        url = reverse(f"admin:governance_{model}_change", args=[last_of(model).pk])
        assert operator.get(url).status_code == 200, model


def test_what_was_recorded_can_only_be_read(operator, make_history):
    make_history()
    for model in RECORDED:
        key = last_of(model).pk
        assert operator.get(reverse(f"admin:governance_{model}_add")).status_code == 403
        assert operator.post(reverse(f"admin:governance_{model}_change", args=[key]), {}).status_code == 403
        deletion = operator.post(reverse(f"admin:governance_{model}_delete", args=[key]), {"post": "yes"})
        assert deletion.status_code == 403


def test_a_row_is_found_by_its_public_id(operator, make_history):
    make_history()
    for model in (Version, Change, Provision, Document):
        row = model.objects.order_by("pk").first()
        url = reverse(f"admin:governance_{model._meta.model_name}_changelist")
        found = operator.get(url, {"q": row.public_id.lower()}).context["cl"]
        assert [shown.pk for shown in found.result_list] == [row.pk]


def test_a_search_for_anything_answers(operator, make_history):
    make_history()
    for model in MODELS:
        url = reverse(f"admin:governance_{model}_changelist")
        for words in ("CW-X-000001", "platform-1", "%_'\"", "É" * 300):
            assert operator.get(url, {"q": words}).status_code == 200


def test_a_platform_renamed_by_the_operator_is_found_by_its_new_name(operator, make_platform):
    platform = make_platform("old-name")
    form = {"name": "École Neuve", "homepage": "", "operator": "", "jurisdiction": "", "sector": "education",
            "status": "active", "aliases": '["Nouvelle"]'}  # fmt: skip
    url = reverse("admin:governance_platform_change", args=[platform.pk])
    assert operator.post(url, form).status_code == 302
    platform.refresh_from_db()
    assert "école neuve" in platform.search_text
    assert "nouvelle" in platform.search_text


def test_the_operator_names_a_successor_and_never_a_circle(operator, make_platform):
    old, new = make_platform("old"), make_platform("new", name="New")
    form = {"name": "Old", "sector": "social", "status": "merged", "aliases": "[]", "successor": new.pk}
    assert operator.post(reverse("admin:governance_platform_change", args=[old.pk]), form).status_code == 302
    old.refresh_from_db()
    assert old.successor == new
    form = {"name": "New", "sector": "social", "status": "merged", "aliases": "[]", "successor": old.pk}
    answer = operator.post(reverse("admin:governance_platform_change", args=[new.pk]), form)
    assert "succeed itself" in answer.content.decode()
    new.refresh_from_db()
    assert new.successor is None


def test_what_another_has_succeeded_is_not_active(operator, make_platform):
    old, new = make_platform("old"), make_platform("new", name="New")
    form = {"name": "Old", "sector": "social", "status": "active", "aliases": "[]", "successor": new.pk}
    answer = operator.post(reverse("admin:governance_platform_change", args=[old.pk]), form)
    assert "is not active" in answer.content.decode()
    old.refresh_from_db()
    assert old.successor is None


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("homepage", "javascript:alert(1)", "http://acme.example"),
        ("homepage", "ftp://acme.example/", "https://acme.example/home"),
        ("homepage", "acme.example", ""),
        ("slug", "Acme", "acme"),
        ("slug", "acme_one", "acme-1"),
        ("slug", "-acme-", "a"),
        ("jurisdiction", "fr", "FR"),
        ("jurisdiction", "F", ""),
        ("jurisdiction", "1é", "DE"),
    ],
)
def test_what_the_operator_writes_of_a_platform_has_its_form(operator, field, wrong, right):
    form = {"slug": "acme", "name": "Acme", "sector": "social", "status": "active", "aliases": "[]"}
    answer = operator.post(reverse("admin:governance_platform_add"), {**form, field: wrong})
    assert list(answer.context["adminform"].form.errors) == [field]
    assert operator.post(reverse("admin:governance_platform_add"), {**form, field: right}).status_code == 302
    assert getattr(Platform.objects.get(), field) == right


@pytest.mark.parametrize("aliases", ['{"a": 1}', "[1]", '[""]', "nonsense"])
def test_aliases_that_are_no_list_of_texts_are_refused(operator, make_platform, aliases):
    platform = make_platform()
    form = {"name": "A", "sector": "social", "status": "active", "aliases": aliases}
    answer = operator.post(reverse("admin:governance_platform_change", args=[platform.pk]), form)
    assert answer.status_code == 200
    assert "aliases" in answer.context["adminform"].form.errors


def test_hostile_names_are_escaped(operator, make_platform, make_history, make_document):
    hostile = "<script>alert(1)</script>"
    make_history(make_document(make_platform(name=hostile), title=hostile))
    for model in ("platform", "document", "change", "event"):
        assert hostile not in operator.get(reverse(f"admin:governance_{model}_changelist")).content.decode()
    change = Change.objects.order_by("pk").last()
    assert hostile not in operator.get(reverse("admin:governance_change_change", args=[change.pk])).content.decode()


def test_a_list_never_counts_the_whole_table(operator, make_platform):
    Platform.objects.bulk_create(Platform(slug=f"p-{n}", name=f"P {n}", sector="social") for n in range(120))
    with CaptureQueriesContext(connection) as queries:
        operator.get(reverse("admin:governance_platform_changelist"))
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT 5000" in sql for sql in counts)


def test_the_operator_retires_a_document_and_brings_it_back_as_an_import_does(operator, make_history, make_document):
    document, listed = make_history()[0].document, make_document()
    url = reverse("admin:governance_document_changelist")
    chosen = {"_selected_action": [document.pk, listed.pk]}
    states = []
    for action in ("retire", "bring_back"):
        assert operator.post(url, {"action": action, **chosen}).status_code == 302
        states.append(list(Document.objects.order_by("pk").values_list("state", flat=True)))
    assert states == [["retired", "retired"], ["active", "listed"]]
    kinds = list(Event.objects.filter(document=document).order_by("pk").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind.startswith("document")] == [
        "document_added", "document_retired", "document_added"
    ]  # fmt: skip


def test_no_form_sets_the_state_of_a_document(operator, make_document):
    document = make_document()
    page = operator.get(reverse("admin:governance_document_change", args=[document.pk])).content.decode()
    assert 'name="state"' not in page


@pytest.fixture
def meanwhile(request):
    """Write these fields of a row after a form has read it and before the form is stored, as an import may."""

    def write(row, **fields):
        def receive(sender, instance, **told):
            sender.objects.filter(pk=row.pk).update(**fields)

        pre_save.connect(receive, sender=type(row))
        request.addfinalizer(lambda: pre_save.disconnect(receive, sender=type(row)))

    return write


def save_form(operator, row, **changes):
    """Send the row's form back with these changes, as a browser does."""
    url = reverse(f"admin:governance_{row._meta.model_name}_change", args=[row.pk])
    form = operator.get(url).context["adminform"].form
    shown = {name: "" if value is None else value for name, value in form.initial.items() if name in form.fields}
    lists = {name: "[]" for name in ("aliases", "source_urls") if name in shown}
    answer = operator.post(url, {**{n: v for n, v in shown.items() if v is not False}, **lists, **changes})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row.refresh_from_db()


def test_a_form_leaves_what_an_import_stored_of_the_row_meanwhile(
    operator, meanwhile, make_document, make_history, collection
):
    document = make_document(collection=collection)
    versions = make_history(document)
    Document.objects.filter(pk=document.pk).update(current_version=versions[0])
    meanwhile(document, current_version=versions[-1], rewrite_count=3)
    save_form(operator, document, title="Other Terms")
    assert (document.title, document.current_version, document.rewrite_count) == ("Other Terms", versions[-1], 3)

    meanwhile(collection, last_commit="c" * 40)
    save_form(operator, collection, attribution="Somebody")
    assert (Collection.objects.get().attribution, Collection.objects.get().last_commit) == ("Somebody", "c" * 40)

    platform = document.platform
    meanwhile(platform, aliases=["Acme Classic"], search_text="acme\nacme classic\nacme")
    save_form(operator, platform, name="Acme Two")
    assert (platform.name, platform.aliases) == ("Acme Two", ["Acme Classic"])
