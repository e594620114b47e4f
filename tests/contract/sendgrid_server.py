"""A local server that speaks SendGrid's `POST /v3/mail/send` and refuses what the documents say SendGrid refuses.

The rules are those of `tsg_mail_v3.json` (github.com/twilio/sendgrid-oai) and of Twilio's pages on mail/send. Each
personalization is recorded before the answer. `faults` are what happens to the next requests, in their order.
"""

import json
import socket
import threading
import time
import uuid
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "SG.test"
RESERVED = {
    "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding",
    "to", "from", "subject", "reply-to", "cc", "bcc",
}  # fmt: skip
KNOWN = {
    "personalizations", "from", "reply_to", "reply_to_list", "subject", "content", "attachments", "template_id",
    "headers", "categories", "custom_args", "send_at", "batch_id", "asm", "ip_pool_name", "mail_settings",
    "tracking_settings",
}  # fmt: skip
KNOWN_OF_A_PERSON = {
    "from", "to", "cc", "bcc", "subject", "headers", "substitutions", "dynamic_template_data", "custom_args", "send_at",
}  # fmt: skip


def faults_of(payload):
    """What SendGrid would refuse, as (field, message)."""
    if not isinstance(payload, dict):
        return [("", "not an object")]
    people = payload.get("personalizations")
    found = [(name, "unknown field") for name in payload.keys() - KNOWN]
    if not isinstance(people, list) or not 1 <= len(people) <= 1000:
        return [*found, ("personalizations", "1 to 1000 personalizations are required")]
    found += _faults_of_address(payload.get("from"), "from")
    if not str((payload.get("from") or {}).get("name", "")).isascii():
        found.append(("from.name", "no Unicode"))
    if "reply_to" in payload:
        found += _faults_of_address(payload["reply_to"], "reply_to")
    if not payload.get("subject"):
        found.append(("subject", "required"))
    found += _faults_of_content(payload.get("content"))
    categories = payload.get("categories", [])
    if len(categories) > 10 or len(set(categories)) != len(categories) or any(len(c) > 255 for c in categories):
        found.append(("categories", "at most 10, unique, of 255 characters"))
    found += _faults_of_map(payload.get("custom_args", {}), "custom_args", most=10_000)
    found += _faults_of_headers(payload.get("headers", {}), "headers")
    for position, person in enumerate(people):
        found += _faults_of_person(person, f"personalizations.{position}")
    addresses = [to["email"].casefold() for person in people for to in person.get("to", []) if "email" in to]
    if len(set(addresses)) != len(addresses):
        found.append(("personalizations", "each address should be unique"))
    if len(addresses) > 1000:
        found.append(("personalizations", "at most 1000 recipients"))
    return found


def _faults_of_person(person, where):
    found = [(f"{where}.{name}", "unknown field") for name in person.keys() - KNOWN_OF_A_PERSON]
    if not person.get("to"):
        found.append((f"{where}.to", "required"))
    for place, address in enumerate(person.get("to", [])):
        found += _faults_of_address(address, f"{where}.to.{place}")
    found += _faults_of_headers(person.get("headers", {}), f"{where}.headers")
    found += _faults_of_map(person.get("substitutions", {}), f"{where}.substitutions", most=10_000)
    found += _faults_of_map(person.get("custom_args", {}), f"{where}.custom_args", most=10_000)
    return found


def _faults_of_address(address, where):
    if not isinstance(address, dict) or "email" not in address:
        return [(where, "an email is required")]
    local, _, domain = address["email"].rpartition("@")
    if not local or "." not in domain or not address["email"].isascii() or " " in address["email"]:
        return [(f"{where}.email", "not a valid address")]
    if set(";,") & set(address.get("name", "")):
        return [(f"{where}.name", "no ; or ,")]
    return []


def _faults_of_content(content):
    if not content or any(not part.get("type") or not part.get("value") for part in content):
        return [("content", "a type and a value are required")]
    types = [part["type"] for part in content]
    return [] if types == sorted(types, reverse=True) else [("content", "text/plain before text/html")]


def _faults_of_map(values, where, *, most):
    if any(not isinstance(value, str) for value in values.values()):
        return [(where, "strings only")]
    return [(where, f"over {most} bytes")] if len(json.dumps(values, ensure_ascii=False).encode()) > most else []


def _faults_of_headers(headers, where):
    if RESERVED & {name.lower() for name in headers}:
        return [(where, "a reserved header")]
    if any(not isinstance(value, str) or set("\r\n") & set(value) for value in headers.values()):
        return [(where, "strings of one line only")]
    return []


class MailSend:
    """The running server: what it was asked, what it accepted, how often it was connected to.

    A fault is a status, (status, headers), "drop before" or "drop after" (recording), or ("delay", seconds).
    """

    def __init__(self, *, names_the_person_at_fault=True):
        self.faults, self.requests, self.accepted, self.connections = [], [], [], 0
        self.names_the_person_at_fault = names_the_person_at_fault
        self.refused_addresses = set()
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
        if len(body) >= 30_000_000:
            return self._reply(handler, 413, {}, [("", "too large")])
        payload = json.loads(body)
        wrong = faults_of(payload)
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
