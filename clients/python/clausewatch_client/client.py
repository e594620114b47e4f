"""The client: what the API can do, as methods. Lists are iterators that fetch their pages as they are needed."""

import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import httpx2

from clausewatch_client import shapes
from clausewatch_client.calls import Calls
from clausewatch_client.errors import MemoFailed

LOCAL = "http://127.0.0.1:8000"
_BETWEEN = 2.0  # seconds from one look at a memo to the next


class Client:
    """A person's access to a site, by an API key or a session; without either, what everybody may read.

    Every method raises ApiError where the API refuses, and NoAnswer where nobody answers. Days are `2026-03-01`,
    moments ISO 8601. Platforms are named by their slug, documents by ids such as `CW-D-000001`, changes by `CW-C-…`.
    """

    def __init__(
        self,
        api_key: str = "",
        *,
        site: str = LOCAL,
        session_token: str = "",
        patience: float = 60.0,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        headers = {}
        if api_key:
            headers["Authorization"] = f"Bearer {api_key}"
        elif session_token:
            headers["X-Session-Token"] = session_token
        self._calls = Calls(site, headers, patience=patience, transport=transport)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._calls.close()

    # The person

    def me(self) -> "shapes.Me":
        """Return the person, with their preferences and what their plan includes."""
        return self._get("/me/")  # type: ignore[no-any-return]

    def subscription(self) -> "shapes.Subscription":
        """Return the plan, its limits, and whether the trial can be started."""
        return self._get("/subscription/")  # type: ignore[no-any-return]

    def start_trial(self) -> "shapes.Trial":
        """Start the free trial of Professional; it asks for no card."""
        return self._post("/subscription/trial/", {})  # type: ignore[no-any-return]

    def make_api_key(self, name: str, scopes: Sequence[str] = ("read",)) -> str:
        """Make an API key and return it. The site shows it this once. Needs a session that began lately."""
        return str(self._post("/api-keys/", {"name": name, "scopes": list(scopes)})["key"])

    # The record

    def categories(self) -> "list[shapes.Category]":
        """Return the kinds of provisions that are told apart."""
        return list(self._calls.pages("/api/v1/categories/", {}))

    def platforms(self, search: str | None = None, *, sector: str | None = None) -> "Iterator[shapes.Platform]":
        """Yield the platforms, those whose name or address holds the words of `search`."""
        return self._calls.pages("/api/v1/platforms/", {"q": search, "sector": sector})

    def platform(self, slug: str) -> "shapes.PlatformDetail":
        """Return a platform with its documents."""
        return self._get(f"/platforms/{_part(slug)}/")  # type: ignore[no-any-return]

    def documents(self, platform: str | None = None) -> "Iterator[shapes.Document]":
        """Yield the documents, of one platform or of all."""
        return self._calls.pages("/api/v1/documents/", {"platform": platform})

    def document(self, document_id: str) -> "shapes.DescribedDocument":
        """Return a document with its summary, its health and its current version."""
        return self._get(f"/documents/{_part(document_id)}/")  # type: ignore[no-any-return]

    def text(self, version_id: str) -> str:
        """Return the text of a version: what all offsets of quotations count in."""
        return self._calls.text(f"/api/v1/versions/{_part(version_id)}/text/")

    def changes(
        self,
        *,
        platform: str | None = None,
        category: str | None = None,
        document_type: str | None = None,
        min_severity: str | None = None,
        since: str | None = None,
    ) -> "Iterator[shapes.DeepChange]":
        """Yield changes, the newest first; how much of each is shown follows the plan."""
        query = {
            "platform": platform,
            "category": category,
            "document_type": document_type,
            "min_severity": min_severity,
            "since": since,
        }
        return self._calls.pages("/api/v1/changes/", query)

    def change(self, change_id: str) -> "shapes.DeepChange":
        """Return one change, with its clauses where the plan includes them."""
        return self._get(f"/changes/{_part(change_id)}/")  # type: ignore[no-any-return]

    def compare(self, category: str, platforms: Sequence[str]) -> "shapes.Comparison":
        """Return how two to ten platforms state a category, by exact quotations."""
        return self._get("/compare/", category=category, platforms=",".join(platforms))  # type: ignore[no-any-return]

    def timeline(
        self, *, platform: str | None = None, document: str | None = None, since: str | None = None
    ) -> "Iterator[shapes.Event]":
        """Yield what happened to a platform or to a document, the newest first. Part of Professional."""
        if (platform is None) == (document is None):
            raise ValueError("Name either a platform or a document.")
        path = f"platforms/{_part(platform)}" if platform else f"documents/{_part(document or '')}"
        return self._calls.pages(f"/api/v1/{path}/timeline/", {"since": since})

    # What the person watches

    def watchlists(self) -> "list[shapes.Watchlist]":
        """Return the person's watchlists, the default one first."""
        return list(self._calls.pages("/api/v1/watchlists/", {}))

    def make_watchlist(self, name: str, **settings: Any) -> "shapes.Watchlist":
        """Make a watchlist; `settings` are those of the API, such as `cadence` or `min_severity`."""
        return self._post("/watchlists/", {"name": name, **settings})  # type: ignore[no-any-return]

    def watched(self, watchlist_id: str) -> "Iterator[shapes.Item]":
        """Yield the platforms on a watchlist."""
        return self._calls.pages(f"/api/v1/watchlists/{_part(watchlist_id)}/items/", {})

    def watch(self, platform: str, watchlist_id: str | None = None) -> "shapes.Item":
        """Put a platform on a watchlist, by default on the person's default one. A second time changes nothing."""
        chosen = watchlist_id or self.watchlists()[0]["id"]
        return self._post(f"/watchlists/{_part(chosen)}/items/", {"platform": platform})  # type: ignore[no-any-return]

    def unwatch(self, watchlist_id: str, item_id: str) -> None:
        """Take a platform off a watchlist."""
        self._calls.call("DELETE", f"/api/v1/watchlists/{_part(watchlist_id)}/items/{_part(item_id)}/")

    def alerts(self) -> "Iterator[shapes.Alert]":
        """Yield the person's alerts, the newest first."""
        return self._calls.pages("/api/v1/alerts/", {})

    def deadlines(self, *, since: str | None = None, until: str | None = None) -> "shapes.Deadlines":
        """Return days that changes bring and days of reviews. Part of Professional."""
        return self._get("/deadlines/", since=since, until=until)  # type: ignore[no-any-return]

    # Categories that are watched over all platforms. Part of Professional

    def category_watches(self) -> "Iterator[shapes.CategoryWatch]":
        """Yield the categories that the person watches over all platforms, the oldest watch first."""
        return self._calls.pages("/api/v1/category-watches/", {})

    def watch_category(self, category: str, **settings: Any) -> "shapes.CategoryWatch":
        """Watch a category over all platforms. A second time changes nothing, and other settings are refused.

        `settings` are those of the API: `cadence`, `min_severity`, `document_types` and `paused`.
        """
        return self._post("/category-watches/", {"category": category, **settings})  # type: ignore[no-any-return]

    def change_category_watch(self, watch_id: str, **settings: Any) -> "shapes.CategoryWatch":
        """Change, pause or resume a category watch; `settings` are as in `watch_category`."""
        return self._patch(f"/category-watches/{_part(watch_id)}/", settings)  # type: ignore[no-any-return]

    def unwatch_category(self, watch_id: str) -> None:
        """Watch the category no more."""
        self._calls.call("DELETE", f"/api/v1/category-watches/{_part(watch_id)}/")

    # Memos. Part of Professional

    def memos(self) -> "Iterator[shapes.Memo]":
        """Yield the memos that the person asked for, the newest first."""
        return self._calls.pages("/api/v1/memos/", {})

    def ask_for_memo(self, format: str = "pdf", **about: Any) -> "shapes.Memo":
        """Ask for a memo, which a worker makes; while the same waits already, it is that one.

        `about` is one of `document` and `change` (ids), `comparison` (`category` and `platforms`) and `watchlist` (an
        id, with `since` and `until`). `format` is pdf, docx (of a change), markdown, json, or evidence: a signed zip.
        """
        return self._post("/memos/", {"format": format, **about})  # type: ignore[no-any-return]

    def memo(self, memo_id: str) -> "shapes.Memo":
        """Return a memo, and how far it is made."""
        return self._get(f"/memos/{_part(memo_id)}/")  # type: ignore[no-any-return]

    def wait_for_memo(self, memo_id: str, *, seconds: float = 300.0) -> "shapes.Memo":
        """Return the memo as soon as its file is made. Raises MemoFailed, and TimeoutError after that many seconds."""
        until = time.monotonic() + seconds
        while True:
            memo = self.memo(memo_id)
            if memo["state"] == "ready":
                return memo
            if memo["state"] == "failed":
                raise MemoFailed(memo["failure"])
            if time.monotonic() + _BETWEEN > until:
                raise TimeoutError(f"The memo {memo['number']} is not made yet: {memo['progress']} %.")
            time.sleep(_BETWEEN)

    def memo_file(self, memo_id: str) -> bytes:
        """Return the file of a memo that is made, such as a PDF or the zip of its evidence. Its digest is `sha256`."""
        return self._calls.data(f"/api/v1/memos/{_part(memo_id)}/file/")

    def remove_memo(self, memo_id: str) -> None:
        """Remove a memo and its file."""
        self._calls.call("DELETE", f"/api/v1/memos/{_part(memo_id)}/")

    # Channels that changes are posted to. Part of Professional

    def channels(self) -> "Iterator[shapes.Channel]":
        """Yield the person's channels, the oldest first."""
        return self._calls.pages("/api/v1/channels/", {})

    def add_channel(self, kind: str, url: str, **settings: Any) -> "shapes.MadeChannel":
        """Add a channel. `secret`, which the posts to a webhook are signed with, is shown this once.

        `kind` is webhook, slack, teams or discord; `settings` are those of the API, such as `name` or `watchlists`.
        """
        return self._post("/channels/", {"kind": kind, "url": url, **settings})  # type: ignore[no-any-return]

    def test_channel(self, channel_id: str) -> "shapes.ChannelDelivery":
        """Have a test message posted, and return its delivery; while one waits already, it is that one."""
        return self._post(f"/channels/{_part(channel_id)}/test/", {})  # type: ignore[no-any-return]

    def deliveries(self, channel_id: str, *, state: str | None = None) -> "Iterator[shapes.ChannelDelivery]":
        """Yield what a channel was and is owed, the newest first, all of it or what is in one state."""
        return self._calls.pages(f"/api/v1/channels/{_part(channel_id)}/deliveries/", {"state": state})

    def delivery(self, channel_id: str, delivery_id: str) -> "shapes.ChannelDeliveryDetail":
        """Return a delivery with its event, and its newest attempts with what was answered."""
        path = f"/channels/{_part(channel_id)}/deliveries/{_part(delivery_id)}/"
        return self._get(path)  # type: ignore[no-any-return]

    def change_channel(self, channel_id: str, **settings: Any) -> "shapes.Channel":
        """Change a channel: its `url`, `name`, `watchlists`, `category_watches`, or whether it is `paused`."""
        return self._patch(f"/channels/{_part(channel_id)}/", settings)  # type: ignore[no-any-return]

    def pause_channel(self, channel_id: str) -> "shapes.Channel":
        """Have nothing posted until the channel is resumed. What comes meanwhile waits for a week."""
        return self.change_channel(channel_id, paused=True)

    def resume_channel(self, channel_id: str) -> "shapes.Channel":
        """Have changes posted again, also to a channel that was disabled since it could not be reached."""
        return self.change_channel(channel_id, paused=False)

    def replay(
        self,
        channel_id: str,
        *,
        deliveries: Sequence[str] | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> int:
        """Have deliveries sent again under the ids that they had, and return how many are.

        They are named by their ids, or they are all that were first owed from `since` on and before `until`.
        """
        named = {"deliveries": None if deliveries is None else list(deliveries), "since": since, "until": until}
        body = {name: value for name, value in named.items() if value is not None}
        return int(self._post(f"/channels/{_part(channel_id)}/replay/", body)["replayed"])

    def remove_channel(self, channel_id: str) -> None:
        """Remove a channel with all that it was and is owed."""
        self._calls.call("DELETE", f"/api/v1/channels/{_part(channel_id)}/")

    def _get(self, path: str, **query: Any) -> Any:
        return self._calls.call("GET", f"/api/v1{path}", query=query)

    def _post(self, path: str, body: Any) -> Any:
        return self._calls.call("POST", f"/api/v1{path}", body=body)

    def _patch(self, path: str, body: Any) -> Any:
        return self._calls.call("PATCH", f"/api/v1{path}", body=body)


def _part(name: str) -> str:
    """Return a name from outside as one part of a path."""
    return quote(name, safe="")
