"""Pages of the public record: one change, the methodology, what is kept about people, how sites are read."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.services.deletion import UNDO_WINDOW
from billing.entitlements import Feature
from billing.payments.ways_to_pay import takes_payments
from governance.api.summary import diffs_of
from governance.capture.duties import our_fetch_settings
from governance.category_words import CATEGORIES, category_in_words
from governance.comparison import categories
from governance.comparison.text.reader_text import as_read
from governance.models import Change, Collection
from governance.reading import change_views
from governance.rewriting.showing import rewrite_of
from governance.taken_back import taken_back
from web.gates import gate_for
from web.pages.linked_data import change_data
from web.pages.methodology import methodology_text
from web.pages.operator_texts import operator_text
from web.pages.own_pages import acts_of
from web.personal_data.erasure import UNVERIFIED_KEPT


@require_safe
@cache_control(private=True)
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one change, as deep as the reader's tier allows. Mails link here."""
    key = Change.key_of(public_id) or 0
    row = Change.objects.select_related("from_version", "to_version", "document__platform").defer(
        "from_version__outline", "to_version__outline", "from_version__summary", "to_version__summary"
    ).filter(pk=key).first()  # fmt: skip
    if row is None:
        raise Http404
    now = timezone.now()
    gate = gate_for(request.user, Feature.CHANGE_SUMMARIES, now)
    (view,) = change_views([row.pk], with_summary=gate is None)
    context = {
        "change": view,
        "linked": change_data(row, view),
        "said": _("%(document)s of %(platform)s: what changed, in which clause, and where it stands.")
        % {"document": view.document_title, "platform": view.platform_name},
        "clauses": list(zip(view.provisions, diffs_of(view.provisions, as_read), strict=True)),
        "view": "side" if request.GET.get("view") == "side" else "one",
        **_neighbours(row),
        "is_to_come": view.effective_date is not None and view.effective_date > now.date(),
        "taken_back_at": taken_back([row.pk]).get(row.pk),
        "counts": ", ".join(f"{number} {kind}" for kind, number in view.counts.items() if number) or _("None changed"),
        "categories": [(one, category_in_words(one)) for one in view.categories if one in CATEGORIES],
        "versions": [(_("Before"), row.from_version), (_("After"), row.to_version)],
        "compared_with_last_good": row.against_last_good,
        "acts": acts_of(request, now),
        "gate": gate if any(view.counts.values()) or view.categories else None,
        "rewriting": rewrite_of(row, view) if gate is None else None,
    }
    return render(request, "web/change.html", context)


def _neighbours(change: Change) -> dict[str, Any]:
    """Return the reported changes of the document before and after this one, and which of how many this one is."""
    others = Change.objects.filter(document=change.document_id, label__in=Change.REPORTED_LABELS)
    at, key = change.detected_at, change.pk
    earlier = Q(detected_at__lt=at) | Q(detected_at=at, pk__lt=key)
    later = Q(detected_at__gt=at) | Q(detected_at=at, pk__gt=key)
    before = others.filter(earlier).order_by("-detected_at", "-pk").values_list("pk", flat=True).first()
    after = others.filter(later).order_by("detected_at", "pk").values_list("pk", flat=True).first()
    is_counted = change.label in Change.REPORTED_LABELS
    place = {"number": others.filter(earlier).count() + 1, "total": others.count()} if is_counted else None
    return {
        "place": place,
        "previous_change": Change.public_id_of(before) if before else None,
        "next_change": Change.public_id_of(after) if after else None,
    }


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Serve the icon to browsers that ask for it although the page names none."""
    return redirect(static("web/icon.svg"), permanent=True)


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    """Show how the record is made, the categories, and the collections that were read."""
    text = methodology_text()
    context = {
        "title": text.title,
        "text": text.html,
        "contents": text.contents,
        "categories": categories(),
        "collections": Collection.objects.filter(is_demonstration=False).order_by("name", "pk"),
    }
    return render(request, "web/methodology.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what is stored about people, for how long, and how to get a copy or have it deleted."""
    context = {
        "from_operator": operator_text("privacy"),
        "undo_days": UNDO_WINDOW.days,
        "unverified_days": UNVERIFIED_KEPT.days,
        "security_log_days": settings.SECURITY_LOG_DAYS,
        "takes_payments": takes_payments(),
        "signs_in_by_providers": bool(settings.SIGN_IN_PROVIDERS),
    }
    return render(request, "web/privacy.html", context)


@require_safe
def bot(request: HttpRequest) -> HttpResponse:
    """Show to whoever runs a site how we read it and how to keep us out. The name that we give leads here."""
    ours = our_fetch_settings()
    context = {"product": ours.product, "user_agent": ours.user_agent, "contact": ours.contact_address}
    return render(request, "web/bot.html", context)
