"""Messages to chat rooms: below every limit of their receivers, escaped, and calling nobody, whatever a change says."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.cards import card_of, measured
from alerts.channels.discord.requests import discord_message, waiting
from alerts.channels.events import change_event
from alerts.channels.sending import deliver_to_channels
from alerts.channels.slack.requests import slack_message
from alerts.channels.teams.requests import teams_message
from governance.reading import ChangeView, ProvisionChangeView
from tests.alerts.channels.conftest import asked_of, states
from tests.local_web.answers import Answer, in_turn, unavailable

AT = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
VIEW = ChangeView(
    id=1, public_id="CW-C-000001", url_path="/changes/CW-C-000001/", platform_name="Acme", platform_slug="acme",
    document_public_id="CW-D-000001", document_title="Terms", document_type="terms-of-service",
    from_version_public_id="CW-V-000001", to_version_public_id="CW-V-000002", label="substantive", rule="r", reason="",
    is_alertable=True, severity="high", severity_rule="r", headline="Acme may share more", effective_date=None,
    detected_at=AT, published_at=AT, held_until=None, confirmed_at=None, withdrawn_at=None,
    counts={"added": 0, "removed": 0, "modified": 1, "moved": 0}, categories=("data_sharing",), attribution="",
    licence="", is_demonstration=False, source_url="", provisions=(),
)  # fmt: skip
PROVISION = ProvisionChangeView(
    kind="modified", provision_public_id="CW-P-000001", category="data_sharing", category_name="data sharing",
    severity="high", severity_rule="r", severity_reason="", sentence="It may share more.", heading_path=(), label="",
    before_quote=None, after_quote=None, before_start=None, before_end=None, after_start=None, after_end=None,
)  # fmt: skip
NASTY = (
    "@everyone", "@here", "<!channel>", "<!here|x>", "<@U0123>", "<@&77>", "<#C01>", "<at>Ada</at>", "@channel",
    "[click](https://evil.example)", "*bold*", "_it_", "`code`", "||spoiler||", "# head", "&", "<", ">", "\\", "🙂",
    "<https://evil.example|click>", "**", "~~", "{}", '"', "\n", "\u202e", "\u0000",
    "{{DATE(2020-01-01T00:00:00Z)}}", "{{",
)  # fmt: skip
texts = st.one_of(
    st.text(max_size=900),
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=400).map(" ".join),
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=400).map("".join),
    st.sampled_from(NASTY).map(lambda piece: piece * 500),
)
changes = st.builds(
    lambda words, sentences, numbers, day, shown: replace(
        VIEW,
        headline=words[0],
        platform_name=words[1],
        document_title=words[2],
        counts=dict(zip(VIEW.counts, numbers, strict=True)),
        effective_date=day,
        is_demonstration=shown,
        provisions=tuple(replace(PROVISION, sentence=sentence) for sentence in sentences),
    ),
    st.tuples(texts, texts, texts),
    st.lists(texts, max_size=14),
    st.tuples(*[st.integers(0, 10**9)] * 4),
    st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 1, 1))),
    st.booleans(),
)
CALLS = re.compile(r"@(?:here|channel|everyone|group|all)", re.IGNORECASE)


def card(view):
    return card_of(json.dumps(change_event(view)).encode())


def strings(value, path=()):
    """Every text of a message with the names that lead there."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inside in value.items():
            yield from strings(inside, (*path, name))
    elif isinstance(value, list):
        for inside in value:
            yield from strings(inside, path)


