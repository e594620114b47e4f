"""Limits how often a password may be wrong, by address and origin, so a stranger doesn't lock out the owner."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from accounts.addresses import spellings
from accounts.limits.allauth_ import note_wait
from accounts.limits.counting import counter
from accounts.limits.origins import is_known, origin_of

FIVE_MINUTES, HOUR = 5 * 60, 60 * 60
WRONG_FROM_ONE_ORIGIN = 5  # in five minutes
# So many for one address in an hour, from wherever, are an attack. Then a network that its owner was never seen on has
# one try in five minutes: the right password passes at the first.
WRONG_FROM_EVERYWHERE = 30


class SignInTry:
    """One try to sign in with a password."""

    def __init__(self, request: HttpRequest, address: str, now: datetime) -> None:
        self.address = spellings(address)[0]
        self._request, self._now = request, now
        self._name = f"wrong passwords of {self.address} from {origin_of(request, address)}"

    def begin(self) -> bool:
        """Count the try as wrong until it proves right, and tell whether it may be made."""
        if settings.RATE_LIMITS == "off":
            return True
        verdict = counter.take(self._name, limit=self._limit(), seconds=FIVE_MINUTES, now=self._now)
        if not verdict.is_allowed:
            note_wait(self._request, verdict.wait)
        return verdict.is_allowed

    def was_right(self) -> None:
        """Undo the count of this try.

        Earlier wrong tries stay counted: otherwise the owner of one account could try any number of passwords of
        others.
        """
        if settings.RATE_LIMITS != "off":
            counter.give_back(self._name)

    def was_wrong(self) -> None:
        if settings.RATE_LIMITS != "off":
            counter.take(self._everywhere, limit=WRONG_FROM_EVERYWHERE, seconds=HOUR, now=self._now)

    def begin_anew(self) -> None:
        """Forget wrong tries from this origin, because the person proved in another way to be the owner."""
        counter.forget(self._name)

    @property
    def _everywhere(self) -> str:
        return f"wrong passwords of {self.address}"

    def _limit(self) -> int:
        attacked = not counter.look(self._everywhere, limit=WRONG_FROM_EVERYWHERE, now=self._now).is_allowed
        return 1 if attacked and not is_known(self._request, self.address) else WRONG_FROM_ONE_ORIGIN
