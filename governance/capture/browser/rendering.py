"""One page in one context of a browser: let in, watched, and taken when its text stands still.

Nothing here disguises anything: the name is ours, pictures and frames are not loaded, and what robots.txt forbids is
not opened, redirects and addresses that scripts go to included.
"""

import asyncio
import base64
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from governance.capture.browser.devtools import DevTools, DevToolsRefused
from governance.capture.fetching.asking import failures_by_code
from governance.capture.fetching.fetched import PDF, FailureCode, FetchFailed, Hop, TlsFacts
from governance.capture.fetching.robots import Robots, RobotsAnswer
from governance.capture.fetching.settings import FetchSettings
from outbound.proxy import ProxyPass
from outbound.web_addresses import WebAddress, check_web_address

# What takes time and shows no text. Frames are left out beside these: nothing is taken from them.
NOT_LOADED = frozenset(("Image", "Media", "Font", "TextTrack", "Ping", "Prefetch", "Manifest", "CSPViolationReport"))
AWAITED = frozenset(("Script", "XHR", "Fetch", "Stylesheet"))
ENOUGH_WORDS = 100
_WORLD = "capture"
# The text with that of open shadow roots: how many words it has, and a number that differs where it differs.
# A selector that the browser can't read is not waited for.
_LOOK = """(selectors => {
  const places = [];
  for (const selector of selectors) {
    let found;
    try { found = document.querySelector(selector); } catch { continue; }
    if (!found) return [0, 0];
    places.push(found);
  }
  if (!document.body) return [0, 0];
  if (!places.length) places.push(document.body);
  const texts = places.map(place => place.innerText || '');
  const walk = root => { for (const one of root.querySelectorAll('*')) if (one.shadowRoot) {
    texts.push(one.shadowRoot.textContent); walk(one.shadowRoot); } };
  places.forEach(walk);
  const text = texts.join('\\n');
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) | 0;
  return [text.split(/\\s+/).length, sum];
})"""
_TAKE = """(most => {
  const roots = [];
  const walk = root => { for (const one of root.querySelectorAll('*')) if (one.shadowRoot) {
    roots.push(one.shadowRoot); walk(one.shadowRoot); } };
  walk(document);
  const page = document.documentElement;
  const shell = page.cloneNode(false).outerHTML;
  const end = shell.lastIndexOf('</');
  const inner = page.getHTML({serializableShadowRoots: true, shadowRoots: roots});
  const html = '<!DOCTYPE html>' + shell.slice(0, end) + inner + shell.slice(end);
  return html.length > most ? null : html;
})"""
_BY_ERROR = {
    "destination_ip_prohibited": FailureCode.ADDRESS,
    "http_request_denied": FailureCode.ADDRESS,
    "dns_error": FailureCode.DNS,
    "connection_refused": FailureCode.REFUSED,
    "connection_limit_reached": FailureCode.TOO_LARGE,
}


@dataclass(frozen=True, slots=True)
class PagePatience:
    """How long a page is waited for: its load event, then until its text stands still, in seconds."""

    load: float = 20.0
    settled: float = 8.0
    still: float = 0.5
    look: float = 0.25


