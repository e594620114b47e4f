"""The local web over HTTP/2: the same answers, on the port of HTTPS."""

import asyncio
from collections.abc import Callable

import h2.config
import h2.connection
import h2.events

from tests.local_web.answers import Answer, Asked


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Callable[[Asked], Answer]) -> None:
    """Answer the requests of one connection, one after the other. What is `raw` is sent as frames, whatever it is."""
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    waiting: dict[int, bytes] = {}
    cut: set[int] = set()
    while data := await reader.read(64 * 1024):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                said = answer(_asked(dict(event.headers)))  # type: ignore[arg-type]
                connection.send_headers(event.stream_id, _head(said))
                waiting[event.stream_id] = said.body if said.cut_after is None else said.body[: said.cut_after]
                if said.cut_after is not None:
                    cut.add(event.stream_id)
                if said.raw is not None:
                    writer.write(connection.data_to_send() + said.raw)
        for stream, body in list(waiting.items()):
            size = min(connection.local_flow_control_window(stream), len(body))
            for start in range(0, size, connection.max_outbound_frame_size):
                connection.send_data(stream, body[start : min(start + connection.max_outbound_frame_size, size)])
            waiting[stream] = body[size:]
            if not waiting[stream]:
                del waiting[stream]
                connection.reset_stream(stream, 2) if stream in cut else connection.end_stream(stream)
        writer.write(connection.data_to_send())
        await writer.drain()


def _asked(headers: dict[str, str]) -> Asked:
    named = {name: value for name, value in headers.items() if not name.startswith(":")}
    return Asked(headers[":method"], headers[":authority"].partition(":")[0], headers[":path"], named, is_tls=True)


def _head(answer: Answer) -> list[tuple[str, str]]:
    return [(":status", str(answer.status)), *((name.lower(), value) for name, value in answer.headers)]
