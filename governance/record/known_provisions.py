"""What the record knows of a document's provisions: loaded once, then kept in step with what is written."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from governance.models import Document, Provision


@dataclass(slots=True)
class KnownProvisions:
    """The provisions by the digest of their latest text, and those in force."""

    in_force: set[int] = field(default_factory=set)
    _digest_of: dict[int, str] = field(default_factory=dict)
    _holders: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def with_digest(self, digest: str) -> Sequence[int]:
        """Return the provisions whose latest text has this digest."""
        return self._holders.get(digest, ())

    def learn(self, provision_id: int, digest: str) -> None:
        """Remember the digest of a provision's latest text."""
        old = self._digest_of.get(provision_id)
        if old == digest:
            return
        if old is not None:
            self._holders[old].remove(provision_id)
        self._digest_of[provision_id] = digest
        self._holders[digest].append(provision_id)


def load_provisions(document: Document) -> KnownProvisions:
    """Load the document's provisions."""
    known = KnownProvisions()
    rows = Provision.objects.filter(document=document).order_by("id").values_list("id", "digest", "removed_in")
    for provision_id, digest, removed_in in rows:
        known.learn(provision_id, digest)
        if removed_in is None:
            known.in_force.add(provision_id)
    return known
