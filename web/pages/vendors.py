"""Pages of the lists of vendors that a person brings along: all of them, one with its matches, and acts on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.models import User
from alerts.api.vendor_lists import UNNAMED
from alerts.models import Vendor, VendorList
from alerts.models.vendors import LONGEST_LIST_NAME
from alerts.vendors.lists import (
    MATCHES,
    MOST_ASKED_FOR,
    MOST_LISTS,
    AskedFor,
    TooManyVendorLists,
    ask_for_vendors,
    import_vendors,
    own_vendor_lists,
    vendors_of,
    watch_vendors,
)
from alerts.vendors.reading import LARGEST_LIST, MOST_ROWS, NotAVendorList
from alerts.watching.watchlists import TooManyWatchlists, WatchlistFull
from billing.entitlements import Feature
from governance.models import Platform
from web.pages.form_fields import OneLineField
from web.pages.own_pages import FORMS, confirmation, own_form, page_of, page_of_feature, person_of, query_without_page
from web.pages.watching.caps import caps_of

TITLE = gettext_noop("Vendors")
WHY: Mapping[str, Any] = {
    Vendor.MatchedBy.SITE: gettext_lazy("Its site is the platform’s, and so is its name, if it has one"),
    Vendor.MatchedBy.SITE_ONLY: gettext_lazy("Its site is the platform’s; its name is not known"),
    Vendor.MatchedBy.NAME: gettext_lazy("Its name is the platform’s"),
    Vendor.MatchedBy.NAME_ONLY: gettext_lazy("Its name is the platform’s; its site is not known"),
    Vendor.MatchedBy.ALIAS: gettext_lazy("Its name is another name of the platform"),
    Vendor.MatchedBy.SPELLING: gettext_lazy("Its name is the platform’s but for blanks, signs or the legal form"),
    Vendor.MatchedBy.SUCCESSOR: gettext_lazy("It was merged into the platform or renamed to it"),
}
assert WHY.keys() == set(Vendor.MatchedBy)
_SIMILAR = gettext_lazy("Its name or its site is only similar")
MATCHES_IN_WORDS: Mapping[str, Any] = {
    "matched": gettext_lazy("Matched"),
    "suggested": gettext_lazy("Suggested"),
    "unmatched": gettext_lazy("Not known here"),
}
assert tuple(MATCHES_IN_WORDS) == MATCHES


@dataclass(frozen=True, slots=True)
class ShownVendor:
    """A vendor with the platforms that it may be, and by what it is one or why it only may be."""

    vendor: Vendor
    suggestions: list[Platform]
    why: str


class VendorListForm(forms.Form):
    """A CSV file of vendors, and what the list is called."""

    csv = forms.FileField(
        label=gettext_lazy("CSV file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    name = OneLineField(
        label=gettext_lazy("Name of the list"),
        max_length=LONGEST_LIST_NAME,
        required=False,
        help_text=gettext_lazy("A watchlist made of it gets this name too."),
    )


def _takes_a_file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Read the file of the form into memory, whose size the middleware has bounded; no other page takes one.

    The handler must be there before anything of the body is read, so the token of the form is checked after that.
    """

    def reading(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        request.upload_handlers = [MemoryFileUploadHandler(request)]
        return csrf_protect(view)(request, *args, **named)

    return reading


def _kept(user: User) -> list[tuple[str, str]]:
    rows = own_vendor_lists(user.pk).order_by("-created_at", "-pk")[:MOST_LISTS]
    return [(one.name, reverse("vendor-delete-page", args=[one.pk])) for one in rows]


def _vendors(request: HttpRequest) -> HttpResponse:
    """Show the person's lists of vendors and the form that brings one along. POST reads it and leads to it."""
    user, now = person_of(request), timezone.now()
    form = VendorListForm(request.POST, request.FILES) if request.method == "POST" else VendorListForm()
    if request.method == "POST" and form.is_valid():
        name, data = form.cleaned_data["name"] or UNNAMED, form.cleaned_data["csv"].read()
        try:
            stored, is_new = import_vendors(user=user, name=name, data=data, now=now)
        except NotAVendorList as refused:
            form.add_error("csv", str(refused))
        except TooManyVendorLists as refused:
            form.add_error(None, str(refused))
        else:
            read = _("The list is read and matched with the platforms.")
            known = _("You brought this file before: it is the same list, matched anew.")
            messages.success(request, read if is_new else known)
            return redirect("vendor-list-page", stored.pk)
    context = {
        "form": form,
        "lists": list(own_vendor_lists(user.pk).order_by("-created_at", "-pk")[:MOST_LISTS]),
        "most": MOST_LISTS,
        "most_rows": number_format(MOST_ROWS, force_grouping=True),
        "largest": number_format(LARGEST_LIST, force_grouping=True),
    }
    return render(request, "web/vendors.html", context, status=400 if form.errors else 200)


vendors = csrf_exempt(page_of_feature(Feature.VENDOR_LISTS, TITLE, methods=FORMS, kept=_kept)(_takes_a_file(_vendors)))


@page_of_feature(Feature.VENDOR_LISTS, TITLE)
def vendor_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Show a list with its vendors, all or those of one kind: which platform each is and why, or may be."""
    found, now = _own(request, list_id), timezone.now()
    match = request.GET.get("match", "")
    match = match if match in MATCHES else ""
    page = page_of(request, vendors_of(found, match or None).order_by("position"))
    counts = {kind: getattr(found, f"{kind}_count") for kind in MATCHES}
    context = {
        "list": found,
        "counts": [(kind, words, counts[kind]) for kind, words in MATCHES_IN_WORDS.items()],
        "unknown_count": counts["suggested"] + counts["unmatched"],
        "match": match,
        "page": page,
        "query": query_without_page(request),
        "rows": _shown(list(page)),
        "caps": caps_of(person_of(request), now),
        "most_asked_for": MOST_ASKED_FOR,
    }
    return render(request, "web/vendor_list.html", context)


def _shown(vendors: list[Vendor]) -> list[ShownVendor]:
    slugs = {slug for vendor in vendors for slug in vendor.suggestions}
    known = {platform.slug: platform for platform in Platform.objects.filter(slug__in=slugs)}
    return [_of(vendor, known) for vendor in vendors]


def _of(vendor: Vendor, known: Mapping[str, Platform]) -> ShownVendor:
    suggested = [] if vendor.platform_id else [known[slug] for slug in vendor.suggestions if slug in known]
    why = WHY.get(vendor.matched_by, _SIMILAR) if vendor.platform_id or suggested else ""
    return ShownVendor(vendor, suggested, str(why))


@page_of_feature(Feature.VENDOR_LISTS, TITLE, methods=("POST",))
def watch(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Put the platforms that the vendors are on a watchlist, and lead to it; where there is no room, say so."""
    found = _own(request, list_id)
    try:
        watchlist, is_new = watch_vendors(vendor_list=found, now=timezone.now())
    except (TooManyWatchlists, WatchlistFull) as full:
        messages.error(request, str(full))
        return redirect("vendor-list-page", found.pk)
    except VendorList.DoesNotExist as gone:
        raise Http404 from gone
    made, added = _("The watchlist is made."), _("The watchlist has all platforms of your vendors now.")
    messages.success(request, made if is_new else added)
    return redirect("list-page", watchlist.pk)


@page_of_feature(Feature.VENDOR_LISTS, TITLE, methods=("POST",))
def ask(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Ask the operator for the vendors that are no known platform, and say what became of each."""
    found = _own(request, list_id)
    asked = ask_for_vendors(vendor_list=found, now=timezone.now())
    messages.info(request, " ".join(_in_words(asked)) or _("There was nothing to ask for."))
    return redirect("vendor-list-page", found.pk)


def _in_words(asked: AskedFor) -> list[str]:
    said = (
        (asked.asked, ngettext("%d vendor is asked for.", "%d vendors are asked for.", asked.asked)),
        (
            asked.asked_before,
            ngettext("%d was asked for before.", "%d were asked for before.", asked.asked_before),
        ),
        (
            asked.here,
            ngettext(
                "%d has been added since: bring the file again.",
                "%d have been added since: bring the file again.",
                asked.here,
            ),
        ),
        (
            asked.not_askable,
            ngettext(
                "%d has no address of a public site, so nobody could find it.",
                "%d have no address of a public site, so nobody could find them.",
                asked.not_askable,
            ),
        ),
        (
            asked.left,
            ngettext(
                "%d is left: ask again when some have been added.",
                "%d are left: ask again when some have been added.",
                asked.left,
            ),
        ),
    )
    return [words % count for count, words in said if count]


@own_form
def delete(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Ask before a list is deleted; POST deletes it. What is one's own can be deleted on any plan."""
    found = _own(request, list_id)
    if request.method == "POST":
        found.delete()
        messages.success(request, _("The list of vendors is deleted."))
        return redirect("vendors-page")
    return confirmation(
        request,
        heading=_("Delete this list of vendors?"),
        consequence=_(
            "“%(name)s” is deleted with its vendors. A watchlist that was made from it stays, and so does "
            "what you asked for."
        )
        % {"name": found.name},
        act=_("Delete it"),
        back=reverse("vendor-list-page", args=[found.pk]),
    )


def _own(request: HttpRequest, list_id: UUID) -> VendorList:
    found = own_vendor_lists(person_of(request).pk).filter(pk=list_id).first()
    if found is None:
        raise Http404
    return found