@dataclass
class RenderedPage:
    """A page on its way. `session` is the one that DevTools attached to it."""

    devtools: DevTools
    session: str
    frame: str
    passed: ProxyPass
    robots: Robots
    settings: FetchSettings
    patience: PagePatience = field(default_factory=PagePatience)
    hops: list[Hop] = field(default_factory=list)
    documents: int = 0
    requests: int = 0
    opened: str = ""
    response: dict[str, Any] = field(default_factory=dict)
    allowed: RobotsAnswer | None = None
    _failed: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    _loaded: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: set[str] = field(default_factory=set)
    _tried: set[str] = field(default_factory=set)
    _world: int | None = None

    async def open(self, address: str, *, language: str, awaited: Sequence[str]) -> str:
        """Return the page as HTML when its text stands still, or raise FetchFailed."""
        self.devtools.listen(self.session, self._notice)
        opening = asyncio.ensure_future(self._open(address, language, awaited))
        try:
            await asyncio.wait((opening, self._failed), return_when=asyncio.FIRST_COMPLETED)
            if self._failed.done():
                self._failed.result()
            markup = await opening
            self._check_pass()
            return markup
        finally:
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
            self.devtools.forget(self.session)
            self._failed.cancel()

    async def _open(self, address: str, language: str, awaited: Sequence[str]) -> str:
        await self._prepare(language)
        answer = await self._send("Page.navigate", url=address)
        if answer.get("errorText"):
            raise self._failure(str(answer["errorText"]))
        with suppress(TimeoutError):  # Where something on it never comes, its text may be there all the same.
            await asyncio.wait_for(self._loaded.wait(), self.patience.load)
        await self._settle(awaited)
        return await self._take()

    async def _prepare(self, language: str) -> None:
        for domain in ("Page", "Network", "Inspector"):
            await self._send(f"{domain}.enable")
        await self._send("Fetch.enable", handleAuthRequests=True, patterns=[{"urlPattern": "*"}])
        await self._send("Network.setBypassServiceWorker", bypass=True)
        await self._send("Network.setCacheDisabled", cacheDisabled=True)
        await self._send(
            "Emulation.setUserAgentOverride",
            userAgent=self.settings.user_agent,
            acceptLanguage=",".join(_languages(language)),
        )
        await self._send("Emulation.setLocaleOverride", locale=language)

    async def _settle(self, awaited: Sequence[str]) -> None:
        """Wait until the text stands still and nothing more is asked for; a short text may only be the beginning."""
        loop = asyncio.get_running_loop()
        ends_at, seen, since = loop.time() + self.patience.settled, None, loop.time()
        while loop.time() < ends_at:
            await asyncio.sleep(self.patience.look)
            look = await self._evaluate(_LOOK, list(awaited))
            if look is None or look != seen or self._under_way:
                seen, since = look, loop.time()
            elif look[0] >= ENOUGH_WORDS and loop.time() - since >= self.patience.still:
                return

    async def _take(self) -> str:
        for _ in range(3):
            markup = await self._evaluate(_TAKE, self.settings.page_bytes)
            if isinstance(markup, str):
                return markup
            if self._world is not None:
                raise FetchFailed(FailureCode.TOO_LARGE, f"The page has more than {self.settings.page_bytes} letters.")
            await asyncio.sleep(self.patience.still)
        raise FetchFailed(FailureCode.PROTOCOL, "The page goes elsewhere again and again.")

    async def _evaluate(self, function: str, argument: Any) -> Any:
        """Return what the function gives in a world of its own, where the page's scripts change nothing.

        None where the page has just gone elsewhere: the next call finds the new one.
        """
        try:
            if self._world is None:
                made = await self._send("Page.createIsolatedWorld", frameId=self.frame, worldName=_WORLD)
                self._world = int(made["executionContextId"])
            answer = await self._send(
                "Runtime.callFunctionOn",
                functionDeclaration=function,
                arguments=[{"value": argument}],
                executionContextId=self._world,
                returnByValue=True,
            )
        except DevToolsRefused:
            self._world = None
            return None
        return answer.get("result", {}).get("value")

    async def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        return await self.devtools.send(method, session=self.session, **parameters)

    def _notice(self, event: str, said: dict[str, Any]) -> None:
        """Take an event of the page."""
        handle = _HANDLERS.get(event)
        if handle is not None:
            handle(self, said)

    def _on_paused(self, said: dict[str, Any]) -> None:
        self.devtools.start(self._decide(said))

    async def _decide(self, said: dict[str, Any]) -> None:
        """Let a request go on, or not. Documents are opened only where robots.txt lets us."""
        kind, request = said.get("resourceType", ""), said["requestId"]
        self.requests += 1
        is_frame = kind == "Document" and said.get("frameId") != self.frame
        is_picture = str(said["request"].get("headers", {}).get("Accept", "")).startswith("image/")  # such as an icon
        if kind in NOT_LOADED or is_picture or is_frame or self.requests > self.passed.limits.most_requests:
            await self._send("Fetch.failRequest", requestId=request, errorReason="BlockedByClient")
            return
        if kind == "Document":
            try:
                with failures_by_code():
                    await self._ask(check_web_address(said["request"]["url"], ports=self.settings.ports))
            except FetchFailed as failed:
                self._fail(failed)
                await self._send("Fetch.failRequest", requestId=request, errorReason="BlockedByClient")
                return
        await self._send("Fetch.continueRequest", requestId=request)

    async def _ask(self, address: WebAddress) -> None:
        self.documents += 1
        if self.documents > self.settings.most_redirects + 1:
            raise FetchFailed(
                FailureCode.REDIRECTS, f"After {self.settings.most_redirects} redirects there is still no page."
            )
        self.opened = str(address)
        self.allowed = await self.robots.ask(address)
        self.allowed.check()

    def _on_asked_for_credentials(self, said: dict[str, Any]) -> None:
        """Give the proxy ours, once; a server gets none."""
        ours = said["authChallenge"].get("source") == "Proxy" and said["requestId"] not in self._tried
        self._tried.add(said["requestId"])
        answer: dict[str, str] = {"response": "CancelAuth"}
        if ours:
            answer = {
                "response": "ProvideCredentials",
                "username": self.passed.user,
                "password": self.passed.password,
            }
        self.devtools.start(
            self._send("Fetch.continueWithAuth", requestId=said["requestId"], authChallengeResponse=answer)
        )

    def _on_request(self, said: dict[str, Any]) -> None:
        redirect = said.get("redirectResponse")
        if said.get("type") == "Document" and said.get("frameId") == self.frame:
            self._world = None
            if redirect:
                url = str(redirect["url"])
                peer = self._peer(url)
                self.hops.append(Hop(int(redirect["status"]), url, str(said["request"]["url"]), peer))
        elif said.get("type") in AWAITED:
            self._under_way.add(said["requestId"])

    def _on_finished(self, said: dict[str, Any]) -> None:
        self._under_way.discard(said["requestId"])

    def _on_response(self, said: dict[str, Any]) -> None:
        if said.get("type") != "Document" or said.get("frameId") != self.frame:
            return
        self.response = said["response"]
        self._loaded.clear()
        if self.response.get("mimeType") == PDF:
            self._fail(FetchFailed(FailureCode.PROTOCOL, "It is a file that a browser only saves: ask for it plainly."))

    def _on_load(self, said: dict[str, Any]) -> None:
        self._loaded.set()

    def _on_dialog(self, said: dict[str, Any]) -> None:
        """Answer what the page says; agree to nothing that it asks."""
        accept = said.get("type") in ("alert", "beforeunload")
        self.devtools.start(self._send("Page.handleJavaScriptDialog", accept=accept))

    def _on_crash(self, said: dict[str, Any]) -> None:
        self._fail(FetchFailed(FailureCode.PROTOCOL, "The page broke the browser that it was opened in."))

    def _fail(self, failed: FetchFailed) -> None:
        if not self._failed.done():
            self._failed.set_exception(failed)

    def _peer(self, url: str) -> str:
        return self.passed.peers.get(check_web_address(url, ports=self.settings.ports).host, "")

    def _check_pass(self) -> None:
        """Raise FetchFailed where the proxy cut the capture, or answered in place of the server."""
        if self.requests > self.passed.limits.most_requests or self.passed.cut in ("bytes", "requests"):
            raise FetchFailed(FailureCode.TOO_LARGE, "The page loads more than our limits allow.")
        if self.passed.cut:
            raise FetchFailed(FailureCode.TIMEOUT, "The page took too long.")
        refused = self._refused(str(self.response.get("url", "")))
        if refused is not None:
            raise refused

    def _refused(self, url: str) -> FetchFailed | None:
        try:
            address = check_web_address(url, ports=self.settings.ports)
        except ValueError:
            return None
        error, reason = self.passed.refused.get(f"{address.host}:{address.port}", ("", ""))
        return FetchFailed(_BY_ERROR.get(error, FailureCode.PROTOCOL), reason) if error else None

    def _failure(self, error: str) -> FetchFailed:
        """Return why a page could not be opened, by the name that Chromium has for it."""
        self._check_pass()
        refused = self._refused(self.opened)
        if refused is not None:
            return refused
        if "_CERT_" in error or "_SSL_" in error:
            return FetchFailed(FailureCode.TLS, f"The encryption can't be trusted: {error}")
        if "TOO_MANY_REDIRECTS" in error:
            return FetchFailed(FailureCode.REDIRECTS, "The page redirects without end.")
        return FetchFailed(FailureCode.PROTOCOL, f"The browser could not open the page: {error}")

    async def tls(self) -> TlsFacts | None:
        """Return who answered, None where it was not encrypted."""
        security = self.response.get("securityDetails")
        if not security:
            return None
        origin = check_web_address(str(self.response["url"]), ports=self.settings.ports).origin
        chain = (await self._send("Network.getCertificate", origin=origin)).get("tableNames", [])
        certificates = tuple(map(base64.b64decode, chain))
        return TlsFacts(str(security.get("protocol", "")), str(security.get("cipher", "")), certificates)


def languages_sent(language: str) -> str:
    """The header that Chromium makes of a language (RFC 9110, 12.5.4): `en-GB,en;q=0.9` of `en-GB`."""
    first, *others = _languages(language)
    return ",".join((first, *(f"{other};q=0.9" for other in others)))


def _languages(language: str) -> list[str]:
    return list(dict.fromkeys((language, language.partition("-")[0])))


_HANDLERS = {
    "Fetch.requestPaused": RenderedPage._on_paused,
    "Fetch.authRequired": RenderedPage._on_asked_for_credentials,
    "Network.requestWillBeSent": RenderedPage._on_request,
    "Network.loadingFinished": RenderedPage._on_finished,
    "Network.loadingFailed": RenderedPage._on_finished,
    "Network.responseReceived": RenderedPage._on_response,
    "Page.loadEventFired": RenderedPage._on_load,
    "Page.javascriptDialogOpening": RenderedPage._on_dialog,
    "Inspector.targetCrashed": RenderedPage._on_crash,
}