def calls_nobody(message):
    assert not [text for _, text in strings(message) if CALLS.search(text)]
    assert len(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")) < 28_000


@given(changes)
def test_slack_takes_the_message_of_any_change(view):
    message = slack_message(card(view))
    calls_nobody(message)
    blocks = message["blocks"]
    assert len(blocks) <= 50
    assert sum(measured(text) for path, text in strings(blocks) if path[-1] == "text") < 13_200
    for block in blocks:
        if block["type"] == "header":
            assert 1 <= measured(block["text"]["text"]) <= 150
        if block["type"] == "section":
            assert len(block.get("fields", [])) <= 10
            assert all(1 <= measured(field["text"]) <= 2_000 for field in block.get("fields", []))
            assert "text" not in block or 1 <= measured(block["text"]["text"]) <= 3_000
        if block["type"] == "context":
            assert len(block["elements"]) <= 10
    for path, text in strings(message):
        if path[-1] != "text" or "See the change" in text:
            continue
        assert "<" not in text
        assert ">" not in text
        assert not re.search(r"&(?!amp;|lt;|gt;)", text)
    links = [block["text"]["text"] for block in blocks if block.get("text", {}).get("type") == "mrkdwn"]
    assert len(links) == 1
    assert links[0].endswith("/changes/CW-C-000001/|See the change>")
    assert measured(message["text"]) <= 3_000


@given(changes)
def test_teams_takes_the_message_of_any_change(view):
    message = teams_message(card(view))
    calls_nobody(message)
    content = message["attachments"][0]["content"]
    assert content["version"] == "1.4"
    assert "msteams" not in content
    assert not [text for _, text in strings(content) if "{{" in text]  # of which it would make a date
    assert {block["type"] for block in content["body"]} == {"RichTextBlock"}  # in which no Markdown is read
    assert {run["type"] for block in content["body"] for run in block["inlines"]} == {"TextRun"}
    assert [action["type"] for action in content["actions"]] == ["Action.OpenUrl"]


@given(changes)
def test_discord_takes_the_message_of_any_change(view):
    message = discord_message(card(view))
    calls_nobody(message)
    assert message["allowed_mentions"] == {"parse": []}
    assert len(message["content"]) <= 2_000
    (embed,) = message["embeds"]
    assert measured(embed["title"]) <= 256
    assert measured(embed["description"]) <= 4_096
    assert len(embed["fields"]) <= 25
    assert all(
        1 <= measured(field["name"]) <= 256 and 1 <= measured(field["value"]) <= 1_024 for field in embed["fields"]
    )
    counted = [embed["title"], embed["description"], embed["footer"]["text"]]
    counted += [field[name] for field in embed["fields"] for name in ("name", "value")]
    assert sum(map(measured, counted)) <= 6_000
    for text in (embed["title"], embed["description"], *(field["value"] for field in embed["fields"])):
        without_escapes = re.sub(r"\\[\\*_~`|>#\[\]()<:.\-+]", "", text)
        assert not re.search(r"[\\*_~`|>#\[\]<]", without_escapes)


def test_a_message_says_what_the_change_is_and_how_much_is_left_out():
    view = replace(VIEW, provisions=(PROVISION,) * 20, effective_date=date(2026, 4, 1))
    told = card(view)
    assert told.headline == "Acme may share more"
    assert dict(told.facts) == {
        "Platform": "Acme",
        "Document": "Terms",
        "Severity": "high",
        "Takes effect": "2026-04-01",
        "Provisions": "1 modified",
    }
    assert told.sentences == ("It may share more.",) * 8
    assert told.left_out == "And 12 more changed provisions."
    assert "no legal determination" in told.footer
    assert dict(card(VIEW).facts)["Takes effect"] == "not stated"


@pytest.mark.parametrize("empty", ["", " ", "\u200b", "\n"])
def test_a_name_of_which_nothing_shows_still_makes_a_message_that_is_taken(empty):
    view = replace(VIEW, headline=empty, platform_name=empty, document_title=empty)
    message = slack_message(card(view))
    assert all(text for path, text in strings(message) if path[-1] == "text")
    assert all(field["value"] for field in discord_message(card(view))["embeds"][0]["fields"])
    assert discord_message(card(view))["embeds"][0]["title"]


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://d.example/api/webhooks/1/x", "https://d.example/api/webhooks/1/x?wait=true"),
        ("https://d.example/1/x?wait=false&thread_id=7", "https://d.example/1/x?thread_id=7&wait=true"),
    ],
)
def test_discord_is_asked_whether_it_kept_the_message(url, asked):
    assert waiting(url) == asked


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "status"), [("slack", 200), ("teams", 202), ("discord", 200)])
def test_a_room_is_told_a_change_and_again_after_a_limit(watcher, make_channel, tell, web, now, kind, status):
    channel = make_channel(watcher, kind=kind)
    assert channel.secret == ""
    web.site["hooks.example"]["*"] = in_turn(unavailable(429, "0.65"), Answer(b"ok", status))
    tell(now, headline="Acme may share what you upload")
    assert deliver_to_channels(now)["postponed"] == 1
    assert deliver_to_channels(now + timedelta(minutes=1))["sent"] == 1
    first, second = asked_of(web)
    assert first.body == second.body
    assert "Acme may share what you upload" in json.dumps(json.loads(second.body))
    assert "webhook-signature" not in second.headers
    assert ("wait=true" in second.path) == (kind == "discord")
    assert states(channel) == ["sent"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["slack", "teams", "discord"])
def test_a_room_gets_a_test_message_and_has_no_secret(watcher, make_channel, web, now, api, kind):
    channel = make_channel(watcher, kind=kind)
    client = api(watcher, by="session")
    assert client.post(f"/api/v1/channels/{channel.pk}/secret/", {}).json()["code"] == "no_secret"
    assert client.post(f"/api/v1/channels/{channel.pk}/test/", {}).status_code == 201
    assert deliver_to_channels(now)["sent"] == 1
    assert "This is a test message from Clausewatch" in asked_of(web)[0].body.decode().replace("\\\\.", ".")
