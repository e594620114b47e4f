"""The reference and its page are valid and complete, and load nothing that isn't ours."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command

from backend.urls import handler400, handler403, handler404, handler500  # noqa: F401  (a URL conf of our own below)


def test_the_reference_is_valid_and_without_a_warning(tmp_path):
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"), stderr=out)
    assert "warn" not in out.getvalue().lower()


def test_the_reference_is_openapi_3_1_and_tells_every_error(api, db):
    answer = api().get("/api/v1/schema/")
    assert answer.status_code == 200
    schema = json.loads(answer.content)
    assert schema["openapi"].startswith("3.1")
    trial = schema["paths"]["/api/v1/subscription/trial/"]["post"]["responses"]
    assert {"201", "400", "401", "403", "409", "413", "415", "429"} <= set(trial)
    assert {"apiKey", "XSessionTokenAuth", "cookieAuth"} <= set(schema["components"]["securitySchemes"])
    assert api().get("/api/v1/schema/?format=yaml").status_code == 200
    assert api().get("/api/v1/schema/?lang=xx&version=%F0%9F%99%88").status_code == 200


def test_the_reference_holds_of_allauth_what_is_here(api, db):
    paths = json.loads(api().get("/api/v1/schema/").content)["paths"]
    ours = [path.replace("{client}", "app") for path in paths if path.startswith("/_allauth/")]
    assert "/_allauth/app/v1/auth/login" in ours
    assert [path for path in ours if api().options(path).status_code == 404] == []
    for path in ("account/phone", "auth/code/request", "auth/code/confirm", "tokens/refresh"):
        assert api().post(f"/_allauth/app/v1/{path}", {}).status_code == 404
    assert api().get("/_allauth/openapi.json").status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/v1/docs/"])
def test_the_references_own_pages_refuse_an_unknown_parameter_too(api, db, path):
    answer = api().get(f"{path}?a=1")
    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"] == {"a": ["There is no such parameter here."]}


def test_the_description_names_what_a_visitor_has(api, db):
    description = json.loads(api().get("/api/v1/schema/").content)["info"]["description"]
    assert "docs/" not in description
    (address,) = re.findall(r"\]\(([^)]+)\)", description)
    assert api().get(address).status_code == 200


def test_the_page_is_a_page_whatever_a_client_says_it_reads(api, db):
    page = api().get("/api/v1/docs/", headers={"accept": "application/json"})
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_the_docs_page_needs_nothing_that_the_csp_forbids(api, db):
    page = api().get("/api/v1/docs/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "//" not in html.replace("<!--", "")
    assert "<style" not in html
    assert " style=" not in html
    for script in html.split("<script")[1:]:
        assert " src=" in script.split(">")[0]
        assert script.split(">", 1)[1].split("</script>")[0].strip() == ""
    assert api().get("/api/v1/docs/?script=").status_code == 200
