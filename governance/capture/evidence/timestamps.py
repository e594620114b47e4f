"""Has the last checkpoint, and evidence bundles, time-stamped by an authority (RFC 3161), where TSA_URL names one.

One token says of all records in the log that they were there by then. `openssl ts` makes the request and verifies what
comes back. Nothing waits for it: what fails is tried again with the next round.
"""

import shutil
import subprocess
import tempfile
import time
from datetime import datetime
from pathlib import Path

import httpx2
import structlog
from django.conf import settings

from governance.models import Checkpoint

logger = structlog.get_logger(__name__)
_SECONDS = 20
_MOST_BYTES = 64 * 1024
_OPENSSL = "openssl"


class NoToken(Exception):
    """No token was had that holds; the text says why."""


def timestamp_checkpoint(now: datetime) -> dict[str, int]:
    """Get a token for the last checkpoint if it has none, and return counts; without TSA_URL do nothing."""
    if not settings.TSA_URL:
        return {"timestamped": 0}
    checkpoint = Checkpoint.objects.order_by("-pk").first()
    if checkpoint is None or checkpoint.token is not None:
        return {"timestamped": 0}
    try:
        token, chain = token_for(checkpoint.text.encode())
    except NoToken as error:
        logger.warning("checkpoint_not_timestamped", size=checkpoint.size, error=str(error))
        return {"timestamped": 0, "failed": 1}
    Checkpoint.objects.filter(pk=checkpoint.pk).update(token=token, token_chain=chain)
    return {"timestamped": 1}


def token_for(data: bytes) -> tuple[bytes, str]:
    """Return the authority's answer over these bytes, once it was verified with TSA_CHAIN, and that. Raises NoToken."""
    try:
        chain = Path(settings.TSA_CHAIN).read_text(encoding="ascii")
        return _verified_token(data), chain
    except (OSError, UnicodeDecodeError) as error:
        raise NoToken(str(error)) from error


def _verified_token(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        stated, request, answer = (Path(folder, name) for name in ("checkpoint", "request.tsq", "answer.tsr"))
        stated.write_bytes(data)
        _openssl("ts", "-query", "-data", str(stated), "-sha256", "-cert", "-out", str(request))
        answer.write_bytes(_asked(request.read_bytes()))
        _openssl(
            *("ts", "-verify", "-queryfile", str(request)), *("-in", str(answer), "-CAfile", str(settings.TSA_CHAIN))
        )
        return answer.read_bytes()


def _asked(request: bytes) -> bytes:
    """Send the request (RFC 3161, 3.4) and return the answer's body. TSA_URL is the operator's own word."""
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        with (
            httpx2.Client(timeout=_SECONDS, trust_env=False) as client,
            client.stream("POST", settings.TSA_URL, content=request, headers=headers) as answer,
        ):
            if answer.status_code != httpx2.codes.OK:
                raise NoToken(f"It answered {answer.status_code}.")
            body, ends_at = b"", time.monotonic() + _SECONDS
            for part in answer.iter_bytes():
                body += part
                if len(body) > _MOST_BYTES or time.monotonic() > ends_at:
                    raise NoToken("Its answer is too long, or takes too long.")
            return body
    except httpx2.HTTPError as error:
        raise NoToken(f"It can't be asked: {error}.") from error


def _openssl(*arguments: str) -> None:
    program = shutil.which(_OPENSSL)
    if program is None:
        raise NoToken("The program openssl is not installed.")
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            [program, *arguments], capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NoToken("openssl took too long.") from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise NoToken(f"openssl {arguments[0]} {arguments[1]}: {said[-1] if said else done.returncode}")
