"""A time-stamping authority on loopback, made with openssl: its certificates, and a server that answers (RFC 3161)."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from outbound.ip_addresses import Endpoint
from tests.local_web import dialling

_CONFIGURATION = """\
[req]
distinguished_name = name
prompt = no
[name]
CN = An authority for tests
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[stamp]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = at_test
[at_test]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
"""


class LocalAuthority:
    """Where it is asked, what it is verified with, and how it answers: "well", "500", "nonsense" or "too much"."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.answers, self.asked = folder, "well", 0
        self.configuration, self.chain = folder / "openssl.cnf", folder / "ca.pem"
        self.address = ""
        self.configuration.write_text(_CONFIGURATION.format(folder=folder))
        (folder / "serial").write_text("01\n")
        for name, extensions, by in (("ca", "ca", ()), ("stamp", "stamp", ("-CA", "ca.pem", "-CAkey", "ca.key"))):
            self.openssl(
                *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650"),
                *("-config", self.configuration, "-extensions", extensions, "-subj", f"/CN={name} for tests", *by),
                *("-keyout", f"{name}.key", "-out", f"{name}.pem"),
            )

    def openssl(self, *arguments: object, given: bytes = b"") -> bytes:
        command = ["openssl", *map(str, arguments)]
        return subprocess.run(command, input=given, cwd=self.folder, capture_output=True, check=True).stdout

    def stamped(self, request: bytes) -> bytes:
        self.asked += 1
        if self.answers != "well":
            return {"500": b"", "nonsense": b"no token", "too much": b"x" * 100_000}[self.answers]
        (self.folder / "request").write_bytes(request)
        self.openssl(
            *("ts", "-reply", "-config", self.configuration, "-queryfile", "request"),
            *("-signer", "stamp.pem", "-inkey", "stamp.key", "-out", "answer"),
        )
        return (self.folder / "answer").read_bytes()


@contextmanager
def local_authority(folder: Path) -> Iterator[LocalAuthority]:
    """Give an authority that answers until the end."""
    authority = LocalAuthority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = authority.stamped(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(500 if authority.answers == "500" else 200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    authority.address = f"http://127.0.0.1:{server.server_port}/tsa"
    endpoint = Endpoint("127.0.0.1", server.server_port)
    dialling.permitted.add(endpoint)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        dialling.permitted.discard(endpoint)
