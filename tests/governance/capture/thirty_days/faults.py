"""What goes wrong on the sites, and what is to be said of it."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.governance.capture.pdfs import pdf_of
from tests.governance.capture.thirty_days.pages import page_of, part_of
from tests.governance.capture.thirty_days.policies import Policy, policy_of
from tests.local_web import Answer, bomb, gzipped, html, redirect, text, unavailable

if TYPE_CHECKING:
    from tests.governance.capture.thirty_days.world import Watched

# Longer than an interval, so that each is met; over by early afternoon, so that the day suffices for what it hides.
USUAL = timedelta(hours=7)
RETRY_AFTER = timedelta(hours=1)
_BOMB = bomb(20)
_SCANNED = pdf_of([[]], with_picture=True)


@dataclass(frozen=True)
class Scene:
    """One request while something is wrong: of which page of which document, and what it would be answered."""

    watched: "Watched"
    part: int
    good: Answer
    now: datetime
    chance: Random

    @property
    def path(self) -> str:
        return self.watched.paths[self.part].removeprefix("/")

    @property
    def policy(self) -> Policy:
        return self.watched.policy

    def page(self, **how: object) -> Answer:
        sections = part_of(self.policy, self.part, self.watched.parts)
        return page_of(self.policy, sections, design=self.watched.design, **how)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Fault:
    """A kind of fault. `states` are the states that may be said of it; without any, nothing is wrong with the text.

    `changes_text` tells that versions may come of it, though no alert.
    """

    name: str
    answer: Callable[[Scene], Answer]
    states: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset(("page", "pages", "pdf"))
    lasts: timedelta = USUAL
    changes_text: bool = False
    most: int = 1_000

    @property
    def is_quiet(self) -> bool:
        return not self.states


def _elsewhere(scene: Scene, path: str) -> Answer:
    return redirect(f"http://{scene.watched.host}{path}")


def _at_another_site(scene: Scene) -> Answer:
    return redirect(f"http://{scene.watched.other_host}/moved/{scene.path}", 301)


def _shuffled(scene: Scene) -> Answer:
    """Attributes in another order, other class names and a token, at each request."""
    token = f"{scene.chance.getrandbits(64):x}"
    names = [f'class="css-{scene.chance.getrandbits(32):x}"', f'data-id="{token}"', f'id="r{token[:6]}"']
    scene.chance.shuffle(names)
    body = scene.good.body.replace(b"<p>", f"<p {' '.join(names)}>".encode())
    return replace(scene.good, body=body)


def _with_tokens(scene: Scene) -> Answer:
    token = f"{scene.chance.getrandbits(96):x}"
    script = f"<script nonce={token}>window.__state={json.dumps({'csrf': token, 'at': scene.now.isoformat()})}</script>"
    return scene.page(around=f"<!-- {scene.now} {token} -->{script}<input type=hidden name=csrf value={token}>")


def _updated_today(scene: Scene) -> Answer:
    """A line within the text that says today's date."""
    line = f"<p>Last updated: {scene.now:%-d %B %Y}</p><h2>".encode()
    return replace(scene.good, body=scene.good.body.replace(b"<h2>", line, 1))


def _banner(scene: Scene) -> Answer:
    """One of two variants, by chance: what is offered around the text, not the text."""
    offers = (
        "<aside><p>Try the new rooms for a week.</p></aside>",
        "<header><a href=/gold>Gold for half the price</a>",  # no end tag, as on many a page
    )
    return scene.page(around=scene.chance.choice(offers))


def _variants(scene: Scene) -> Answer:
    """One of two variants of a clause, in turn at each request."""
    if scene.watched.asked_of_part[scene.part] % 2:
        return scene.good
    wording = b"you can\xe2\x80\x99t do so for more than 30 days after you have been told of it.</p><h2>"
    return replace(scene.good, body=scene.good.body.replace(b"</p><h2>", b" You may object, and " + wording, 1))


