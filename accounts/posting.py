"""Sending a mail beside the request that it answers, so that the answer takes no longer where one is sent.

How long the mail provider takes would tell whether an address has an account. The mails wait in this process: when it
is killed they are lost, and whoever wants one asks again. Once the provider took none, who asks within BROKEN_SECONDS
is told so at once, whether or not the address is known.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore

import structlog
from django.conf import settings
from django.core.mail import EmailMessage

from accounts.outgoing import MailUnavailable, MaybeAccepted, NotAccepted

logger = structlog.get_logger(__name__)

_THREADS = 2
_PAUSES = (1, 5)  # seconds before it is tried again
_room = BoundedSemaphore(200)
BROKEN_SECONDS = 60


@dataclass
class _State:
    """What this process knows of the provider. By the monotonic clock: until when nothing is tried."""

    broken_until: float = 0


_state = _State()


def post(message: EmailMessage) -> None:
    """Send the mail soon; where two hundred wait already it is dropped, which the log says.

    Raises MailUnavailable where the provider takes none. A mail that may have been accepted counts as sent: its code
    would be of no use to somebody who was answered with an error, and a second copy is what nobody waits for.
    """
    if time.monotonic() < _state.broken_until:
        raise MailUnavailable
    if not settings.ACCOUNT_MAIL_IN_BACKGROUND:
        _send_at_once(message)
        return
    if not _room.acquire(blocking=False):
        logger.error("account_mail_dropped")
        return
    _pool().submit(_send, message)


def _send_at_once(message: EmailMessage) -> None:
    try:
        message.send()
    except MaybeAccepted:
        logger.warning("account_mail_in_doubt")
    except NotAccepted as error:
        logger.error("account_mail_failed", error=type(error).__name__, tries_again=False)
        raise MailUnavailable from error


def _send(message: EmailMessage) -> None:
    try:
        for pause in (*_PAUSES, None):
            try:
                message.send()
                _state.broken_until = 0
                return
            except MaybeAccepted:
                logger.warning("account_mail_in_doubt")
                return
            except Exception as error:  # noqa: BLE001  (the thread's last frame: nobody above would hear of it)
                # A reason of the provider's may name the address, and the log shall not.
                logger.warning("account_mail_failed", error=type(error).__name__, tries_again=pause is not None)
                if pause is None:
                    _state.broken_until = time.monotonic() + BROKEN_SECONDS
                    return
                time.sleep(pause)
    finally:
        _room.release()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="account-mail")
