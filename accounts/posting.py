"""Sends a mail in a thread beside the request, so the answer takes no longer when a mail is sent.

Otherwise the provider's speed would tell whether an address has an account. The mails wait in this process: if it is
killed they are lost, and people ask again. After the provider refused one, requests within BROKEN_SECONDS are told so
at once, whether or not the address is known.
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
    """This process's knowledge of the provider: until when, by the monotonic clock, nothing is tried."""

    broken_until: float = 0


_state = _State()


def post(message: EmailMessage) -> None:
    """Send the mail soon. If two hundred wait already it is dropped, and the log says so.

    Raises MailUnavailable while the provider takes no mail. A mail that may have been accepted counts as sent: if the
    person were shown an error instead, the code in it would be of no use, and a second copy would only confuse.
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
