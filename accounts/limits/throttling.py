"""Limits how often the API may be asked, counted by accounts.limits.counting."""

from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.limits.counting import LimitVerdict, counter

if TYPE_CHECKING:  # the settings name subclasses, and rest_framework.views imports those
    from rest_framework.views import APIView


class CountThrottle(BaseThrottle):
    """Lets `limit` requests of one `name` through in a window. A refused request is told when to come again."""

    seconds = 60
    verdict: LimitVerdict

    def name(self, request: Request) -> str:
        """Return the name under which this request is counted."""
        raise NotImplementedError

    def limit(self, request: Request) -> int:
        raise NotImplementedError

    def allow_request(self, request: Request, view: "APIView") -> bool:
        self.verdict = counter.take(
            self.name(request), limit=self.limit(request), seconds=self.seconds, now=timezone.now()
        )
        return self.verdict.is_allowed

    def wait(self) -> int:
        return self.verdict.wait
