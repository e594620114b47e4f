"""The page of one provision: its wording, where it stands, and, for those whose tier has it, its history."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from billing.entitlements import Feature
from governance.api.provisions import provision_history, related_provisions
from governance.comparison import categories, folded_diff
from governance.comparison.text.reader_text import as_read
from governance.models import Provision, ProvisionRevision, Version
from governance.provision_life import Stability
from governance.reading import published_at_url
from web.gates import gate_for
from web.pages.lifelines import lifeline_of

# Characters of both wordings that are compared word by word.
MOST_COMPARED = 20_000
RELATIONS: Mapping[str, Any] = {
    "split_into": gettext_lazy("Split into"),
    "split_from": gettext_lazy("Split from"),
    "absorbed": gettext_lazy("Took in"),
    "merged_into": gettext_lazy("Merged into"),
}
STABILITIES: Mapping[Stability, Any] = {
    Stability.REMOVED: gettext_lazy("Removed"),
    Stability.NEW: gettext_lazy("New"),
    Stability.STABLE: gettext_lazy("Stable"),
    Stability.SELDOM_REWORDED: gettext_lazy("Seldom reworded"),
    Stability.OFTEN_REWORDED: gettext_lazy("Often reworded"),
}


@require_safe
@cache_control(private=True)
def provision(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one provision: its latest wording and where it stands. Its history is shown to those whose tier has it.

    `?from=` and `?to=` are the versions of two wordings that are compared; without them, the last two.
    """
    rows = Provision.objects.exclude(current_revision=None).select_related(
        "current_revision__version", "document__platform", "document__collection", "removed_in", "first_version"
    )
    found = rows.filter(pk=Provision.key_of(public_id) or 0).first()
    if found is None:
        raise Http404
    gate = gate_for(request.user, Feature.PROVISION_HISTORY, timezone.now())
    context = {
        "provision": found,
        "revision": found.current_revision,
        "document": found.document,
        "platform": found.document.platform,
        "category": next((one for one in categories() if one.id == found.category), None),
        "place": _place(found),
        "related": [one | {"relation": RELATIONS[one["relation"]]} for one in related_provisions(found)],
        "gate": gate,
        "source_url": published_at_url(found.document.source_urls),
    }
    if gate is None:
        context |= _history(found, request)
    return render(request, "web/provision.html", context)


def _place(provision: Provision) -> dict[str, int] | None:
    """Return which of how many provisions of the document's last good text this is; None if that has it no more."""
    if provision.removed_in_id:
        return None
    good = Version.objects.filter(document=provision.document_id, is_good=True)
    version = good.only("outline").order_by("-sequence").first()
    placed = version.placed if version else []
    at = next((place for place, one in enumerate(placed, 1) if one.provision_id == provision.pk), None)
    return {"number": at, "total": len(placed)} if at else None


def _history(provision: Provision, request: HttpRequest) -> dict[str, Any]:
    history = provision_history(provision)
    revisions = list(history["revisions"])
    before = _asked(revisions, request.GET.get("from"), -2)
    after = _asked(revisions, request.GET.get("to"), -1)
    return {
        "history": history,
        "lifelines": lifeline_of(provision),
        "revisions": revisions,
        "stability": STABILITIES[history["life"].stability],
        "before": before,
        "after": after,
        "difference": _difference(before, after),
        "asks_for_others": any(_names_none(revisions, request.GET.get(end)) for end in ("from", "to")),
    }


def _asked(revisions: Sequence[ProvisionRevision], version: str | None, usual: int) -> ProvisionRevision | None:
    """Return the wording of this version; of what has none, the usual one."""
    return _of_version(revisions, version) or (revisions[max(usual, -len(revisions))] if revisions else None)


def _of_version(revisions: Sequence[ProvisionRevision], version: str | None) -> ProvisionRevision | None:
    key = Version.key_of(version) if version else None
    return next((one for one in revisions if one.version_id == key), None)


def _names_none(revisions: Sequence[ProvisionRevision], version: str | None) -> bool:
    """Tell whether a version is asked for that brought no wording of the provision."""
    return bool(version) and _of_version(revisions, version) is None


def _difference(before: ProvisionRevision | None, after: ProvisionRevision | None) -> list[tuple[str, str]] | None:
    if before is None or after is None or before == after or len(before.text) + len(after.text) > MOST_COMPARED:
        return None
    return folded_diff(as_read(before.text), as_read(after.text))
