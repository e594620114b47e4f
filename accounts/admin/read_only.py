"""Pages of the admin on which nothing is written by hand."""

from typing import Any

from django.http import HttpRequest

from accounts.models import User


class ReadOnly:
    """Rows that only the service itself writes."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def operator_of(request: HttpRequest) -> User:
    """Return the person who is signed in to the admin."""
    assert request.user.is_authenticated, "The admin lets nobody else in."
    return request.user
