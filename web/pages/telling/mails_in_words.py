"""What became of a mail, as a sentence."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.inbox import NOT_WANTED, WAITING, Delivery
from alerts.models import Batch, Feedback

_SENTENCES: dict[str, Any] = {
    WAITING: gettext_lazy(
        "The mail is not written yet. It waits while the platform is muted, its lists are paused, or you want quiet."
    ),
    NOT_WANTED: gettext_lazy("There was nothing to tell, so there was no mail."),
    Batch.State.PENDING: gettext_lazy("The mail is written and not sent yet."),
    Batch.State.SENDING: gettext_lazy("The mail is being sent."),
    Batch.State.SENT: gettext_lazy("The mail is sent: the mail provider took it."),
    Batch.State.FAILED: gettext_lazy("The mail could not be sent: the mail provider refused it."),
    Batch.State.UNCERTAIN: gettext_lazy("It is not known yet whether the mail was sent."),
    Batch.State.HELD: gettext_lazy("It is not known whether the mail was sent. The operator looks into it."),
    Feedback.Kind.DEFERRED: gettext_lazy("The mail is sent; your mail server asked to be tried again later."),
    Feedback.Kind.DELIVERED: gettext_lazy("The mail has arrived at your mail server."),
    Feedback.Kind.BLOCKED: gettext_lazy("The mail did not arrive: your mail server refused it."),
    Feedback.Kind.DROPPED: gettext_lazy("The mail did not arrive: the mail provider no longer writes to your address."),
    Feedback.Kind.BOUNCED: gettext_lazy("The mail came back: your address does not take mail."),
    Feedback.Kind.REPORTED: gettext_lazy("The mail was reported as spam."),
}


def mail_in_words(delivery: Delivery) -> str:
    """Return what became of the mail."""
    if delivery.state == Batch.State.WITHHELD:
        return _("No mail was sent: %(reason)s.") % {"reason": delivery.reason}
    if delivery.state == Batch.State.PENDING and delivery.reason:
        return _("The mail is written and not sent yet: %(reason)s.") % {"reason": delivery.reason}
    return str(_SENTENCES[delivery.state])
