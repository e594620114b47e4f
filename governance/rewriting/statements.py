"""The derived statements of a change as the record has them, each under its place in the change's summary."""

from governance.reading import ChangeView
from governance.rewriting.guard.told import ToldStatement


def told_of(view: ChangeView) -> list[ToldStatement]:
    """Return what may be re-worded of a change that was read with its summary."""
    whole = [ToldStatement(f"/statements/{place}", "", "", one.sentence) for place, one in enumerate(view.statements)]
    return whole + [
        ToldStatement(
            f"/provisions/{place}",
            one.kind,
            one.severity,
            one.sentence,
            one.before_quote or "",
            one.after_quote or "",
            one.heading_path,
        )
        for place, one in enumerate(view.provisions)
    ]
