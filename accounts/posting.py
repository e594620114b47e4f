"""Sends a mail in a thread beside the request, so the answer takes no longer when a mail is sent.

Otherwise the provider's speed would tell whether an address has an account. The mails wait in this process: if it is
killed they are lost, and people ask again. After the provider refused one, requests within BROKEN_SECONDS are told so
at once, whether or not the address is known.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

import structlog
from django.conf import settings
from django.core.mail import EmailMessage

from accounts.outgoing import MailUnavailable, MaybeAccepted, NotAccepted

logger = structlog.get_logger(__name__)

BROKEN_SECONDS = 60


class Posting:
    """Sends mails in threads of this process. At most two hundred wait; a further one is dropped.

    `broken_until` says until when, by the monotonic clock, nothing is tried. A mail that was refused is tried again
    after each of `pauses`, in seconds.
    """

    def __init__(self, *, pauses: tuple[float, ...] = (1, 5)) -> None:
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="account-mail")
        self._room = BoundedSemaphore(200)
        self._pauses = pauses
        self.broken_until: float = 0

    def post(self, message: EmailMessage) -> None:
        """Send the mail soon. If there is no room it is dropped, and the log says so.

        Raises MailUnavailable while the provider takes no mail. A mail that may have been accepted counts as sent: if
        the person were shown an error instead, the code in it would be of no use, and a second copy would only confuse.
        """
        if time.monotonic() < self.broken_until:
            raise MailUnavailable
        if not settings.ACCOUNT_MAIL_IN_BACKGROUND:
            _send_at_once(message)
        elif self._room.acquire(blocking=False):
            self._pool.submit(self._send, message)
        else:
            logger.error("account_mail_dropped")

    def finish(self) -> None:
        """Send what waits, and take nothing more."""
        self._pool.shutdown(wait=True)

    def _send(self, message: EmailMessage) -> None:
        try:
            for pause in (*self._pauses, None):
                try:
                    message.send()
                    self.broken_until = 0
                    return
                except MaybeAccepted:
                    logger.warning("account_mail_in_doubt")
                    return
                except Exception as error:  # noqa: BLE001  (the thread's last frame: nobody above would hear of it)
                    # A reason of the provider's may name the address, and the log shall not.
                    logger.warning("account_mail_failed", error=type(error).__name__, tries_again=pause is not None)
                    if pause is None:
                        self.broken_until = time.monotonic() + BROKEN_SECONDS
                        return
                    time.sleep(pause)
        finally:
            self._room.release()


def _send_at_once(message: EmailMessage) -> None:
    try:
        message.send()
    except MaybeAccepted:
        logger.warning("account_mail_in_doubt")
    except NotAccepted as error:
        logger.error("account_mail_failed", error=type(error).__name__, tries_again=False)
        raise MailUnavailable from error


_posting = Posting()  # its threads begin with its first mail, after the server has forked


def post(message: EmailMessage) -> None:
    """Send the mail soon; see `Posting.post`."""
    _posting.post(message)
