"""SendGrid's own lists of addresses that it drops mail to, whatever we ask.

https://www.twilio.com/docs/sendgrid/api-reference/bounces-api/delete-a-bounce and the same for the other lists. Blocked
addresses are on no such list.
"""

from urllib.parse import quote

from alerts.delivery.transports.base import NotTakenOff, Unreachable
from alerts.delivery.transports.sendgrid.connection import Answer, NoAnswer, NotWritten
from alerts.delivery.transports.sendgrid.transport import answer_as_text, connect, headers, pause_asked_for

_REQUEST_SECONDS = 20
_LISTS, _OF_REPORTS = ("bounces", "invalid_emails"), "spam_reports"


def take_off_lists(address: str, was_reported: bool) -> None:
    """Take the address off SendGrid's lists; one that is on none is no failure.

    Raises Unreachable if other addresses would fail too, NotTakenOff if only this one does.
    """
    connection = connect(_REQUEST_SECONDS)
    try:
        for name in (*_LISTS, _OF_REPORTS) if was_reported else _LISTS:
            path = f"/v3/suppression/{name}/{quote(address, safe='')}"
            _raise_unless_done(connection.request("DELETE", path, b"", headers()))
    except (NotWritten, NoAnswer) as error:
        raise Unreachable(str(error)) from error
    finally:
        connection.close()


def _raise_unless_done(answer: Answer) -> None:
    if answer.status < 300 or answer.status == 404:
        return
    detail = f"{answer.status} {answer_as_text(answer)}"
    if answer.status == 429:
        raise Unreachable(detail, pause=pause_asked_for(answer))
    if 400 <= answer.status < 500 and answer.status not in (401, 403, 408):
        raise NotTakenOff(detail)
    raise Unreachable(detail)
