"""Who leaves, where they ask for it, and whether they would still be written to."""

from alerts.delivery.suppression import reason_against
from alerts.models import Batch, Content, Message

ME, UNDO = "/api/v1/me/", "/api/v1/me/undo-deletion/"

ADDRESS = "ana.leaves@example.com"


def against(user, now):
    """Why an alert would not be sent to the person now."""
    content, _ = Content.objects.get_or_create(
        key="k", defaults={"kind": "alert", "subject": "s", "html": "h", "text": "t", "created_at": now}
    )
    batch = Batch.objects.create(kind="alert", content=content, not_before=now, created_at=now)
    message = Message.objects.create(user=user, kind="alert", batch=batch, created_at=now)
    return Message.objects.filter(pk=message.pk).values_list(reason_against("alert", now), flat=True).get()
