"""Reads settings from the environment. A wrong value ends in a sentence that names its variable.

Any character may stand in a value: `$` and the backslash mean themselves, and what is special in an address is
percent-encoded.
"""

import re
from collections.abc import Sequence
from email.utils import parseaddr
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from accounts.mail_addresses import NotAnAddress, canonical_address

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off", "")
_DATABASES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")
_MAIL_SERVERS = ("smtp", "smtps", "smtp+tls", "smtp+ssl")
_CACHES = tuple(environ.Env.CACHE_SCHEMES)
_LINE = re.compile(r"(?:export )?[A-Za-z_0-9]+=(?P<value>.*)")
_PERCENT_ENCODE = (
    "Percent-encode what is special in its user and password: # as %23, / as %2F, ? as %3F, @ as %40, : as %3A, "
    "% as %25, [ as %5B, ] as %5D, a comma as %2C, a semicolon as %3B."
)


class Environment(environ.Env):
    """A strict django-environ: each reader raises ImproperlyConfigured where the original would guess."""

    def read_file(self, path: Path) -> None:
        """Read lines `NAME=value` from a file for names that the environment doesn't set. A missing file is ignored."""
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{path} can't be read: {error}.") from error
        for number, line in enumerate(map(str.strip, lines), 1):
            found = _LINE.fullmatch(line)
            if line and not line.startswith("#") and not found:
                raise ImproperlyConfigured(f"{path}, line {number}: this is not NAME=value.")
            if found and not found["value"].startswith(("'", '"')) and re.search(r"\s#", found["value"]):
                raise ImproperlyConfigured(
                    f"{path}, line {number}: a comment needs a line of its own; if it is none, put the value in quotes."
                )
        self.read_env(StringIO("\n".join(map(str.strip, lines))))

    def text(self, name: str, default: str = "") -> str:
        """Return the value without surrounding blanks, line breaks and quotes, which secret stores and files leave."""
        value = self.ENVIRON.get(name)
        if value is None:
            return default
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1].strip()
        if any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in value):
            raise ImproperlyConfigured(f"{name} holds a line break or another control character.")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise ImproperlyConfigured(f"{name} is not valid UTF-8.")
        return value

    def words(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """Return the non-empty parts between commas, without blanks around them."""
        value = self.text(name, ",".join(default))
        return [word.strip() for word in value.split(",") if word.strip()]

    def endpoints(self, name: str) -> list[tuple[str, int]]:
        """Return addresses of this machine with their ports, such as `127.0.0.1:8123`, separated by commas."""
        found = []
        for word in self.words(name):
            host, _, port = word.rpartition(":")
            if host not in ("127.0.0.1", "::1", "[::1]") or not port.isdigit() or not 0 < int(port) < 65_536:
                raise ImproperlyConfigured(f"{name} holds {word!r}. Give a loopback address and port: 127.0.0.1:8123.")
            found.append((host.strip("[]"), int(port)))
        return found

    def key(self, name: str) -> str:
        """Return a key or token that fits into a header: ASCII without blanks. Errors never repeat it."""
        value = self.text(name)
        if not value.isascii() or not value.isprintable() or " " in value:
            raise ImproperlyConfigured(f"{name} holds a blank or a character beyond ASCII, which no key has.")
        return value

    def folder(self, name: str) -> Path | None:
        """Return the folder that is named, which must be there; None where none is."""
        value = self.text(name)
        if value and not Path(value).is_dir():
            raise ImproperlyConfigured(f"{name}={value!r} is no folder that is there.")
        return Path(value) if value else None

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name, "on" if default else "off").lower()
        if value not in (*_TRUE, *_FALSE):
            raise ImproperlyConfigured(f"{name}={value!r} is neither on (1, true, yes) nor off (0, false, no).")
        return value in _TRUE

    def whole_number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        value = self.text(name, str(default))
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
        """Return an http or https address without a slash at its end."""
        value = self.text(name, default).rstrip("/")
        try:
            parts = urlsplit(value)
            port_is_right = parts.port != 0
        except ValueError:
            port_is_right = False
        if (
            not port_is_right
            or parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.query
            or parts.fragment
        ):
            raise ImproperlyConfigured(f"{name}={value!r} is not an http or https address.")
        return value

    def mailbox(self, name: str, default: str = "") -> str:
        """Return an address in its one spelling, with or without a name before it; empty if unset."""
        value = self.text(name, default)
        if not value:
            return ""
        address = parseaddr(value)[1]
        try:
            return value.replace(address, canonical_address(address)) if address else canonical_address(value)
        except NotAnAddress as error:
            raise ImproperlyConfigured(f"{name}={value!r} is not an e-mail address. {error}") from error

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Return a DATABASES entry."""
        example = "sqlite:///path or postgres://user:password@host/name"
        return dict(self.db_url_config(self._address(name, self.text(name, default), _DATABASES, example)))

    def cache(self, name: str, default: str) -> dict[str, Any]:
        """Return a CACHES entry."""
        value = self._address(name, self.text(name, default), _CACHES, "rediscache://host:6379/1")
        if "," in urlsplit(value).netloc.rpartition("@")[0]:  # commas are between servers
            raise ImproperlyConfigured(f"{name} can't be read as an address. {_PERCENT_ENCODE}")
        return dict(self.cache_url_config(value))

    def broker(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if value.startswith("filesystem:"):
            raise ImproperlyConfigured(
                f"{name}=filesystem:// is no longer served: its files can be read half written. Unset it."
            )
        for one in value.split(";"):  # semicolons are between servers, of which one is used
            self._address(name, one, (), "redis://host:6379/0 or amqp://user:password@host//")
        return value

    def capture_storage(self, name: str, folder: Path, *, key_id: str = "", secret_key: str = "") -> dict[str, Any]:
        """Return a STORAGES entry: `file` in the folder, or a bucket such as s3://name/below?region=eu-central-1."""
        value = self.text(name, "file")
        if value == "file":
            return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
        parts = urlsplit(value)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        endpoint, region = asked.pop("endpoint", ""), asked.pop("region", "")
        style = asked.pop("addressing", "path" if endpoint else "auto")
        is_right = parts.scheme == "s3" and parts.hostname and parts.netloc == parts.hostname and not asked
        if not is_right or not (region or endpoint) or style not in ("path", "virtual", "auto"):
            raise ImproperlyConfigured(
                f"{name} is neither file nor a bucket, such as s3://name/below?region=eu-central-1 or "
                "s3://name?endpoint=https://host. Keys go into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            )
        if endpoint and not endpoint.startswith(("https://", "http://")):
            raise ImproperlyConfigured(f"{name}: the endpoint is not an http or https address.")
        options = {
            "bucket_name": parts.hostname,
            "location": parts.path.strip("/"),
            "region_name": region or "us-east-1",
            "endpoint_url": endpoint or None,
            "addressing_style": style,
            "access_key": key_id or None,
            "secret_key": secret_key or None,
        }
        return {"BACKEND": "governance.capture.storing.bucket.Bucket", "OPTIONS": options}

    def required(self, name: str, purpose: str) -> None:
        if not self.text(name):
            raise ImproperlyConfigured(f"{name} is not set. {purpose}")

    def smtp(self, name: str) -> dict[str, Any]:
        value = self.text(name)
        example = "smtp+tls://user:password@host:587"
        if not value:
            raise ImproperlyConfigured(f"{name} is not set. EMAIL_TRANSPORT=smtp needs {example}.")
        read = dict(self.email_url_config(self._address(name, value, _MAIL_SERVERS, example)))
        if not read["EMAIL_HOST"]:
            raise ImproperlyConfigured(f"{name} names no host: {example}.")
        if not f"{read['EMAIL_HOST_USER'] or ''}{read['EMAIL_HOST_PASSWORD'] or ''}".isascii():
            # smtplib encodes both as ASCII, when the first mail is sent.
            raise ImproperlyConfigured(f"{name} has a user or password with letters beyond ASCII. Choose another.")
        return read

    @staticmethod
    def _address(name: str, value: str, schemes: tuple[str, ...], example: str) -> str:
        """Return the address if it can be read as one. Errors never repeat it, since it may hold a password."""
        scheme = value.partition("://")[0]
        if "://" not in value or (schemes and scheme not in schemes):
            raise ImproperlyConfigured(f"{name} is no address such as {example}.")
        try:
            parts = urlsplit(value)
            is_readable = parts.port != 0 and not parts.fragment and "#" not in value
        except ValueError:
            is_readable = value == "sqlite://:memory:"
        # The host would end at a slash or question mark of the password.
        if not is_readable or ("@" in value and "@" not in parts.netloc and scheme != "sqlite"):
            # None: the original error repeats a part of the password.
            raise ImproperlyConfigured(f"{name} can't be read as an address. {_PERCENT_ENCODE}") from None
        return value
