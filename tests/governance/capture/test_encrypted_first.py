"""What is declared by http:// is asked for by https first, and stays with what answered."""

import hashlib

import pytest

from governance.capture.evidence.bundles import bundle_of
from governance.capture.evidence.log import sign_checkpoint
from governance.capture.fetching.encrypted_first import encrypted
from governance.capture.sources import capture_soon
from governance.models import Capture, CaptureRecord, Fetch, RawBody, RobotsFile, SourcePage
from tests.governance.capture.site import policy
from tests.governance.capture.test_bundles import files_in, verified, zipped
from tests.local_web import redirect, text, unavailable


@pytest.fixture
def encrypting(watched):
    """A web whose pages are asked for by https first."""

    def make(site=None):
        web = watched(site)
        web.tries_https = True
        return web

    return make


def asked(web):
    """How each page was asked for, robots.txt left out."""
    return ["https" if one.is_tls else "http" for one in web.web.asked if one.path != "/robots.txt"]


@pytest.mark.pure
@pytest.mark.parametrize(
    ("address", "by_https"),
    [
        ("http://owl.example/terms?a=1", "https://owl.example/terms?a=1"),
        ("HTTP://owl.example", "https://owl.example"),
        ("http://[2001:470::1]/terms", "https://[2001:470::1]/terms"),
        ("https://owl.example/terms", None),
        ("http://owl.example:8000/terms", None),
        ("http://[2001:470::1]:80/terms", None),
        ("http://owl.example/a:b", "https://owl.example/a:b"),
    ],
)
def test_only_what_names_no_port_is_asked_for_by_https(address, by_https):
    assert encrypted(address) == by_https


@pytest.mark.django_db
def test_a_page_that_answers_by_https_is_never_read_otherwise_again(encrypting):
    web = encrypting()
    document = web.document()
    web.read()
    assert web.health(document) == ("verified", "")
    assert SourcePage.objects.get().answers_https is True
    assert Fetch.objects.get().facts["requested"] == "https://owl.example/terms"
    web.site["owl.example"]["/terms"] = lambda one: unavailable(500) if one.is_tls else policy()
    web.pass_time(hours=6)
    web.read()
    assert web.health(document) == ("failing", "status")
    assert asked(web) == ["https", "https"]


@pytest.mark.django_db
def test_an_operator_who_asks_at_once_has_both_ways_tried_anew_where_none_connects(encrypting):
    web = encrypting()
    document = web.document()
    web.read()
    capture_soon([document], now=web.now)
    assert SourcePage.objects.get().answers_https is True
    web.web.down.add("owl.example")
    web.pass_time(hours=6)
    web.read()
    capture_soon([document], now=web.now)
    assert SourcePage.objects.get().answers_https is None


@pytest.mark.django_db
@pytest.mark.parametrize("status", [404, 403])
def test_a_page_that_has_nothing_by_https_is_read_as_declared_and_stays_so(encrypting, monkeypatch, status):
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)

    monkeypatch.setattr("governance.capture.fetching.encrypted_first.asyncio.sleep", sleep)
    web = encrypting({"owl.example": {"/terms": lambda one: unavailable(status) if one.is_tls else policy()}})
    document = web.document()
    for _ in range(2):
        web.read()
        web.pass_time(hours=6)
    assert web.health(document) == ("verified", "")
    assert SourcePage.objects.get().answers_https is False
    assert asked(web) == ["https", "http", "http"]
    assert [seconds for seconds in pauses if seconds] == [2]


@pytest.mark.django_db
def test_a_site_without_a_certificate_for_its_name_is_read_as_declared(encrypting):
    web = encrypting({})
    web.site["owl.example"] = {"/terms": policy()}
    document = web.document()
    web.read()
    assert web.health(document) == ("verified", "")
    assert asked(web) == ["http"]


@pytest.mark.django_db
def test_where_neither_way_answers_both_are_tried_the_next_time(encrypting):
    web = encrypting()
    document = web.document()
    web.web.down.add("owl.example")
    web.read()
    assert web.health(document) == ("failing", "no_connection")
    assert SourcePage.objects.get().answers_https is None
    web.web.down.clear()
    web.pass_time(hours=1)
    web.read()
    assert asked(web) == ["https"]


@pytest.mark.django_db
def test_a_server_that_asks_for_a_pause_is_not_asked_by_the_other_way(encrypting):
    web = encrypting({"owl.example": {"/terms": unavailable(503, retry_after="3600")}})
    web.document()
    web.read()
    assert asked(web) == ["https"]


@pytest.mark.django_db
def test_a_robots_txt_that_forbids_is_not_got_round_by_the_other_way(encrypting):
    disallow = text("User-agent: *\nDisallow: /")
    site = {"/terms": policy(), "/robots.txt": lambda one: disallow if one.is_tls else text("")}
    web = encrypting({"owl.example": site})
    document = web.document()
    web.read()
    assert web.health(document) == ("blocked", "robots")
    assert asked(web) == []


@pytest.mark.django_db
def test_the_certificates_that_a_page_came_under_are_kept_and_recorded(encrypting):
    web = encrypting()
    web.document()
    web.read()
    tls = Fetch.objects.get().facts["tls"]
    kept = RawBody.objects.get(pk=tls["chain_sha256"])
    assert kept.is_kept
    assert f'"tls_chain_sha256":"{kept.pk}"' in CaptureRecord.objects.get().content
    assert hashlib.sha256(web.web.certificate.encode()).hexdigest() == kept.pk


@pytest.mark.django_db
def test_a_bundle_holds_the_certificates_and_its_verifier_notices_others(encrypting, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path / "data"
    web = encrypting()
    web.document()
    web.read()
    sign_checkpoint(web.now)
    files = files_in(bundle_of(Capture.objects.get()))
    assert files["certificates-1.pem"].decode() == web.web.certificate
    assert verified(zipped(files), capsys, tmp_path=tmp_path)[0] == 0
    changed = files | {"certificates-1.pem": files["certificates-1.pem"] + b" "}
    code, said = verified(zipped(changed, is_listed_anew=True), capsys, tmp_path=tmp_path)
    assert code == 1
    assert "certificates-1.pem has another SHA-256" in said


@pytest.mark.django_db
def test_the_robots_txt_of_where_a_page_leads_is_asked_for_once_a_day(watched):
    web = watched(
        {
            "owl.example": {"/terms": redirect("http://www.owl.example/terms")},
            "www.owl.example": {"/terms": policy(), "/robots.txt": text("User-agent: *\nAllow: /")},
        }
    )
    web.document()
    for _ in range(3):
        web.read()
        web.pass_time(hours=6)
    assert web.web.paths_asked("www.owl.example").count("/robots.txt") == 1
    assert RobotsFile.objects.count() == 2
