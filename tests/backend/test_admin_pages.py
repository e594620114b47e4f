"""What the operator reads in the admin: names that are English, and people with their tier."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from accounts.models import User


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_kind_of_row_has_a_plural_that_is_english(model):
    plural = str(model._meta.verbose_name_plural)
    assert not re.search(r"(?:ch|sh|x|ss)s$|[^aeiou]ys$|helds$|backs$", plural), plural


@pytest.mark.parametrize("page", ["changelist", "add"])
@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_list_and_every_form_for_a_new_row_opens(client, make_user, model, page):
    operator = make_user("operator@example.com", is_staff=True, is_superuser=True)
    client.force_login(operator)
    answer = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"))
    may_add = admin.site._registry[model].has_add_permission(answer.wsgi_request)
    assert answer.status_code == (200 if page == "changelist" or may_add else 403)


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_a_key_that_no_row_can_have_is_never_a_failure(client, make_user, model):
    operator = make_user("operator@example.com", is_staff=True, is_superuser=True)
    client.force_login(operator)
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    for asked in ("pk__in=9223372036854775808", "pk=9223372036854775808", "pk__exact=x", f"{model._meta.pk.name}=x"):
        assert client.get(f"{reverse(f'admin:{name}_changelist')}?{asked}").status_code in (200, 302, 400)
    for key in ("9" * 40, "-1", "x", "_5f"):
        for page in ("change", "delete", "history"):
            assert client.get(reverse(f"admin:{name}_{page}", args=[key])).status_code in (302, 403, 404)
        chosen = {"action": "delete_selected", "_selected_action": [key]}
        assert client.post(reverse(f"admin:{name}_changelist"), chosen).status_code in (200, 302, 403)


def test_nothing_is_viewed_on_site_since_no_row_has_a_page(client, make_user):
    operator = make_user("operator@example.com", is_staff=True, is_superuser=True)
    client.force_login(operator)
    kinds = ContentType.objects.get_for_models(User, Group).values()
    assert {client.get(f"/admin/r/{kind.pk}/1/").status_code for kind in kinds} == {404}


def test_people_are_listed_with_their_tier_in_a_fixed_number_of_queries(
    client, make_user, django_assert_max_num_queries
):
    operator = make_user("operator@example.com", is_staff=True, is_superuser=True)
    for number in range(4):
        make_user(f"watcher-{number}@example.com", tier="watcher")
    client.force_login(operator)
    with django_assert_max_num_queries(16):
        page = client.get("/admin/accounts/user/", follow=True).content.decode()
    tiers = re.findall(r'class="field-tier[^"]*">(\w+)<', page)
    assert sorted(tiers) == ["free", *["watcher"] * 4]
