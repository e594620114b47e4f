"""A small store on loopback that speaks the protocol of S3: PUT, GET, HEAD, DELETE, list, with signatures checked."""

import hashlib
import hmac
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

from outbound.ip_addresses import Endpoint

ACCESS_KEY, SECRET_KEY, REGION, BUCKET = "AKIDEXAMPLE", "secret-of-the-tests", "eu-test-1", "pages"
MOST_KEYS = 3  # so that lists have several pages
_NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


class S3Server:
    """Holds `objects` by key while it is entered. `fails_with` is a status that it answers everything with.

    `fails_writing_with` is one for PUT only. `asked` holds methods and keys in the order in which they came.
    """

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, datetime]] = {}
        self.asked: list[tuple[str, str]] = []
        self.fails_with = self.fails_writing_with = 0
        self.written_at = datetime(2026, 1, 1, tzinfo=UTC)

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"store": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def as_endpoint(self) -> Endpoint:
        return Endpoint("127.0.0.1", self._server.server_address[1])

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.as_endpoint.port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: S3Server

    def log_message(self, *args: Any) -> None:
        pass

    def do_PUT(self) -> None:
        key, body = self._taken()
        if key is not None and not self._fails(self.store.fails_writing_with):
            self.store.objects[key] = (body, self.store.written_at)
            self._answer(200, headers={"ETag": f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'})

    def do_GET(self) -> None:
        key, _ = self._taken()
        if key == "":
            self._list(dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)))
        elif key is not None:
            self._give(key)

    def do_HEAD(self) -> None:
        key, _ = self._taken()
        if key is not None:
            self._give(key)

    def do_DELETE(self) -> None:
        key, _ = self._taken()
        if key is not None:
            self.store.objects.pop(key, None)
            self._answer(204)

    def _taken(self) -> tuple[str | None, bytes]:
        """The key that is asked for, "" for the bucket itself, and the body; None if it was answered already."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        _, bucket, key = (*unquote(urlsplit(self.path).path).split("/", 2), "")[:3]
        self.store.asked.append((self.command, key))
        if self._fails(self.store.fails_with):
            return None, body
        if not self._is_signed(body):
            self._error(403, "SignatureDoesNotMatch")
            return None, body
        if bucket != BUCKET:
            self._error(404, "NoSuchBucket")
            return None, body
        return key, body

    def _fails(self, status: int) -> bool:
        if status:
            self._error(status, "ServiceUnavailable")
        return bool(status)

    def _give(self, key: str) -> None:
        if key not in self.store.objects:
            self._error(404, "NoSuchKey")
            return
        body, at = self.store.objects[key]
        headers = {"Last-Modified": f"{at:%a, %d %b %Y %H:%M:%S} GMT", "Content-Type": "application/octet-stream"}
        self._answer(200, body, headers)

    def _list(self, asked: dict[str, str]) -> None:
        """ListObjectsV2: up to MOST_KEYS keys after a token, which is the last key of the page before."""
        prefix, token = asked.get("prefix", ""), asked.get("continuation-token", "")
        keys = [key for key in sorted(self.store.objects) if key.startswith(prefix) and key > token]
        shown = keys[:MOST_KEYS]
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{self.store.objects[key][1]:%Y-%m-%dT%H:%M:%S.000Z}"
            f"</LastModified><Size>{len(self.store.objects[key][0])}</Size></Contents>"
            for key in shown
        )
        more = len(keys) > len(shown)
        following = f"<NextContinuationToken>{escape(shown[-1])}</NextContinuationToken>" if more else ""
        head = f"<Name>{BUCKET}</Name><Prefix>{escape(prefix)}</Prefix><IsTruncated>{str(more).lower()}</IsTruncated>"
        xml = f"<ListBucketResult {_NAMESPACE}>{head}{following}{contents}</ListBucketResult>"
        self._answer(200, xml.encode(), {"Content-Type": "application/xml"})

    def _error(self, status: int, code: str) -> None:
        xml = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>"
        self._answer(status, xml.encode(), {"Content-Type": "application/xml"})

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(body)

    def _is_signed(self, body: bytes) -> bool:
        """Whether it is signed with our key by AWS Signature Version 4, and the body is the one that was signed."""
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        stated = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
        key, day, region, service, end = (*stated.get("Credential", "").split("/"), "", "", "", "")[:5]
        digest = self.headers.get("x-amz-content-sha256", "")
        if (scheme, key, region, service) != ("AWS4-HMAC-SHA256", ACCESS_KEY, REGION, "s3"):
            return False
        if digest != hashlib.sha256(body).hexdigest():
            return False
        parts = urlsplit(self.path)
        pairs = sorted((quote(n, safe="-_.~"), quote(v, safe="-_.~")) for n, v in parse_qsl(parts.query, True))
        names = stated["SignedHeaders"].split(";")
        headers = "".join(f"{name}:{' '.join((self.headers.get(name) or '').split())}\n" for name in names)
        query = "&".join(f"{name}={value}" for name, value in pairs)
        request = "\n".join((self.command, parts.path, query, headers, ";".join(names), digest))
        scope = f"{day}/{region}/{service}/{end}"
        signed = hashlib.sha256(request.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{self.headers['x-amz-date']}\n{scope}\n{signed}"
        secret = f"AWS4{SECRET_KEY}".encode()
        for step in (day, region, service, end, text):
            secret = hmac.new(secret, step.encode(), hashlib.sha256).digest()
        return hmac.compare_digest(secret.hex(), stated.get("Signature", ""))
