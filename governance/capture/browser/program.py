"""Debian's Chromium as a process: started as an ordinary user with its sandbox, watched, and ended with its children.

As root Chromium runs without its sandbox only, so it is never run as root: there it becomes `nobody`.
"""

import asyncio
import os
import pwd
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from governance.capture.browser.alone import DOOR, alone, why_not_alone
from governance.capture.browser.devtools import DevTools
from governance.capture.browser.homes import BrowserHome, make_home
from outbound.ip_addresses import Endpoint

UNPRIVILEGED = "nobody"
SETUID_SANDBOX = "/usr/lib/chromium/chrome-sandbox"  # of Debian's package chromium-sandbox
START_SECONDS = 30.0
_END_SECONDS = 5.0
_LONGEST_MESSAGE = 64 * 1024 * 1024
# https://chromium.googlesource.com/chromium/src/+/main/content/public/common/content_switches.cc and its neighbours.
_FLAGS = (
    *("--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check"),
    # Without "<-loopback>" it goes to this machine directly, past the proxy.
    *("--proxy-bypass-list=<-loopback>", "--disable-quic", "--dns-prefetch-disable", "--no-pings"),
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    # The first is the name that Chrome knows, the second that of its smaller relatives.
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps"),
    *("--disable-extensions", "--disable-breakpad", "--disable-crash-reporter", "--metrics-recording-only"),
    *("--disable-gpu", "--disable-dev-shm-usage", "--mute-audio", "--password-store=basic"),
    # Pages are asked for by the scheme that is written down.
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedMode,Translate,OptimizationHints,MediaRouter",
    *("--blink-settings=imagesEnabled=false", "--js-flags=--max-old-space-size=512", "--lang=en-GB"),
)
# DevTools speaks over descriptors 3 and 4; a shell moves the pipes there from where subprocess puts them.
_SHELL = 'exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null'


class BrowserFailed(Exception):
    """The browser can't be started, or has ended; the message is a sentence for the operator."""


@lru_cache(maxsize=8)
def why_no_browser(program: str) -> str:
    """Return in a sentence why this browser can't be run here, or "" if it can. The answer is kept."""
    if not program or not os.access(program, os.X_OK):
        return "No browser is installed."
    try:
        account = _account()
    except KeyError:
        return f"A browser is not run as root, and there is no user {UNPRIVILEGED}."
    if os.path.exists(SETUID_SANDBOX):
        return ""
    try:
        probe = ["/usr/bin/unshare", "--user", "/bin/true"]
        subprocess.run(probe, check=True, timeout=10, capture_output=True, cwd="/", **account)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return "The browser's sandbox isn't available: allow unprivileged user namespaces, or install chromium-sandbox."
    return ""


def _account() -> dict[str, Any]:
    """Return the user for `subprocess` to run the browser as: our own, or `nobody` where we are root.

    Raises KeyError if this machine has no such user.
    """
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@dataclass(slots=True)
class Chromium:
    """A running browser. `home` is all that it may write to, and goes with it."""

    process: asyncio.subprocess.Process
    devtools: DevTools
    home: BrowserHome

    @property
    def is_running(self) -> bool:
        return self.process.returncode is None and not self.devtools.is_closed

    def resident_bytes(self) -> int:
        """How much memory its processes have to themselves."""
        page = os.sysconf("SC_PAGE_SIZE")
        return sum(page * _own_pages(stat) for stat in Path("/proc").glob("[0-9]*/stat") if self._is_ours(stat))

    async def end(self) -> None:
        """End it with everything that it started, and delete its home."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.devtools.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(_END_SECONDS):
                await self.process.wait()
                if self.process.stdout is not None:  # ends with the last process that has it
                    await self.process.stdout.read()
        await asyncio.to_thread(self.home.remove)

    def _is_ours(self, stat: Path) -> bool:
        try:
            # The name in parentheses may hold spaces; the group is the third field after it (proc(5)).
            return int(stat.read_text().rpartition(")")[2].split()[2]) == self.process.pid
        except (OSError, ValueError, IndexError):
            return False


def _own_pages(stat: Path) -> int:
    try:
        _, resident, shared, *_ = stat.with_name("statm").read_text().split()
    except (OSError, ValueError):
        return 0
    return int(resident) - int(shared)


def why_no_own_network() -> str:
    """Return why a browser would share our network here, as a sentence; "" where it gets an empty one of its own."""
    try:
        account = _account()
    except KeyError:
        return f"There is no user {UNPRIVILEGED} to run it as."
    return why_not_alone(account.get("user"), account.get("group"))


async def start_chromium(
    program: str, *, proxy: Endpoint | Path, user_agent: str, more_flags: tuple[str, ...] = ()
) -> Chromium:
    """Start a browser that goes out by the proxy only, or raise BrowserFailed with the reason.

    Where the proxy is a socket, the browser has a network of its own that leads to it and nowhere else.
    """
    reason = why_no_browser(program)
    if reason:
        raise BrowserFailed(reason)
    account = _account()
    kept = await asyncio.to_thread(make_home)
    home = kept.path
    if account:
        os.chown(home, account["user"], account["group"])
    command, seen = ((program,), proxy) if isinstance(proxy, Endpoint) else (alone(program, proxy), DOOR)
    flags = (
        *_FLAGS,
        f"--proxy-server=http://{seen.address}:{seen.port}",
        f"--user-agent={user_agent}",
        f"--user-data-dir={home}/profile",
        *more_flags,
    )
    with open(home / "said", "wb") as said:
        process = await asyncio.create_subprocess_exec(
            *("/bin/sh", "-c", _SHELL, *command, *flags),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            cwd=home,
            env=_environment(home),
            start_new_session=True,
            limit=_LONGEST_MESSAGE,
            **account,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    chromium = Chromium(process, DevTools(process.stdout, process.stdin), kept)
    try:
        async with asyncio.timeout(START_SECONDS):
            await chromium.devtools.send("Browser.getVersion")
    except (ConnectionError, TimeoutError) as error:
        words = (home / "said").read_text(errors="replace")[-2_000:]
        await chromium.end()
        reason = (
            "Its sandbox isn't available." if "sandbox" in words.lower() else words.strip().rpartition("\n")[2][:200]
        )
        raise BrowserFailed(f"The browser did not start. {reason}".strip()) from error
    except BaseException:
        await chromium.end()
        raise
    return chromium


def _environment(home: Path) -> Mapping[str, str]:
    return {"HOME": str(home), "TMPDIR": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}
