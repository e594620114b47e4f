"""Pages of the versions that a person agreed to: the list, one with what has changed since, adding and removing one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import User
from alerts.agreements.baselines import NotAnAgreement, TooManyBaselines, own_baselines, pin
from alerts.agreements.drift import DriftedClause, TextsTooLarge, drift_of, with_change_counts
from alerts.deadlines.listing import today_of
from alerts.models import Baseline
from alerts.models.baselines import LONGEST_NOTE, LONGEST_REFERENCE
from billing.entitlements import Feature
from governance.api.summary import diffs_of
from governance.comparison.text.reader_text import as_read
from governance.comparison.weighing.taxonomy import category_names
from governance.models import Change, Document, Provision, Version
from web.pages.form_fields import DayField, LongTextField, OneLineField, sent_fields
from web.pages.own_pages import (
    FORMS,
    confirmation,
    own_form,
    page_of,
    page_of_feature,
    person_of,
    query_without_page,
)

OTHER = "other"
CLAUSES_A_PAGE = 40
VERSIONS_TO_CHOOSE = 100
TITLE = gettext_noop("Agreements")


@dataclass(frozen=True, slots=True)
class ComparedWording:
    """A clause that differs from what was agreed, in the words that `web/wordings.html` shows."""

    kind: str
    provision_public_id: str
    category_name: str
    severity: str | None
    words_differ: bool
    before_quote: str | None
    after_quote: str | None
    changes: tuple[str, ...]

    @classmethod
    def of(cls, clause: DriftedClause) -> "ComparedWording":
        found = clause.difference
        return cls(
            kind=found.kind,
            provision_public_id=Provision.public_id_of(found.provision_id),
            category_name="" if clause.category == OTHER else category_names().get(clause.category, ""),
            severity=clause.severity,
            words_differ=clause.words_differ,
            before_quote=found.before.text if found.before else None,
            after_quote=found.after.text if found.after else None,
            changes=tuple(Change.public_id_of(key) for key in clause.change_ids),
        )


class AgreementForm(forms.Form):
    """Which version of a document was agreed to, and when."""

    agreed_at = DayField(label=gettext_lazy("Day of the agreement"))
    version = forms.ChoiceField(label=gettext_lazy("Version"), required=False)
    reference = OneLineField(
        label=gettext_lazy("Reference"),
        max_length=LONGEST_REFERENCE,
        required=False,
        help_text=gettext_lazy("Such as the number of a contract."),
    )
    note = LongTextField(label=gettext_lazy("Note"), max_length=LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, versions: Sequence[Version], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["version"]
        in_words = [(one.public_id, _version_in_words(one)) for one in versions]
        chosen.choices = [("", _("The one that was in force at the end of that day, in UTC")), *in_words]


MOST_KEPT = 200


def _kept(user: User) -> list[tuple[str, str]]:
    rows = own_baselines(user.pk).select_related("document").order_by("-created_at", "-pk")[:MOST_KEPT]
    return [(one.reference or one.document.title, reverse("baseline-delete-page", args=[one.pk])) for one in rows]


@page_of_feature(Feature.BASELINES, TITLE, kept=_kept)
def baselines(request: HttpRequest) -> HttpResponse:
    """Show what the person agreed to, the newest entry first, with how many changes came since."""
    own = with_change_counts(own_baselines(person_of(request).pk)).order_by("-created_at", "-pk")
    context = {"page": page_of(request, own), "query": query_without_page(request)}
    return render(request, "web/baselines.html", context)


@page_of_feature(Feature.BASELINES, TITLE, methods=FORMS)
def agree(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask which version of the document was agreed to and when; POST pins it and leads to what has changed since."""
    documents = Document.objects.select_related("platform")
    document = documents.filter(pk=Document.key_of(public_id) or 0).first()
    if document is None:
        raise Http404
    user, now = person_of(request), timezone.now()
    good = Version.objects.filter(document=document, is_good=True).only("captured_at", "sequence", "document")
    versions = list(good.order_by("-sequence")[:VERSIONS_TO_CHOOSE])
    given: date = today_of(user, now)
    form = AgreementForm(
        request.POST if request.method == "POST" else None, versions=versions, initial={"agreed_at": given}
    )
    if request.method == "POST" and form.is_valid():
        sent = dict(form.cleaned_data)
        sent["note"] = sent_fields(form).get("note")
        version = document.versions.filter(pk=Version.key_of(sent.pop("version")) or 0).first()
        try:
            found, is_new = pin(user=user, document=document, version=version, now=now, **sent)
        except NotAnAgreement as refused:
            form.add_error(refused.field, str(refused))
        except TooManyBaselines as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is kept.") if is_new else _("It was kept already; its note is replaced."))
            return redirect("baseline-page", found.pk)
    context = {"form": form, "document": document, "platform": document.platform, "versions": versions}
    return render(request, "web/agree.html", context, status=400 if form.errors else 200)


@page_of_feature(Feature.BASELINES, TITLE)
def baseline(request: HttpRequest, baseline_id: UUID) -> HttpResponse:
    """Show one agreement and what has changed since, clause by clause, forty on a page."""
    found = _own(request, baseline_id)
    context: dict[str, Any] = {"baseline": found, "document": found.document, "platform": found.document.platform}
    try:
        drift = drift_of(found)
    except TextsTooLarge:
        return render(request, "web/baseline.html", context)
    page = Paginator(drift.clauses, CLAUSES_A_PAGE).get_page(request.GET.get("page"))
    context |= {
        "drift": drift,
        "page": page,
        "query": query_without_page(request),
        "clauses": list(_with_words(list(page.object_list))),
        "view": "side" if request.GET.get("view") == "side" else "one",
    }
    return render(request, "web/baseline.html", context)


@own_form
def delete(request: HttpRequest, baseline_id: UUID) -> HttpResponse:
    """Ask before an agreement is removed; POST removes it. What is one's own can be removed on any plan."""
    found = _own(request, baseline_id)
    if request.method == "POST":
        found.delete()
        messages.success(request, _("The agreement is removed."))
        return redirect("baselines-page")
    return confirmation(
        request,
        heading=_("Remove this agreement?"),
        consequence=_(
            "That you agreed to %(document)s on %(day)s is forgotten, with its reference and note. "
            "The record of the document stays."
        )
        % {"document": found.document.title, "day": date_format(found.agreed_at)},
        act=_("Remove it"),
        back=reverse("baseline-page", args=[found.pk]),
    )


def _own(request: HttpRequest, baseline_id: UUID) -> Baseline:
    found = own_baselines(person_of(request).pk).filter(pk=baseline_id).first()
    if found is None:
        raise Http404
    return found


def _with_words(clauses: Sequence[DriftedClause]) -> Iterator[tuple[ComparedWording, Any]]:
    shown = [ComparedWording.of(clause) for clause in clauses]
    yield from zip(shown, diffs_of(shown, as_read), strict=True)


def _version_in_words(version: Version) -> str:
    captured_at = timezone.localtime(version.captured_at)
    return _("%(id)s, captured on %(day)s") % {"id": version.public_id, "day": date_format(captured_at)}
