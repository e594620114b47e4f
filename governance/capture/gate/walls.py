"""What stands in place of a document: walls against robots, sign-in and consent pages, by what they say of themselves.

A marker in a page that has its text says nothing: of 44 markers in real pages that were answered with 200, 43 stood in
good ones. So markers count in thin pages and refusals only, but for those that a wall sets for itself.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from governance.comparison.text.quality_signs import asks_for_scripts

# Headers that are sent with a wall and with nothing else, and their values ("" for any).
_HEADERS_OF_WALLS = {"cf-mitigated": "challenge", "x-vercel-mitigated": "challenge", "x-amzn-waf-action": ""}
_GOOD_DATADOME = "protected"
_HOSTS_OF_WALLS = re.compile(
    r"(?:^|\.)(?:consent|accounts?|login|signin|auth|sso|id|idp|challenges?)\.[^.]+\.[a-z]{2,}$", re.IGNORECASE
)
_PATHS_OF_WALLS = re.compile(
    r"/(?:log-?in|sign-?in|sign-?on|checkpoint|consent|sso|auth(?:orize|enticate)?|challenge|captcha|age-?(?:gate|check)"
    r"|verify|cookie-?wall)(?:/|\.|$)",
    re.IGNORECASE,
)
_MARKERS = re.compile(
    r"cf-chl|challenges\.cloudflare\.com|/cdn-cgi/challenge-platform|hcaptcha\.com|google\.com/recaptcha|recaptcha/api"
    r"|_incapsula_resource|captcha-delivery\.com|px-captcha|perimeterx|kasada|ddos-guard|sucuri_cloudproxy|arkoselabs"
    r"|aws-waf-token|distil_r_captcha|akamai[^<>]{0,40}(?:bot|sensor)",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(r"type\s{0,3}=\s{0,3}[\"']?password", re.IGNORECASE)
_ROOT_OF_SCRIPTS = re.compile(r"<div[^<>]{0,80}\sid=[\"']?(?:root|app|__next|__nuxt|q-app|svelte|ember)[\"']?[\s>]")
_REFRESH = re.compile(
    r"<meta[^<>]{0,80}http-equiv\s{0,3}=\s{0,3}[\"']?refresh[^<>]{0,80}\burl\s{0,3}=\s{0,3}[\"']?([^\"'<>\s]{1,200})",
    re.IGNORECASE,
)
_SEARCHED = 300_000


def wall_by_header(headers: Mapping[str, str]) -> str:
    """Return the header that says that the answer is a wall; "" if none does."""
    lower = {name.lower(): value.strip().lower() for name, value in headers.items()}
    for name, wanted in _HEADERS_OF_WALLS.items():
        if name in lower and (not wanted or lower[name] == wanted):
            return name
    datadome = lower.get("x-datadome", _GOOD_DATADOME)
    return "" if datadome == _GOOD_DATADOME else "x-datadome"


def is_address_of_a_wall(requested: str, final: str) -> bool:
    """Tell whether a page led to a place for signing in or consenting that was not asked for."""
    before, after = urlsplit(requested), urlsplit(final)
    host_before, host_after = before.hostname or "", after.hostname or ""
    if host_after != host_before and _HOSTS_OF_WALLS.search(host_after) and not _HOSTS_OF_WALLS.search(host_before):
        return True
    return bool(_PATHS_OF_WALLS.search(after.path)) and not _PATHS_OF_WALLS.search(before.path)


def has_marker_of_a_wall(markup: str) -> bool:
    """Tell whether a page holds what walls against robots hold. Ask only of thin pages and refusals."""
    return _MARKERS.search(markup[:_SEARCHED]) is not None


def asks_to_sign_in(markup: str) -> bool:
    """Tell whether a page has a field for a password. Ask only of thin pages."""
    return _SIGN_IN.search(markup[:_SEARCHED]) is not None


def needs_scripts(markup: str) -> bool:
    """Tell whether a page says that it is nothing without scripts, or is the empty frame of one. Ask of thin pages."""
    part = markup[:_SEARCHED]
    return asks_for_scripts(part) or ("<script" in part and _ROOT_OF_SCRIPTS.search(part) is not None)


def refreshes_to(markup: str) -> str:
    """Return where a page leads on to by itself, as it writes it, "" if it doesn't. Ask of thin pages."""
    found = _REFRESH.search(markup[:_SEARCHED])
    return found[1] if found else ""
