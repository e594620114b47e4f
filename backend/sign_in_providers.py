"""The settings of sign-in by OpenID Connect: which providers there are, each by a few variables of its own."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from backend.environment import Environment

_LIST = "SIGN_IN_PROVIDERS"
_ID = re.compile(r"[a-z][a-z0-9]{0,29}")
NEEDED = {
    "ISSUER": "the address of the provider, as its configuration states it",
    "NAME": "what the button calls it",
    "CLIENT_ID": "the id that the provider gave this site",
    "CLIENT_SECRET": "the secret that the provider gave this site",
}
"""What each provider needs, by the end of its variable's name. `PAGES` may be there beside it."""


@dataclass(frozen=True, slots=True)
class SignInProvider:
    """A provider that people may sign in by. `pages` are the origins that the button may lead to."""

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    pages: tuple[str, ...]


def sign_in_providers(env: Environment, ids: list[str], *, production: bool) -> tuple[SignInProvider, ...]:
    """Return the providers in the order in which they are named; none if none is."""
    for one in ids:
        if not _ID.fullmatch(one) or ids.count(one) > 1:
            raise ImproperlyConfigured(
                f"{_LIST} holds {one!r}. Give each provider another id of small letters and digits, such as company."
            )
    return tuple(_provider(env, one, production=production) for one in ids)


def _provider(env: Environment, provider_id: str, *, production: bool) -> SignInProvider:
    prefix = f"SIGN_IN_{provider_id.upper()}"
    for name, what in NEEDED.items():
        env.required(f"{prefix}_{name}", f"{_LIST} names {provider_id}, which needs {what}.")
    issuer = _address(env, f"{prefix}_ISSUER", "", production=production)
    origin = f"{urlsplit(issuer).scheme}://{urlsplit(issuer).netloc}"
    return SignInProvider(
        id=provider_id,
        name=env.text(f"{prefix}_NAME"),
        issuer=issuer,
        client_id=env.key(f"{prefix}_CLIENT_ID"),
        client_secret=env.key(f"{prefix}_CLIENT_SECRET"),
        pages=tuple(_origins(env, f"{prefix}_PAGES", origin, production=production)),
    )


def _address(env: Environment, name: str, default: str, *, production: bool) -> str:
    value = env.site_address(name, default)
    if "@" in urlsplit(value).netloc:
        raise ImproperlyConfigured(f"{name} holds a user or password, which no address of a provider has.")
    if production and not value.startswith("https://"):
        raise ImproperlyConfigured(f"{name}={value!r} is not an https address. A production site needs one.")
    return value


def _origins(env: Environment, name: str, default: str, *, production: bool) -> list[str]:
    found = env.words(name, [default])
    for one in found:
        parts = urlsplit(one)
        is_origin = re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+", one) and parts.hostname and not parts.path
        if not is_origin or (production and parts.scheme != "https"):
            raise ImproperlyConfigured(
                f"{name} holds {one!r}. Give https addresses without a path, such as https://login.example.com."
            )
    return found
