"""An endpoint of chat completions on loopback, which answers well or in one of the ways in which such a thing lies."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from outbound.ip_addresses import Endpoint
from tests.local_web import dialling

MODEL = "small-writer"
# {"sentence", "cites"} rows, made of the statements that were sent.
Says = Callable[[list[dict[str, str]]], Any]


class LocalModel:
    """Where it is asked, what it is to say, and how: `manner` is one of `MANNERS`."""

    MANNERS = ("well", "fenced", "in pieces", "late", "drips", "huge", "html", "no json", "no list", "other fields",
               "refuses", "filtered", "cut", "other model", "no model", "of a day", "500", "redirects", "breaks off",
               "no usage", "uses nothing")  # fmt: skip

    def __init__(self) -> None:
        self.manner = "well"
        self.says: Says = derived
        self.usage = (100, 50)
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.redirected = 0
        self.address = ""
        self.let_go = threading.Event()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        if request.path != "/v1/chat/completions":
            self.redirected += 1
            self._send(request, b"{}")
            return
        asked = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        self.asked.append(asked)
        self.headers.append(dict(request.headers.items()))
        body = self._completion(asked)
        if self.manner == "late":
            self.let_go.wait(60)
        elif self.manner == "drips":
            self._drip(request)
            return
        elif self.manner == "500":
            self._send(request, b"the key sk-secret is wrong", status=500)
            return
        elif self.manner == "redirects":
            self._send(request, b"", status=307, headers={"Location": "/elsewhere"})
            return
        elif self.manner == "huge":
            body = body[:-1] + b', "more": "' + b"x" * 200_000 + b'"}'
        elif self.manner == "html":
            body = b"<html><body>Please sign in.</body></html>"
        self._send(request, body, in_pieces=self.manner == "in pieces", breaks_off=self.manner == "breaks off")

    def _completion(self, asked: dict[str, Any]) -> bytes:
        told = json.loads(asked["messages"][1]["content"].split("\n")[1])
        text = json.dumps(self.says(told))
        text = {
            "fenced": f"```json\n{text}\n```",
            "no json": "Here are your sentences: We share data.",
            "no list": json.dumps({"sentences": self.says(told)}),
            "other fields": json.dumps([{"text": "We share data.", "cites": []}]),
        }.get(self.manner, text)
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if self.manner == "refuses":
            message |= {"content": None, "refusal": "I can't help with that."}
        reason = {"filtered": "content_filter", "cut": "length"}.get(self.manner, "stop")
        usage = {"prompt_tokens": self.usage[0], "completion_tokens": self.usage[1]}
        found: dict[str, Any] = {
            "object": "chat.completion",
            "model": {"other model": "large-writer", "of a day": f"{MODEL}-2026-03-01"}.get(
                self.manner, asked["model"]
            ),
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
            "usage": {"uses nothing": {"prompt_tokens": 0, "completion_tokens": 0}}.get(self.manner, usage),
        }
        if self.manner == "no model":
            del found["model"]
        if self.manner == "no usage":
            del found["usage"]
        return json.dumps(found).encode()

    def _drip(self, request: BaseHTTPRequestHandler) -> None:
        """A byte now and then, for ever: no single read takes long."""
        request.send_response(200)
        request.end_headers()
        with suppress(OSError):
            while not self.let_go.wait(0.05):
                request.wfile.write(b" ")
                request.wfile.flush()

    def _send(
        self,
        request: BaseHTTPRequestHandler,
        body: bytes,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        in_pieces: bool = False,
        breaks_off: bool = False,
    ) -> None:
        with suppress(OSError):
            request.send_response(status)
            for name, value in (headers or {}).items():
                request.send_header(name, value)
            request.send_header("Content-Length", str(len(body) + 10 * breaks_off))
            request.end_headers()
            step = 7 if in_pieces else len(body) or 1
            for begins in range(0, len(body), step):
                request.wfile.write(body[begins : begins + step])
                request.wfile.flush()


def derived(told: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Sentences that say the clause as it stands now, one a clause: true whatever the clause is."""
    return [
        {"sentence": f"The text now says that {one['after'][:1].lower()}{one['after'][1:]}", "cites": [one["id"]]}
        for one in told
        if one["after"]
    ]


@contextmanager
def local_model() -> Iterator[LocalModel]:
    """Serve a model on a port of loopback, which may be dialled while it is entered."""
    model = LocalModel()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model.answer(self)

        do_GET = do_POST

        def log_message(self, *said: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    endpoint = Endpoint("127.0.0.1", server.server_address[1])
    model.address = f"http://127.0.0.1:{endpoint.port}/v1/chat/completions"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    dialling.permitted.add(endpoint)
    try:
        yield model
    finally:
        dialling.permitted.discard(endpoint)
        model.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join(60)
