"""Reading settings from the environment: a value that can't be right is a sentence that names its variable."""

from collections.abc import Callable
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from accounts.addresses import NotAnAddress, canonical_address

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off", "")
_DATABASES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")


class Environment(environ.Env):
    """django-environ, strict: each reader raises ImproperlyConfigured where the original would guess."""

    def text(self, name: str, default: str = "") -> str:
        return str(self.str(name, default))

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name, "on" if default else "off").strip().lower()
        if value not in (*_TRUE, *_FALSE):
            raise ImproperlyConfigured(f"{name}={value!r} is neither on (1, true, yes) nor off (0, false, no).")
        return value in _TRUE

    def whole_number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        value = self.text(name, str(default)).strip()
        expected = f"of {least} or more" if most is None else f"from {least} to {most}"
        # isdecimal alone takes digits of other scripts, which int() would take too, but nobody means.
        if (
            not (value.isascii() and value.isdecimal())
            or int(value) < least
            or (most is not None and int(value) > most)
        ):
            raise ImproperlyConfigured(f"{name}={value!r} is not a whole number {expected}.")
        return int(value)

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise ImproperlyConfigured(f"{name}={value!r} is not one of: {', '.join(allowed)}.")
        return value

    def site_address(self, name: str, default: str) -> str:
        """An http or https address without a slash at its end."""
        value = self.text(name, default).rstrip("/")
        try:
            parts = urlsplit(value)
            port_is_right = parts.port != 0
        except ValueError:
            port_is_right = False
        if not port_is_right or parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ImproperlyConfigured(f"{name}={value!r} is not an http or https address.")
        return value

    def mailbox(self, name: str, default: str = "") -> str:
        """An address with or without a name before it, in its one spelling; empty where it is not set."""
        value = self.text(name, default).strip()
        if not value:
            return ""
        address = parseaddr(value)[1]
        try:
            return value.replace(address, canonical_address(address)) if address else canonical_address(value)
        except NotAnAddress as error:
            raise ImproperlyConfigured(f"{name}={value!r} is not an e-mail address. {error}") from error

    def database(self, name: str, default: str) -> dict[str, Any]:
        """A DATABASES entry; the address is never repeated in the error, since it may hold a password."""
        if urlsplit(self.text(name, default)).scheme not in _DATABASES:
            raise ImproperlyConfigured(f"{name} is neither sqlite:///path nor postgres://user:password@host/name.")
        return dict(self._read(name, lambda: self.db_url(name, default)))

    def cache(self, name: str, default: str) -> dict[str, Any]:
        return dict(self._read(name, lambda: self.cache_url(name, default)))

    def broker(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if value.startswith("filesystem:"):
            raise ImproperlyConfigured(
                f"{name}=filesystem:// is no longer served: its files can be read half written. Unset it."
            )
        if "://" not in value:
            raise ImproperlyConfigured(f"{name} is no broker's address, such as redis://host:6379/0 or amqp://host//.")
        return value

    def required(self, name: str, purpose: str) -> None:
        if not self.text(name).strip():
            raise ImproperlyConfigured(f"{name} is not set. {purpose}")

    def smtp(self, name: str) -> dict[str, Any]:
        if not self.text(name):
            raise ImproperlyConfigured(
                f"{name} is not set. EMAIL_TRANSPORT=smtp needs smtp+tls://user:password@host:587."
            )
        return dict(self._read(name, lambda: self.email_url(name)))

    @staticmethod
    def _read(name: str, reader: Callable[[], Any]) -> Any:
        try:
            return reader()
        except (ImproperlyConfigured, ValueError) as error:
            raise ImproperlyConfigured(f"{name} can't be read as an address; see the README's table.") from error
