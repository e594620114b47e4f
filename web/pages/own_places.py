"""What a person's own pages are called, in the order of their navigation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A page of a person's own by the name of its address, and the other addresses that belong to it."""

    name: str
    label: str
    others: tuple[str, ...] = ()

    def is_here(self, name: str) -> bool:
        """Tell whether the address of this name belongs to the place."""
        return name == self.name or name in self.others


PLACES = (OwnPlace("dashboard", "Dashboard", ("trial",)),)
