"""What a designed state is: a template of ours with made-up things to show, so that no row need be in the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User


@dataclass(frozen=True, slots=True)
class DesignedState:
    """A page in one state: its template, what it is shown with, the address it stands at, and who looks at it."""

    key: str
    name: str
    template: str
    shown_with: Callable[[datetime], dict[str, Any]]
    address: str = "/"
    is_signed_in: bool = True


def reader() -> User:
    """Return somebody made up, who is in no table."""
    return User(email="reader@example.com", timezone="Europe/Berlin")
