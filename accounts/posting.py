"""Sending a mail beside the request that it answers, so that the answer takes no longer where one is sent.

How long the mail provider takes would tell whether an address has an account. The mails wait in this process: when it
is killed they are lost, and whoever wants one asks again.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import BoundedSemaphore

import structlog
from django.conf import settings
from django.core.mail import EmailMessage

logger = structlog.get_logger(__name__)

_THREADS = 2
_PAUSES = (1, 5)  # seconds before it is tried again
_room = BoundedSemaphore(200)


def post(message: EmailMessage) -> None:
    """Send the mail soon; where two hundred wait already it is dropped, which the log says."""
    if not settings.ACCOUNT_MAIL_IN_BACKGROUND:
        message.send()
        return
    if not _room.acquire(blocking=False):
        logger.error("account_mail_dropped")
        return
    _pool().submit(_send, message)


def _send(message: EmailMessage) -> None:
    try:
        for pause in (*_PAUSES, None):
            try:
                message.send()
                return
            except Exception as error:  # noqa: BLE001  (the thread's last frame: nobody above would hear of it)
                # A reason of the provider's may name the address, and the log shall not.
                logger.warning("account_mail_failed", error=type(error).__name__, tries_again=pause is not None)
                if pause is None:
                    return
                time.sleep(pause)
    finally:
        _room.release()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="account-mail")
