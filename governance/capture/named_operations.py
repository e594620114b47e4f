"""The operations that stand for the filters of a platform, and which of its filters have none."""

from collections import Counter
from collections.abc import Mapping

from governance.capture.declarations.operations import Operation
from governance.capture.declarations.sources import names_of_filters
from governance.models import Declaration, FilterOperation, Platform
from governance.outside_texts import shown

_NEEDS = "needs_filter "


def operations_of(platform_id: int) -> Mapping[str, Operation]:
    """Return the operation of each filter of a platform that an operator assigned one to."""
    rows = FilterOperation.objects.filter(platform=platform_id, ended_at=None)
    return {row.name: Operation(row.operation, tuple(row.values)) for row in rows}


def unmet_text(names: tuple[str, ...]) -> str:
    """Return what `Declaration.unmet` says of these filters, for which we have no operation; "" if there are none."""
    return ", ".join(f"{_NEEDS}{shown(name)}" for name in names)[:200]


def needed_filters() -> list[tuple[Platform, str, int]]:
    """Return the filters without an operation: platform, name, and the number of documents that wait for it."""
    waiting = Declaration.objects.filter(valid_until=None).exclude(unmet="").select_related("document__platform")
    counts: Counter[tuple[Platform, str]] = Counter()
    for declaration in waiting:
        platform = declaration.document.platform
        known = operations_of(platform.pk)
        for name in names_of_filters(declaration.source):
            if f"{_NEEDS}{shown(name)}" in declaration.unmet and name not in known:
                counts[platform, name] += 1
    return sorted(
        ((platform, name, count) for (platform, name), count in counts.items()),
        key=lambda row: (-row[2], row[0].slug, row[1]),
    )
