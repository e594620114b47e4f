"""A mail provider that fails: SendGrid's mail/send and its signed events, as a process of its own.

    python -m tests.chaos.sink --record FILE --events-to URL --seed 1 [--no-events] [--faults 0.04]

Prints its port. Each personalization that it accepts is a line "attempt message address arrival" of the record before
it answers. SIGUSR1 ends the faults. The last line of its output, at SIGTERM, is what it did, as JSON.

Events of one attempt may come before those of older ones, by DISORDER seconds at most, however slow the receiver is:
that is the premise on which the absence of an event proves anything (`alerts.delivery.doubts.GRACE`).
"""

import argparse
import base64
import http.client
import json
import os
import random
import signal
import threading
import time
import uuid
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.contract.mail_send_rules import faults_of, faults_of_request, read_strictly

LATENESS, DISORDER = 2.0, 2.5
EVENTS_IN_A_REQUEST = 500
# What happens to a request: the share of each is --faults.
FAULTS = ("drop unrecorded", "drop recorded", "500 unrecorded", "500 recorded", "429", "no answer for long")


class Events:
    """Events on their way to the receiver: late, shuffled, each once to three times, until the receiver takes them."""

    def __init__(self, url: str, key: ec.EllipticCurvePrivateKey, seed: int) -> None:
        self.url, self.key, self.random = urlsplit(url), key, random.Random(seed)
        self.lock = threading.Lock()
        self.waiting: list[tuple[float, float, dict[str, object]]] = []  # due, recorded, event
        self.under_way: list[tuple[float, float, dict[str, object]]] = []
        self.counts: Counter[str] = Counter()

    def tell(self, attempt: str, people: list[tuple[str, str]]) -> None:
        now = time.monotonic()
        with self.lock:
            for message, address in people:
                for kind in ("processed", "delivered"):
                    event = {
                        "event": kind, "sg_event_id": uuid.uuid4().hex, "timestamp": int(time.time()),
                        "email": address, "cw_attempt": attempt, "cw_message": message, "cw_kind": "alert",
                    }  # fmt: skip
                    for _ in range(self.random.choice((1, 1, 2, 3))):
                        self.waiting.append((now + self.random.uniform(0, LATENESS), now, event))

    def post_for_ever(self) -> None:
        while True:
            ready = self._take()
            if not ready:
                time.sleep(0.05)
                continue
            was_taken = self._post([event for _, _, event in ready])
            with self.lock:
                self.counts["events taken" if was_taken else "events to be told again"] += len(ready)
                self._move(ready, self.under_way, self.waiting if not was_taken else [])
            if not was_taken:
                time.sleep(0.2)

    def _take(self) -> list[tuple[float, float, dict[str, object]]]:
        now = time.monotonic()
        with self.lock:
            latest = min((recorded for _, recorded, _ in self.waiting + self.under_way), default=now) + DISORDER
            ready = [entry for entry in self.waiting if entry[0] <= now and entry[1] <= latest]
            self.random.shuffle(ready)
            ready = ready[:EVENTS_IN_A_REQUEST]
            self._move(ready, self.waiting, self.under_way)
        return ready

    @staticmethod
    def _move(entries: list, origin: list, target: list) -> None:
        chosen = set(map(id, entries))
        origin[:] = [entry for entry in origin if id(entry) not in chosen]
        target += entries

    def _post(self, events: list[dict[str, object]]) -> bool:
        body, timestamp = json.dumps(events).encode(), str(int(time.time()))
        signature = self.key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        headers = {
            "Content-Type": "application/json",
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
        }
        connection = http.client.HTTPConnection(self.url.hostname or "", self.url.port, timeout=10)
        try:
            connection.request("POST", self.url.path, body, headers)
            return connection.getresponse().status == 204
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class Sink:
    """What happens to a request, by chance, and the record of what was accepted."""

    def __init__(self, given: argparse.Namespace, events: Events | None) -> None:
        self.events, self.sample = events, given.events_of_a_request
        self.fault_rate, self.delay = given.faults, given.delay
        self.random, self.lock = random.Random(given.seed), threading.Lock()
        self.counts: Counter[str] = Counter()
        self.record = os.open(given.record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def calm(self) -> None:
        self.fault_rate, self.delay = 0.0, 0.0

    def chance(self) -> tuple[str, float]:
        """The fault of the next request, if any, and the seconds that it takes."""
        with self.lock:
            place = int(self.random.random() / self.fault_rate) if self.fault_rate else len(FAULTS)
            fault = FAULTS[place] if place < len(FAULTS) else ""
            self.counts[fault or "answered"] += 1
            return fault, self.random.uniform(0, self.delay)

    def accept(self, payload: dict, arrived: float) -> None:
        attempt = payload["custom_args"]["cw_attempt"]
        people = [(p["custom_args"]["cw_message"], p["to"][0]["email"]) for p in payload["personalizations"]]
        lines = "".join(f"{attempt} {message} {address} {arrived}\n" for message, address in people)
        with self.lock:
            os.write(self.record, lines.encode())
        if self.events:
            self.events.tell(attempt, people[: self.sample])


def handler_of(sink: Sink) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if len(body) < int(self.headers["Content-Length"]):  # its sender died while it wrote
                self.close_connection = True
                return None
            arrived = time.time()
            fault, seconds = sink.chance()
            time.sleep(seconds)
            payload = read_strictly(body)
            if wrong := faults_of_request(self.headers, body) + faults_of(payload):
                sink.counts["REFUSED AS INVALID"] += 1
                return self.answer(400, {"errors": [{"message": message, "field": field} for field, message in wrong]})
            if fault == "429":
                return self.answer(429, None, {"Retry-After": "1"})
            if fault.endswith("unrecorded"):
                return self.fail(fault)
            sink.accept(payload, arrived)
            if fault == "no answer for long":
                time.sleep(3)
            elif fault:
                return self.fail(fault)
            return self.answer(202, None, {"X-Message-Id": uuid.uuid4().hex})

        def fail(self, fault: str) -> None:
            if fault.startswith("500"):
                return self.answer(500, {"errors": [{"message": "a fault of the test", "field": None}]})
            self.close_connection = True
            return None

        def answer(self, status: int, told: object, headers: dict[str, str] | None = None) -> None:
            body = json.dumps(told).encode() if told else b""
            try:
                self.send_response(status)
                for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # who asked has gone
                self.close_connection = True

        def log_message(self, *parts: object) -> None:
            pass

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, request: object, client_address: object) -> None:
        """Senders are killed amid their requests."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--record", required=True)
    options.add_argument("--events-to", required=True)
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--no-events", action="store_true")
    options.add_argument("--faults", type=float, default=0.04, help="share of requests for each kind of fault")
    options.add_argument("--delay", type=float, default=0.8, help="the most seconds before a request is recorded")
    options.add_argument("--events-of-a-request", type=int, default=5, help="how many of its people are told of")
    given = options.parse_args()
    key = serialization.load_pem_private_key(os.environ["EVENTS_KEY"].encode(), None)
    events = None if given.no_events else Events(given.events_to, key, given.seed)
    sink = Sink(given, events)
    server = Server(("127.0.0.1", 0), handler_of(sink))
    signal.signal(signal.SIGUSR1, lambda *_: sink.calm())
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    for _ in range(2 if events else 0):
        threading.Thread(target=events.post_for_ever, daemon=True).start()
    print(server.server_port, flush=True)
    server.serve_forever(0.05)
    print(json.dumps({**sink.counts, **(events.counts if events else {})}), flush=True)
    os._exit(0)  # requests may be under way that nobody waits for


if __name__ == "__main__":
    main()