def _consent_window(scene: Scene) -> Answer:
    window = (
        "<div id=onetrust-consent-sdk><div role=dialog><h2>We value your privacy</h2><p>We and our 812 partners store"
        " cookies on your device.</p><button>Accept all</button><button>Reject</button></div></div>"
    )
    return scene.page(around=window)


def _called_latin(scene: Scene) -> Answer:
    return replace(scene.good, headers=(("Content-Type", "text/html; charset=iso-8859-1"),))


def _mojibake(scene: Scene) -> Answer:
    """Encoded twice, as a broken proxy does, with more of the letters that show it."""
    body = scene.good.body.decode().replace(" you ", " “you” ").encode()
    return html(body.decode("cp1252", "replace"), header="text/html; charset=utf-8")


def _other_document(scene: Scene) -> Answer:
    tale = [
        f"Chapter {number}: the heron stood in the reeds for {number} mornings and watched the boats come home empty."
        for number in range(1, 45)
    ]
    other = Policy(scene.policy.company, "How the harbour was built", 0, 0, [("A tale of herons", tale)])
    return page_of(other, other.sections)


def _sibling(scene: Scene) -> Answer:
    title = "Privacy Policy" if scene.policy.title != "Privacy Policy" else "Terms of Service"
    other = policy_of("Another Company", title, Random(1))
    return page_of(other, other.sections)


def _german(scene: Scene) -> Answer:
    sentences = [
        f"Wir verarbeiten Ihre Daten nur, soweit es für Zweck {number} nötig ist, und löschen sie danach wieder."
        for number in range(1, 40)
    ]
    other = Policy(scene.policy.company, "Datenschutz und Nutzungsbedingungen", 0, 0, [("Allgemeines", sentences)])
    return page_of(other, other.sections)


def _thin(scene: Scene) -> Answer:
    return page_of(scene.policy, part_of(scene.policy, scene.part, scene.watched.parts)[:2][: 2 - scene.part])


def _shell(scene: Scene) -> Answer:
    return html("<html><head><script src=/app.js></script></head><body><div id=root></div></body></html>")


def _truncated_gzip(scene: Scene) -> Answer:
    return gzipped(scene.good, cut=12)


def _raw_deflate_bomb(scene: Scene) -> Answer:
    packed = zlib.compress(bytes(9_000_000), 9)
    return Answer(packed, headers=(("Content-Type", "text/html"), ("Content-Encoding", "deflate")))


def _one_page_missing(scene: Scene) -> Answer:
    return scene.good if scene.part == 0 else Answer(b"<h1>Not here</h1>", 404, (("Content-Type", "text/html"),))


def _on_the_last_page(answer: Callable[[Scene], Answer]) -> Callable[[Scene], Answer]:
    """Let it come in place of the last of several pages; the others are there."""
    return lambda scene: answer(scene) if scene.part == scene.watched.parts - 1 else scene.good


_SIGN_IN = html("<h1>Sign in</h1><form><input name=name><input type=password></form><p>Sign in to go on.</p>")
_LOST = html("<html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>Sorry about that.</p>")
_CONSENT = html("<h1>Before you continue</h1><p>We use cookies and data.</p>" + "<p>Choose what we may do.</p>" * 90)
_PAGES, _HTML = frozenset(("pages",)), frozenset(("page", "pages"))
FAILING, BLOCKED, SUSPECT = (frozenset((name,)) for name in ("failing", "blocked", "suspect"))
# What is answered at other paths of each host.
SIGN_IN_PATH, CONSENT_PATH, LOOP_PATH = "/login", "/consent", "/loop"
ELSEWHERE = {SIGN_IN_PATH: _SIGN_IN, CONSENT_PATH: _CONSENT, LOOP_PATH: redirect(LOOP_PATH)}

