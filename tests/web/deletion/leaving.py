"""Who leaves, where they ask for it, and whether they would still be written to."""

from alerts.delivery.suppression import reason_against
from alerts.models import Message
from tests.messages import message_to

ME, UNDO = "/api/v1/me/", "/api/v1/me/undo-deletion/"

ADDRESS = "ana.leaves@example.com"


def against(user, now):
    """Why an alert would not be sent to the person now."""
    message = message_to(user, now)
    return Message.objects.filter(pk=message.pk).values_list(reason_against("alert", now), flat=True).get()
