"""The promises of the first release, by HTTP and the operator's commands alone."""

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import default as default_policy

import pytest
from django.conf import settings

pytestmark = [pytest.mark.slow, pytest.mark.real_clock]


def add(client, watchlist, slug):
    return client.post(f"/watchlists/{watchlist}/items/", {"platform": slug})


def default_watchlist(client):
    return client.get("/watchlists/").body["results"][0]["id"]


def some_platforms(client, count):
    answer = client.get(f"/platforms/?page_size={count}")
    assert answer.status == 200
    return [row["slug"] for row in answer.body["results"]]


def items_of(client, watchlist):
    return client.get(f"/watchlists/{watchlist}/items/?page_size=100").body["results"]


def test_a_person_goes_from_free_through_a_trial_to_watcher_and_loses_nothing(service):
    address, person = service.sign_up()
    free = person.get("/subscription/").body
    assert (free["tier"], free["status"], free["limits"]["platforms"]) == ("free", "free", 1)
    assert free["trial"]["available"] is True

    watchlist = default_watchlist(person)
    slugs = some_platforms(person, 12)
    assert add(person, watchlist, slugs[0]).status == 201
    assert add(person, watchlist, slugs[0]).status == 200
    refused = add(person, watchlist, slugs[1])
    assert refused.status == 403
    assert refused.body["code"] == "watchlist_full"
    assert refused.body["limit"] == 1
    assert refused.body["tier"] == "free"
    assert refused.body["upgrade_to"] == "watcher"

    assert person.post("/subscription/trial/").status == 201
    assert person.get("/subscription/").body["tier"] == "professional"
    assert [add(person, watchlist, slug).status for slug in slugs[1:11]] == [201] * 10
    again = person.post("/subscription/trial/")
    assert (again.status, again.body["code"]) == (409, "trial_already_used")

    after_the_trial = datetime.now(UTC) + timedelta(days=15)
    service.manage("sweep", "--now", after_the_trial.isoformat())
    ended = person.get("/subscription/").body
    assert (ended["tier"], ended["trial"]["available"]) == ("free", False)
    items = items_of(person, watchlist)
    assert len(items) == 11
    assert [
        i["platform"] if isinstance(i["platform"], str) else i["platform"]["slug"] for i in items if i["active"]
    ] == [slugs[0]]

    service.manage("set_tier", address, "watcher")
    items = items_of(person, watchlist)
    assert (len(items), sum(item["active"] for item in items)) == (11, 10)
    assert person.post("/subscription/trial/").status == 409


def test_sixty_four_simultaneous_adds_on_a_free_account_leave_one_active_item(service):
    _, person = service.sign_up()
    watchlist = default_watchlist(person)
    slugs = some_platforms(person, 64)
    with ThreadPoolExecutor(64) as pool:
        statuses = list(pool.map(lambda slug: add(person, watchlist, slug).status, slugs))
    assert sorted(statuses) == [201] + [403] * 63
    items = items_of(person, watchlist)
    assert len(items) == 1
    assert items[0]["active"] is True


def test_sixty_four_simultaneous_adds_of_one_platform_make_one_item(service):
    _, person = service.sign_up()
    watchlist = default_watchlist(person)
    slug = some_platforms(person, 1)[0]
    with ThreadPoolExecutor(64) as pool:
        statuses = list(pool.map(lambda _: add(person, watchlist, slug).status, range(64)))
    assert sorted(statuses) == [200] * 63 + [201]


def test_a_demonstration_change_reaches_a_watcher_by_mail_within_a_minute(service):
    address, person = service.sign_up()
    assert person.post("/subscription/trial/").status == 201
    watchlist = default_watchlist(person)
    for slug in ("lumenfold", "parcelwren"):
        assert add(person, watchlist, slug).status == 201
    printed = service.manage("demo_change").stdout
    alert = service.wait_for_news(address)
    text = alert.get_body(("plain",)).get_content()
    change = re.search(r"/changes/(CW-C-\d+)/", text)[1]
    assert change in printed
    assert alert["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    shown = person.get(f"/changes/{change}/").body
    quotations = [p[side] for p in shown["summary"]["provisions"] for side in ("before", "after") if p[side]]
    assert quotations
    for quotation in quotations:
        text = person.call("GET", f"/api/v1/versions/{quotation['version']}/text/").body
        assert text[quotation["start"] : quotation["end"]] == quotation["text"]
    owed = person.get("/alerts/").body["results"]
    assert owed[0]["delivery"]["state"] == "sent"


@pytest.mark.skipif(shutil.which("curl") is None, reason="the tours of the README need curl")
def test_the_tour_of_the_readme_ends_with_the_alert_mail_on_the_screen(service):
    printed = shell(service, tour("tour"))
    assert '"code":"watchlist_full"' in printed
    assert '"monitoring":{"state":"not_captured"' in printed  # of chatgpt: nothing was imported
    assert '"monitoring":{"state":"monitored","reason":null' in printed  # of the demonstration
    assert subject_of_the_last_mail(printed).startswith("Demonstration: ")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in printed
    assert "Before: “" in printed


@pytest.mark.on_sqlite
@pytest.mark.skipif(shutil.which("curl") is None, reason="the tours of the README need curl")
def test_the_page_of_the_readme_is_read_and_its_change_ends_as_a_mail_on_the_screen(service):
    begin, _ = tour("tour").split("\nsign_up\n")
    printed = shell(service, begin + "\n" + tour("page tour"))
    assert "Pebblecot, Terms of Service. It is read from now on." in printed
    assert subject_of_the_last_mail(printed).startswith("Pebblecot Terms of Service: ")
    assert "Before: “You keep all rights in the content that you upload. We do not use your content" in printed


def tour(name):
    readme = (settings.BASE_DIR / "README.md").read_text()
    return re.search(rf"<!-- {name} -->\n```sh\n(.*?)```", readme, re.S)[1]


def shell(service, lines):
    """What a shell prints that was given these lines."""
    done = subprocess.run(
        ["bash", "-s"],
        input=lines,
        cwd=settings.BASE_DIR,
        env=service.environment,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def subject_of_the_last_mail(printed):
    mail = printed[printed.rindex("Subject: ") :]
    return message_from_string(mail, policy=default_policy)["Subject"]
