"""The little of the Chrome DevTools Protocol that a capture needs (https://chromedevtools.github.io/devtools-protocol/).

It is spoken over a pipe: JSON messages with a zero byte after each. No port is opened that a page could reach.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from itertools import count
from typing import Any

Listener = Callable[[str, dict[str, Any]], None]


class DevToolsRefused(Exception):
    """The browser answered with an error, such as that the page has gone meanwhile."""


class DevTools:
    """Sends commands and hands events to whoever listens to their session."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._listeners: dict[str, Listener] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self.is_closed = False
        self._reading = asyncio.create_task(self._read())

    async def send(self, method: str, *, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Return the result of a command, or raise DevToolsRefused, or ConnectionError where the browser has ended."""
        if self.is_closed:
            raise ConnectionError("The browser has ended.")
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(json.dumps(message).encode() + b"\0")
            await self._writer.drain()
            result: dict[str, Any] = await answer
            return result
        finally:
            self._waiting.pop(number, None)

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run the work in the background. Its failure is ignored once the page is closed."""
        task = asyncio.create_task(_unless_gone(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def listen(self, session: str, listener: Listener) -> None:
        """Call the listener with each event of the session."""
        self._listeners[session] = listener

    def forget(self, session: str) -> None:
        """Stop calling the listener of the session."""
        self._listeners.pop(session, None)

    async def close(self) -> None:
        """End the connection, and what runs in the background."""
        tasks = [self._reading, *self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._writer.close()

    async def _read(self) -> None:
        try:
            while True:
                message = json.loads((await self._reader.readuntil(b"\0"))[:-1])
                self._take(message)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # It has ended, or says what can't be read.
        finally:
            self.is_closed = True
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(ConnectionError("The browser has ended."))

    def _take(self, message: dict[str, Any]) -> None:
        if "id" in message:
            answer = self._waiting.get(message["id"])
            if answer is None or answer.done():
                return
            if "error" in message:
                answer.set_exception(DevToolsRefused(str(message["error"].get("message", ""))))
            else:
                answer.set_result(message.get("result", {}))
        elif (listener := self._listeners.get(message.get("sessionId", ""))) is not None:
            listener(message["method"], message.get("params", {}))


async def _unless_gone(work: Coroutine[Any, Any, Any]) -> None:
    with suppress(DevToolsRefused, ConnectionError):
        await work
