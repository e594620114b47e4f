"""A filter that we don't know gets one of our own operations from an operator; its code is never run."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from governance.capture.assigning_filters import assign_filter, end_filter
from governance.capture.declarations.operations import BadOperation
from governance.capture.named_operations import needed_filters
from governance.capture.sources import declare
from governance.models import (
    CaptureHealth,
    Change,
    Declaration,
    FilterOperation,
    HeldReading,
    PageOfDocument,
    Platform,
    Version,
)
from tests.governance.capture.site import policy

pytestmark = pytest.mark.django_db
OLGA = "olga@example.com"
TERMS = {"fetch": "http://owl.example/terms", "select": "main", "filter": ["removeOwls"]}
BADGE = "<p class=badge>Read by owl number 77 today.</p>"


@pytest.fixture
def web(watched):
    page = policy()
    body = page.body.replace(b"<h1>", BADGE.encode() + b"<h1>")
    return watched({"owl.example": {"/terms": type(page)(body, 200, page.headers)}})


@pytest.fixture
def document(web):
    return web.document(source=TERMS)


@pytest.fixture
def operator(client, make_user):
    user = make_user(OLGA, is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def test_a_document_waits_until_its_filter_has_an_operation(web, document):
    assert Declaration.objects.get().unmet == "needs_filter removeOwls"
    assert [(platform.slug, *rest) for platform, *rest in needed_filters()] == [("owl-post", "removeOwls", 1)]
    assert web.read()["fetched"] == 0
    row = assign_filter(document.platform, "removeOwls", "remove-element", [".badge"], by=OLGA, now=web.now)
    assert (row.assigned_by, row.assigned_at, row.ended_at) == (OLGA, web.now, None)
    assert needed_filters() == []
    assert Declaration.objects.get().unmet == ""
    web.read()
    assert web.health(document) == ("verified", "")
    assert "owl number 77" not in Version.objects.get().text
    assert Declaration.objects.get().source == TERMS


def test_another_operation_is_another_way_of_reading_and_no_change(web, document):
    assign_filter(document.platform, "removeOwls", "unlink", by=OLGA, now=web.now)
    web.read()
    assert "owl number 77" in Version.objects.get().text
    web.pass_time(hours=6)
    assign_filter(document.platform, "removeOwls", "remove-element", [".badge"], by="ann@example.com", now=web.now)
    ended_at = web.now
    web.read()
    assert [version.is_technical for version in Version.objects.order_by("sequence")] == [False, True]
    assert not Change.objects.published().exists()
    assert not HeldReading.objects.exists()
    rows = FilterOperation.objects.order_by("pk").values_list("operation", "assigned_by", "ended_by", "ended_at")
    assert list(rows) == [
        ("unlink", OLGA, "ann@example.com", ended_at),
        ("remove-element", "ann@example.com", "", None),
    ]


def test_the_same_again_changes_nothing(web, document):
    first = assign_filter(document.platform, "removeOwls", "remove-element", [".badge"], by=OLGA, now=web.now)
    assert assign_filter(document.platform, "removeOwls", "remove-element", [".badge"], by="b", now=web.now) == first
    assert FilterOperation.objects.get().assigned_by == OLGA


def test_what_loses_its_operation_waits_again(web, document):
    assign_filter(document.platform, "removeOwls", "unlink", by=OLGA, now=web.now)
    web.read()
    assert end_filter(document.platform, "removeOwls", by=OLGA, now=web.now)
    assert not end_filter(document.platform, "removeOwls", by=OLGA, now=web.now)
    assert not PageOfDocument.objects.exists()
    assert not CaptureHealth.objects.exists()
    assert Declaration.objects.get().unmet == "needs_filter removeOwls"


def test_it_stands_for_filters_of_one_platform_and_of_each_page(web, document, make_platform, make_document):
    other = make_document(make_platform(), "privacy-policy")
    declare(other, TERMS, now=web.now)
    parts = [
        {"fetch": "http://owl.example/1", "filter": [{"removeOwls": {"all": True}}, "more"]},
        {"fetch": "http://owl.example/2"},
    ]
    both = web.document("Privacy Policy", source={"combine": parts, "select": "main"})
    assign_filter(document.platform, "removeOwls", "unlink", by=OLGA, now=web.now)
    unmet = dict(Declaration.objects.values_list("document_id", "unmet"))
    assert unmet == {document.pk: "", other.pk: "needs_filter removeOwls", both.pk: "needs_filter more"}
    assign_filter(document.platform, "more", "unlink", by=OLGA, now=web.now)
    assert PageOfDocument.objects.filter(document=both).count() == 2
    declare(both, {**TERMS, "fetch": "http://owl.example/3"}, now=web.now)
    assert Declaration.objects.get(document=both, valid_until=None).unmet == ""


@pytest.mark.parametrize(
    ("name", "operation", "values", "said"),
    [
        ("removeOwls", "run-javascript", ["alert(1)"], "none of ours"),
        ("removeOwls", "remove-element", [], "at least 1 value"),
        ("removeOwls", "remove-element", ["p[["], "no CSS selector"),
        ("removeOwls", "remove-text-equal", [" "], "is empty"),
        ("removeOwls", "rewrite-link-prefix", ["https://a.example/"], "exactly 2 values"),
        ("removeOwls", "unlink", ["a"] * 51, "at most 50"),
        ("removeQueryParams", "unlink", [], "known by itself"),
        ("", "unlink", [], "name of the filter"),
    ],
)
def test_what_can_not_be_done_is_refused(make_platform, now, name, operation, values, said):
    with pytest.raises(BadOperation, match=said):
        assign_filter(make_platform(), name, operation, values, by=OLGA, now=now)
    assert not FilterOperation.objects.exists()


def test_an_operator_assigns_by_command(web, document):
    def run(*words):
        out = StringIO()
        call_command("assign_filter", *words, stdout=out)
        return out.getvalue()

    assert run() == "needed: owl-post removeOwls: 1 document waiting\n"
    given = ("owl-post", "removeOwls", "remove-element", ".badge")
    assert "remove-element stands for removeOwls of Owl Post" in run(*given, "--by", OLGA)
    assert f"assigned: owl-post removeOwls: remove-element '.badge', by {OLGA} on " in run()
    assert "No operation stands" in run("owl-post", "removeOwls", "--end", "--by", OLGA)
    for wrong in (given, ("nobody", *given[1:], "--by", OLGA), ("owl-post", "x", "odd", "--by", OLGA)):
        with pytest.raises(CommandError):
            run(*wrong)
    with pytest.raises(CommandError):
        run("owl-post", "removeOwls", "--end", "--by", OLGA)


def test_an_operator_assigns_and_ends_in_the_admin(operator, document):
    add, listed = (
        reverse("admin:governance_filteroperation_add"),
        reverse("admin:governance_filteroperation_changelist"),
    )
    assert "owl-post: removeOwls (1)" in operator.get(add).content.decode()
    form = {"platform": Platform.objects.get().pk, "name": "removeOwls", "operation": "remove-element", "values": "p[["}
    assert "no CSS selector" in operator.post(add, form).content.decode()
    assert operator.post(add, {**form, "values": ".badge\r\n.other"}).status_code == 302
    row = FilterOperation.objects.get()
    assert (row.values, row.assigned_by) == ([".badge", ".other"], OLGA)
    assert operator.get(reverse("admin:governance_filteroperation_change", args=[row.pk])).status_code == 200
    operator.post(listed, {"action": "end", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.ended_by == OLGA
    assert operator.get(listed).status_code == 200


def test_nobody_else_does(client, make_user, document):
    client.force_login(make_user(is_staff=True))
    assert client.post(reverse("admin:governance_filteroperation_add"), {}).status_code == 403
