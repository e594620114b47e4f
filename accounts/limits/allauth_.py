"""allauth's own limits, counted by accounts.limits.counting, and each refusal with the seconds to wait.

As shipped allauth keeps a list of times in the cache under a lock that is waited for one second: a stranger who keeps
it busy makes others be refused. It offers no setting for that, so two functions of its module are replaced.
"""

from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils import timezone

from accounts.limits.counting import counter
from accounts.limits.of_a_request import give_back, note_counted, note_wait


@dataclass(frozen=True, slots=True)
class Usage:
    """One act that was counted."""

    request: HttpRequest
    name: str

    def rollback(self) -> None:
        give_back(self.request, self.name)


def consume_single_rate(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    rate: ratelimit.Rate,
    key: str | None = None,
    user: Any = None,
    dry_run: bool = False,
    raise_exception: bool = False,
) -> Usage | None:
    """Count one act against one rate. Over the limit, return None or raise RateLimited, as the caller asked."""
    name = ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key, user=user)
    now = timezone.now()
    if dry_run:
        verdict = counter.look(name, limit=rate.amount, now=now)
    else:
        verdict = counter.take(name, limit=rate.amount, seconds=int(rate.duration), now=now)
    if verdict.is_allowed:
        if not dry_run:
            note_counted(request, name)
        return Usage(request, name)
    note_wait(request, verdict.wait)
    if raise_exception:
        raise RateLimited
    return None


def clear(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    config: dict[str, str] | None = None,
    key: str | None = None,
    user: Any = None,
) -> None:
    """Start the count of this action again from zero."""
    for rate in ratelimit.get_rates(app=app, action=action, config=config):
        counter.forget(ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key, user=user))


def install() -> None:
    """Replace allauth's two functions that count with ours."""
    ratelimit._consume_single_rate = consume_single_rate
    ratelimit.clear = clear
