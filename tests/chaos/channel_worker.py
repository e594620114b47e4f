"""A process that does what a worker does for channels, again and again, with a lease of seconds in place of minutes.

python -m tests.chaos.channel_worker FILE
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.chaos.stage import end_with_parent

LEASE, TOTAL_SECONDS = timedelta(seconds=4), 1.0


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    import django

    django.setup()
    import alerts.channels.sending  # noqa: F401 - once for every child

    file = Path(sys.argv[1])
    while True:
        child = os.fork()
        if child == 0:
            end_with_parent()
            _work()
        file.write_text(str(child))
        os.waitpid(child, 0)


def _work() -> None:
    from accounts.retrying import Retries
    from alerts.channels import claiming, posting, sending
    from alerts.delivery import batches

    batches.LEASE = claiming.LEASE = LEASE
    posting.TOTAL_SECONDS = TOTAL_SECONDS
    claiming.DISABLED_AFTER = timedelta(days=1)
    pauses = Retries(30_000, first_pause=timedelta(seconds=0.1), longest_pause=timedelta(seconds=0.5), spread=0.2)
    batches.CHANNEL_RETRIES = pauses
    sending.DRAIN_SECONDS = 2
    sending.LATEST_START = LEASE - 2 * timedelta(seconds=TOTAL_SECONDS)
    while True:
        if not any(sending.deliver_to_channels(datetime.now(UTC)).values()):
            time.sleep(0.05)


if __name__ == "__main__":
    main()
