"""Limits how often a password or a second factor may be wrong, by account and origin.

So a stranger neither guesses for long nor locks out the owner.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from accounts.limits.counting import LimitVerdict, counter
from accounts.limits.of_a_request import give_back, note_counted, note_wait
from accounts.limits.origins import is_known, origin_of
from accounts.mail_addresses import spellings
from accounts.models import User

FIVE_MINUTES, HOUR = 5 * 60, 60 * 60
WRONG_FROM_ONE_ORIGIN = 5  # in five minutes
WRONG_FROM_EVERYWHERE = 30  # for one account in an hour, from wherever: more are an attack


class _Try:
    """One try to prove who one is. `what` names what is counted, and `under_attack` is how many tries in five minutes
    a network then has that the owner was never seen on.
    """

    under_attack: int

    def __init__(self, request: HttpRequest, what: str, address: str, now: datetime) -> None:
        self.address = spellings(address)[0]
        self._request, self._now, self._everywhere = request, now, what
        self._name = f"{what} from {origin_of(request, address)}"

    def begin(self) -> bool:
        """Count the try as wrong until it proves right, and tell whether it may be made."""
        if settings.RATE_LIMITS == "off":
            return True
        attack = self._attack()
        is_strange = attack is not None and not is_known(self._request, self.address)
        if attack is not None and is_strange and self.under_attack == 0:
            note_wait(self._request, attack.wait)
            return False
        limit = self.under_attack if is_strange else WRONG_FROM_ONE_ORIGIN
        verdict = counter.take(self._name, limit=limit, seconds=FIVE_MINUTES, now=self._now)
        if verdict.is_allowed:
            note_counted(self._request, self._name)
        else:
            note_wait(self._request, verdict.wait)
        return verdict.is_allowed

    def was_right(self) -> None:
        """Undo the count of this try.

        Earlier wrong tries stay counted: otherwise the owner of one account could try any number of passwords of
        others.
        """
        give_back(self._request, self._name)

    def was_wrong(self) -> bool:
        """Count the try, and tell whether it is the one that makes the tries an attack."""
        if settings.RATE_LIMITS == "off":
            return False
        taken = counter.take(self._everywhere, limit=WRONG_FROM_EVERYWHERE, seconds=HOUR, now=self._now)
        return taken.is_allowed and self._attack() is not None

    def begin_anew(self) -> None:
        """Forget wrong tries from this origin, because the person proved in another way to be the owner."""
        counter.forget(self._name)

    def _attack(self) -> LimitVerdict | None:
        """Return until when there are too many wrong tries from everywhere; None if there aren't."""
        verdict = counter.look(self._everywhere, limit=WRONG_FROM_EVERYWHERE, now=self._now)
        return None if verdict.is_allowed else verdict


class SignInTry(_Try):
    """One try to sign in with a password. Under attack the right one passes at the first try from anywhere."""

    under_attack = 1

    def __init__(self, request: HttpRequest, address: str, now: datetime) -> None:
        super().__init__(request, f"wrong passwords of {spellings(address)[0]}", address, now)


class SecondFactorTry(_Try):
    """One code given by somebody who knows the password: three of a million are right at any moment.

    One try from each of many networks would be enough, so a strange one has none under attack. A new password takes
    the guesser's away, and the count begins anew.
    """

    under_attack = 0

    def __init__(self, request: HttpRequest, user: User, now: datetime) -> None:
        super().__init__(request, f"wrong second factors of {user.pk} with {user.password}", user.email, now)
