"""The usual design, to measure against: a Celery task for each recipient that loads, renders, sends and saves.

Kinder than most: the rendering is the bare template, and the task does nothing but its mail.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from celery import Celery

BROKER = os.environ.get("BROKER_URL", "redis://127.0.0.1:6379/15")
app = Celery("usual", broker=BROKER)
app.conf.update(task_ignore_result=True, task_acks_late=True, task_default_queue="bench_usual")


@app.task(name="bench.tell")
def tell(alert_id: str) -> None:
    """Load one alert, render its mail, send it, save that it was sent."""
    from django.core.mail import EmailMultiAlternatives
    from django.template.loader import render_to_string
    from django.utils import timezone

    from alerts.models import Alert

    alert = Alert.objects.select_related("user", "change__platform").get(pk=alert_id)
    letter = {"subject": alert.change.headline, "title": alert.change.headline, "intro": (), "changes": ()}
    html = render_to_string("alerts/mail/letter.html", {"letter": letter, "name": alert.user.display_name})
    message = EmailMultiAlternatives(alert.change.headline, alert.change.headline, to=[alert.user.email])
    message.attach_alternative(html, "text/html")
    message.send()
    alert.read_at = timezone.now()
    alert.save()


def main() -> None:
    """Work the queue with as many processes as the pipeline's worker has slots, until the broker's parent ends us."""
    import django

    django.setup()
    app.worker_main(["worker", "--concurrency=2", "--loglevel=ERROR", "--without-gossip", "--without-mingle"])


if __name__ == "__main__":
    main()
