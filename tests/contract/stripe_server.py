"""A local server that speaks Stripe's REST for the calls that the service makes, over a `StripeAccount`.

Forms with nested brackets, idempotency keys, pages by `starting_after`, and errors are Stripe's
(https://docs.stripe.com/api). Where Stripe's published schema is installed every request and every answer is held
against it, and what they have against it is in `violations`.
"""

import copy
import json
import re
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.contract import stripe_routes, stripe_schema
from tests.contract.stripe_account import StripeAccount
from tests.contract.stripe_objects import Refusal

KEY = "sk_test_of_the_tests"


def tree(encoded):
    """`items[0][price]=x` as {"items": [{"price": "x"}]}; a name that ends in [] gathers its values."""
    root = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        first, *rest = [name.split("[", 1)[0], *re.findall(r"\[([^\]]*)\]", name)]
        node = root
        for part, following in zip([first, *rest], rest, strict=False):
            node = node.setdefault(part, {})
            if following == "":
                following = str(len(node))
                rest[-1] = following
        node[rest[-1] if rest else first] = value
    return _with_lists(root)


def _with_lists(node):
    if not isinstance(node, dict):
        return node
    if node and list(node) == [str(n) for n in range(len(node))]:
        return [_with_lists(value) for value in node.values()]
    return {name: _with_lists(value) for name, value in node.items()}


class StripeServer:
    """The running server: its account, what it was asked, and what happens to the next requests (`faults`).

    A fault is a status, (status, error fields), "drop before" or "drop after" (doing it), or ("delay", seconds). It
    may be kept to one kind of request: {"POST /v1/customers": fault}.
    """

    def __init__(self, account=None):
        self.account = account or StripeAccount()
        self.faults, self.requests, self.violations, self.replayed = [], [], [], 0
        self._answered = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                server.answer(self, "get")

            def do_POST(self):
                server.answer(self, "post")

            def do_DELETE(self):
                server.answer(self, "delete")

            def log_message(self, *parts):
                pass

        self._http = _Threading(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self._http.shutdown()
        self._http.server_close()

    def count(self, method, path):
        return sum(1 for asked in self.requests if asked[:2] == (method, path))

    def answer(self, handler, method):
        address = urlsplit(handler.path)
        body = handler.rfile.read(int(handler.headers["Content-Length"] or 0)).decode()
        form = tree(body if method == "post" else "&".join(part for part in (address.query, body) if part))
        with self.account.lock:
            self.requests.append((method, address.path, form))
            fault = self._fault_of(method, address.path)
        if fault == "drop before":
            return _drop(handler)
        if isinstance(fault, tuple) and fault[0] == "delay":
            time.sleep(fault[1])
        elif isinstance(fault, int | tuple):
            status, fields = fault if isinstance(fault, tuple) else (fault, {})
            return _reply(handler, status, {"error": {"type": "api_error", "message": "of the test", **fields}})
        with self.account.lock:
            status, answer = self._once(handler.headers, method, address.path, body, form)
        if fault == "drop after":
            return _drop(handler)
        return _reply(handler, status, answer)

    def _fault_of(self, method, path):
        for place, fault in enumerate(self.faults):
            if not isinstance(fault, dict):
                return self.faults.pop(place)
            if f"{method.upper()} {path}" in fault:
                return self.faults.pop(place)[f"{method.upper()} {path}"]
        return None

    def _once(self, headers, method, path, body, form):
        """The same key brings the same answer; with other parameters it is refused."""
        if headers["Authorization"] != f"Bearer {KEY}":
            return 401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}}
        key = headers["Idempotency-Key"] if method == "post" else None
        if key in self._answered:
            asked, answered = self._answered[key]
            if asked != (path, body):
                text = (
                    "Keys for idempotent requests can only be used with the same parameters they were first used with."
                )
                return 400, {"error": {"type": "idempotency_error", "message": text}}
            self.replayed += 1
            return answered
        answered = self._routed(method, path, form)
        if key and answered[0] < 500:
            self._answered[key] = ((path, body), answered)
        return answered

    def _routed(self, method, path, form):
        self.violations += [
            f"{method} {path}: {fault}" for fault in stripe_schema.faults_of_request(method, path, form)
        ]
        try:
            answer = copy.deepcopy(stripe_routes.route(self.account, self.address, method, path, form))
        except Refusal as refusal:
            return refusal.status, {"error": refusal.error}
        self.violations += [
            f"answer to {method} {path}: {fault}" for fault in stripe_schema.faults_of_answer(method, path, answer)
        ]
        return 200, answer


class _Threading(ThreadingHTTPServer):
    request_queue_size = 128


def _reply(handler, status, answer):
    body = json.dumps(answer).encode()
    handler.send_response(status)
    # As Stripe says it to its libraries; without it they decide by the status.
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body))}.items():
        handler.send_header(name, value)
    handler.end_headers()
    with suppress(OSError):  # the client may have gone
        handler.wfile.write(body)


def _drop(handler):
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)
