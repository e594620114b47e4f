"""What is one person's, or holds a secret, is kept by no cache; what is public is kept apart from it."""

import pytest
from django.http import HttpResponse

from backend.caching import PrivateAnswers
from tests.backend.routes import fill, routes, sample_paths
from web.links import choose_url

VARIES_BY = {"cookie", "authorization", "x-session-token"}
SECRET_ROUTES = [route for route, _ in routes() if any(f"{name}>" in route for name in ("token", "key", "secret"))]


def vary(answer):
    return {name.strip().lower() for name in answer["Vary"].split(",")}


def is_kept_by_nobody(answer):
    return "no-store" in answer.get("Cache-Control", "")


@pytest.mark.parametrize("by", ["key", "session", "cookie", "bad key", "bad token"])
def test_no_cache_keeps_an_answer_to_somebody_who_brings_a_credential(api, make_user, by):
    client = api(make_user(), by="session" if by == "cookie" else by) if "bad" not in by else api()
    if by == "cookie":
        client.cookies["sessionid"] = client._credentials.pop("HTTP_X_SESSION_TOKEN")
    if by == "bad key":
        client.credentials(HTTP_AUTHORIZATION="Bearer cw_x_y")
    if by == "bad token":
        client.credentials(HTTP_X_SESSION_TOKEN="x" * 32)
    for path in sample_paths():
        answer = client.get(path)
        assert is_kept_by_nobody(answer), (path, answer.status_code, answer.get("Cache-Control"))
        assert vary(answer) >= VARIES_BY, path


def test_an_answer_to_nobody_names_what_it_would_vary_by(api, db):
    for path in sample_paths():
        assert vary(api().get(path)) >= VARIES_BY, path


@pytest.mark.parametrize("path", ["/", "/methodology/", "/api/v1/tiers/", "/api/v1/platforms/", "/api/v1/changes/"])
def test_what_is_public_may_be_kept_for_whoever_is_nobody(api, db, path):
    answer = api().get(path)
    assert answer.status_code == 200
    assert not is_kept_by_nobody(answer)


def test_a_page_whose_address_is_a_secret_is_kept_by_nobody(api, db):
    for route in SECRET_ROUTES:
        assert is_kept_by_nobody(api().get(fill(route))), route


def test_the_links_of_mails_are_among_them(api, make_user):
    assert {"unsubscribe/<str:token>/", "account/choose/<str:token>/"} <= set(SECRET_ROUTES)
    path = choose_url(make_user().pk).removeprefix("http://testserver")
    assert is_kept_by_nobody(api().get(path))


def test_the_answer_that_shows_a_key_once_is_kept_by_nobody(api, make_user):
    answer = api(make_user(), by="session").post("/api/v1/api-keys/", {"name": "CI"})
    assert answer.status_code == 201
    assert is_kept_by_nobody(answer)


def test_what_a_view_says_of_public_text_does_not_outweigh_that_somebody_is_signed_in(rf):
    def view(request):
        return HttpResponse("text", headers={"Cache-Control": "public, max-age=86400"})

    def told(**headers):
        request = rf.get("/", **headers)
        request.resolver_match = None
        return PrivateAnswers(view)(request)["Cache-Control"]

    assert told() == "public, max-age=86400"
    assert told(HTTP_AUTHORIZATION="Bearer cw_x_y") == "private, no-store"
