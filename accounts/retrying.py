"""How work that failed is tried again, and how long a worker's claim to it lasts.

Mail batches, account mails, Stripe's events and other owed requests keep `attempt_count` and `not_before`; whoever
claims one writes `lease_until`, after which another worker may take it over.
"""

import random
from dataclasses import dataclass
from datetime import timedelta

from accounts.clocks import CLOCKS_DIFFER

# For the work, and for a clock that is ahead of the one by which the lease was written.
LEASE = timedelta(minutes=5) + CLOCKS_DIFFER


@dataclass(frozen=True, slots=True)
class Retries:
    """How often something is tried, and the pauses between: each is twice the one before, up to the longest.

    Pauses vary by chance by up to the share `spread`, so what failed together isn't tried again together.
    """

    most_attempts: int
    first_pause: timedelta
    longest_pause: timedelta
    spread: float = 0.0

    def are_over(self, attempt_count: int) -> bool:
        """Tell whether no try is left after so many attempts."""
        return attempt_count >= self.most_attempts

    def pause(self, attempt_count: int, *, asked: timedelta | None = None) -> timedelta:
        """Return the pause after so many attempts, varied by chance by up to `spread` either way.

        One that the other side asked for counts where it is longer, and is only lengthened, by at most `longest_pause`.
        A shorter one doesn't: whoever asks to be tried at once, each time, would be tried without end.
        """
        usual = min(self.first_pause * 2 ** min(attempt_count - 1, 10), self.longest_pause)
        is_longer = asked is not None and asked > usual
        pause = asked if asked is not None and is_longer else usual
        least = 1.0 if is_longer else 1.0 - self.spread
        return min(pause * random.uniform(least, 1.0 + self.spread), pause + self.longest_pause)  # noqa: S311 - jitter
