"""A local provider for benches: the rules of `tests/contract`'s mail/send, each personalization recorded, answer 202.

    python3 bench/mail_sink.py [--delay 0.3]

Prints its port. `GET /count` tells how many personalizations came, and how many different messages they carried.
"""

import argparse
import json
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.contract.mail_send_rules import faults_of


class Sink(BaseHTTPRequestHandler):
    """Counts what it accepts, in the class."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    delay = 0.0
    people = 0
    messages: set[str] = set()

    def do_POST(self):
        payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        faults = faults_of(payload)
        if not faults:
            Sink.people += len(payload["personalizations"])
            Sink.messages.update(p.get("custom_args", {}).get("cw_message", "") for p in payload["personalizations"])
        if self.delay:
            time.sleep(self.delay)
        self._answer(400 if faults else 202, json.dumps(faults[:5]).encode() if faults else b"")

    def do_GET(self):
        self._answer(200, json.dumps({"people": Sink.people, "messages": len(Sink.messages)}).encode())

    def _answer(self, status, body):
        self.send_response(status)
        self.send_header("X-Message-Id", uuid.uuid4().hex)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *parts):
        pass


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--delay", type=float, default=0.0)
    Sink.delay = options.parse_args().delay
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