FAULTS = (
    Fault("slow", lambda scene: replace(scene.good, wait=60), FAILING, most=4),
    Fault("drip", lambda scene: replace(scene.good, drip=(8, 0.2)), FAILING, most=4),
    Fault("truncated", lambda scene: replace(scene.good, cut_after=900), FAILING),
    Fault("truncated gzip", _truncated_gzip, FAILING),
    Fault("bomb (gzip)", lambda scene: _BOMB, FAILING, most=6),
    Fault("bomb (deflate)", _raw_deflate_bomb, FAILING, most=6),
    Fault("403", lambda scene: unavailable(403), BLOCKED),
    Fault("429 with Retry-After", lambda scene: unavailable(429, str(int(RETRY_AFTER.total_seconds()))), FAILING),
    Fault("500", lambda scene: unavailable(500), FAILING),
    Fault("503", lambda scene: unavailable(503), FAILING),
    Fault("redirects in a circle", lambda scene: _elsewhere(scene, LOOP_PATH), FAILING),
    Fault("not HTTP", lambda scene: Answer(raw=b"SMTP 220 hello\r\n\r\n"), FAILING),
    Fault("JSON", lambda scene: Answer(b"{}", headers=(("Content-Type", "application/json"),)), FAILING),
    Fault("nothing", lambda scene: html(""), FAILING),
    Fault("missing (404)", lambda scene: Answer(b"Gone.", 404, (("Content-Type", "text/html"),)), FAILING),
    Fault("soft 404", lambda scene: _LOST, FAILING),
    Fault("one page missing", _one_page_missing, FAILING, _PAGES),
    Fault("scanned PDF", lambda scene: replace(scene.good, body=_SCANNED), FAILING, frozenset(("pdf",))),
    Fault("login wall", lambda scene: _SIGN_IN, BLOCKED),
    Fault("leads to a login", lambda scene: _elsewhere(scene, SIGN_IN_PATH), BLOCKED),
    Fault("leads to a consent page", lambda scene: _elsewhere(scene, CONSENT_PATH), BLOCKED),
    Fault("shell of scripts", _shell, frozenset(("needs_browser",)), _HTML),
    Fault("other language", _german, SUSPECT, _HTML),
    Fault("wrong charset", _mojibake, SUSPECT, _HTML),
    Fault("another document for a day", _other_document, SUSPECT, lasts=timedelta(hours=23)),
    Fault("another policy for a day", _sibling, SUSPECT, frozenset(("page",)), lasts=timedelta(hours=23)),
    Fault("one page is another", _on_the_last_page(_other_document), SUSPECT, _PAGES, lasts=timedelta(hours=23)),
    Fault("one page in another language", _on_the_last_page(_german), SUSPECT, _PAGES),
    Fault("one page asks to sign in", _on_the_last_page(lambda scene: _SIGN_IN), BLOCKED, _PAGES),
    Fault("one page says it is missing", _on_the_last_page(lambda scene: _LOST), FAILING, _PAGES),
    Fault("thin page", _thin, SUSPECT, frozenset(("page",)), lasts=timedelta(hours=20)),
    Fault(
        "gone",
        lambda scene: text("Gone.", status=410),
        frozenset(("failing", "gone")),
        lasts=timedelta(days=99),
        most=3,
    ),
    Fault("moved for good", lambda scene: redirect(f"/moved/{scene.path}", 301), lasts=timedelta(days=99), most=6),
    Fault("moved to another site", _at_another_site, lasts=timedelta(days=99), most=6),
    Fault("redesigned", lambda scene: scene.good, forms=_HTML, lasts=timedelta(days=99), most=12),
    Fault("shuffled attributes", _shuffled, forms=_HTML, lasts=timedelta(hours=40)),
    Fault("tokens in the markup", _with_tokens, forms=_HTML, lasts=timedelta(hours=40)),
    Fault("“updated today” in the text", _updated_today, forms=_HTML, lasts=timedelta(hours=70), changes_text=True),
    Fault("A/B: what is around", _banner, forms=_HTML, lasts=timedelta(hours=40)),
    Fault("A/B: a clause", _variants, frozenset(("verified", "suspect")), _HTML, timedelta(hours=40)),
    Fault("consent window", _consent_window, forms=_HTML, lasts=timedelta(hours=40)),
    Fault("charset contradicted", _called_latin, forms=_HTML, lasts=timedelta(hours=40)),
)
