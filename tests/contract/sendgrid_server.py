"""A local server that speaks SendGrid's `POST /v3/mail/send` and refuses what `mail_send_rules` says SendGrid refuses.

It also keeps SendGrid's lists of addresses it doesn't write to (`lists`), from which one is taken by DELETE
(https://www.twilio.com/docs/sendgrid/api-reference/bounces-api/delete-a-bounce).

Each personalization is recorded before the answer. `faults` are what happens to the next requests, in their order.
"""

import json
import socket
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from tests.contract.mail_send_rules import MOST_BYTES, faults_of, faults_of_request, read_strictly

KEY = "SG.test"


class MailSend:
    """The running server: what it was asked, what it accepted, how often it was connected to.

    A fault is a status, (status, headers), "drop before" or "drop after" (recording), or ("delay", seconds).
    """

    def __init__(self, *, names_the_person_at_fault=True):
        self.faults, self.requests, self.accepted, self.connections = [], [], [], 0
        self.names_the_person_at_fault = names_the_person_at_fault
        self.refused_addresses = set()
        self.lists, self.deleted = {name: set() for name in ("bounces", "invalid_emails", "spam_reports")}, []
        self.lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self):
                server.connections += 1
                super().setup()

            def do_POST(self):
                server.answer(self)

            def do_DELETE(self):
                server.answer_delete(self)

            def log_message(self, *parts):
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self):
        self._http.shutdown()
        self._http.server_close()

    def answer(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        with self.lock:
            fault = self.faults.pop(0) if self.faults else None
        if fault == "drop before":
            return self._drop(handler)
        is_delay = isinstance(fault, tuple) and fault[0] == "delay"
        if isinstance(fault, int | tuple) and not is_delay:
            status, headers = fault if isinstance(fault, tuple) else (fault, {})
            return self._reply(handler, status, headers, [("", f"answer {status} of the test")])
        if handler.path != "/v3/mail/send":
            return self._reply(handler, 404, {}, [("", "not found")])
        if handler.headers["Authorization"] != f"Bearer {KEY}":
            return self._reply(handler, 401, {}, [("", "authorization required")])
        if len(body) >= MOST_BYTES:
            return self._reply(handler, 413, {}, [("", "too large")])
        payload = read_strictly(body)
        wrong = faults_of_request(handler.headers, body) + faults_of(payload)
        for position, person in enumerate(payload.get("personalizations", [])):
            if any(to["email"] in self.refused_addresses for to in person["to"]):
                wrong.append((f"personalizations.{position}.to.0.email", "does not contain a valid address"))
        with self.lock:
            self.requests.append(payload)
            if not wrong:
                self.accepted += payload["personalizations"]
        if wrong:
            return self._reply(handler, 400, {}, wrong)
        if fault == "drop after":
            return self._drop(handler)
        if is_delay:
            time.sleep(fault[1])
        return self._reply(handler, 202, {"X-Message-Id": uuid.uuid4().hex}, None)

    def answer_delete(self, handler):
        """204 where the address was on the list, 404 where not."""
        with self.lock:
            fault = self.faults.pop(0) if self.faults else None
        if fault == "drop before":
            return self._drop(handler)
        if isinstance(fault, int | tuple):
            status, headers = fault if isinstance(fault, tuple) else (fault, {})
            return self._reply(handler, status, headers, [("", f"answer {status} of the test")])
        if handler.headers["Authorization"] != f"Bearer {KEY}":
            return self._reply(handler, 401, {}, [("", "authorization required")])
        _, version, kind, name, address = handler.path.split("/")
        address = unquote(address)
        if (version, kind) != ("v3", "suppression") or address not in self.lists.get(name, ()):
            return self._reply(handler, 404, {}, [("", "not found")])
        self.lists[name].discard(address)
        self.deleted.append((name, address))
        if fault == "drop after":
            return self._drop(handler)
        return self._reply(handler, 204, {}, None)

    def _reply(self, handler, status, headers, errors):
        names = self.names_the_person_at_fault
        told = [
            {"message": message, "field": (field or None) if names else None, "help": None}
            for field, message in errors or []
        ]
        body = json.dumps({"errors": told}).encode() if errors else b""
        handler.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        with suppress(OSError):  # the client may have gone
            handler.wfile.write(body)

    def _drop(self, handler):
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def local_sendgrid(settings):
    """Run a server and send through it by these settings."""
    running = MailSend()
    settings.EMAIL_TRANSPORT, settings.SENDGRID_API_KEY, settings.SENDGRID_API_HOST = "sendgrid", KEY, running.address
    yield running
    running.stop()
