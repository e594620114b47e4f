"""What a model may put into other words: the derived statements of a change, each with its quotations."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass

HIGH = "high"


@dataclass(frozen=True, slots=True)
class ToldStatement:
    """One derived statement. `id` is its place in the change's summary, as a JSON Pointer: `/provisions/0`.

    `kind` is what happened to a provision; a statement about the change as a whole has none, no severity, and no
    quotations. `above` are the headings over the clause.
    """

    id: str
    kind: str
    severity: str
    sentence: str
    before: str = ""
    after: str = ""
    above: tuple[str, ...] = ()


def digest_of(label: str, told: Sequence[ToldStatement]) -> str:
    """Return a SHA-256 that differs wherever the class, a statement, its place, its weight or a quotation does."""
    stated = json.dumps([label, *map(astuple, told)], ensure_ascii=False)
    return hashlib.sha256(stated.encode("utf-8", "surrogatepass")).hexdigest()
