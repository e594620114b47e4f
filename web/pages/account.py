"""A person's account: settings, API keys, what is held about them, and its end."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.core.internal.ratelimit import respond_429
from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.limits.counting import counter
from accounts.models import ApiKey, User
from accounts.services.api_keys import USABLE_KEYS_PER_PERSON, TooManyApiKeys, create_api_key, revoke_api_key
from accounts.services.deletion import UNDO_WINDOW, DeletionIsFinal, DeletionPending, WrongPassword, request_deletion
from accounts.services.security_log import Kind, note_and_tell
from accounts.signing_in.held import SignInEnded, hold_sign_in
from accounts.zones import zone_of
from alerts.watching.mail_preferences import mail_preferences_of
from billing.entitlements import Feature, for_user
from billing.payments.ways_to_pay import takes_payments
from web.links import keep_url
from web.pages.account_forms import DeletionForm, NewKeyForm, SettingsForm
from web.pages.confirm_first import ask_first, confirm_url, is_recent
from web.personal_data.export import export_of
from web.personal_data.export_limit import EXPORTS_AN_HOUR, WINDOW_SECONDS, counted_as
from web.personal_data.settings_of_people import change_settings

_KEYS, _DATA, _DELETION = "/account/keys/", "/account/data/", "/account/delete/"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show the person's settings. POST stores them."""
    user, now = request.user, timezone.now()
    assert isinstance(user, User)
    preferences = mail_preferences_of(user, now)
    form = SettingsForm(
        request.POST if request.method == "POST" else None, initial=SettingsForm.initial_of(user, preferences.left)
    )
    if request.method == "POST" and form.is_valid() and _stored(user, form, now):
        translation.activate(form.cleaned_data["locale"])  # what comes next is told in it
        messages.success(request, _("Your settings are stored."))
        return redirect("account")
    held = for_user(user, now)
    context = {
        "form": form,
        "suppression": preferences.suppression,
        "has_alerts": held.has(Feature.SAME_DAY_ALERTS),
        "has_daily": held.has(Feature.DAILY_DIGEST),
        "has_analysis": held.has(Feature.INSTITUTIONAL_ANALYSIS),
    }
    return render(request, "web/account.html", context, status=400 if form.errors else 200)


def _stored(user: User, form: SettingsForm, now: datetime) -> bool:
    try:
        change_settings(user=User.objects.get(pk=user.pk), changes=form.changes(), now=now)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def keys(request: HttpRequest) -> HttpResponse:
    """Show the person's API keys. POST makes one, and its answer is the only one that shows it."""
    form = NewKeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not is_recent(request):
            return ask_first(request, _KEYS)
        if form.is_valid():
            return _made(request, form)
    return _keys_page(request, form)


def _keys_page(request: HttpRequest, form: NewKeyForm, **more: Any) -> HttpResponse:
    user, now = request.user, timezone.now()
    assert isinstance(user, User)
    rows = ApiKey.objects.filter(user=user, revoked_at=None).order_by("-created_at", "pk")
    context = {
        "form": form,
        "zone": zone_of(user.timezone),
        "now": now,
        "keys": rows,
        "usable": ApiKey.objects.filter(user=user).usable(now).count(),
        "cap": USABLE_KEYS_PER_PERSON,
        "is_recent": is_recent(request),
        "confirm_url": confirm_url(_KEYS),
        **more,
    }
    return render(request, "web/account_keys.html", context, status=400 if form.errors else 200)


def _made(request: HttpRequest, form: NewKeyForm) -> HttpResponse:
    user, now, given = request.user, timezone.now(), form.cleaned_data
    assert isinstance(user, User)
    ends = now + timedelta(days=given["days"]) if given["days"] else None
    try:
        with transaction.atomic():
            hold_sign_in(request.session, user)
            key, text = create_api_key(user=user, name=given["name"], scopes=given["scopes"], expires_at=ends, now=now)
    except SignInEnded:
        logout(request)
        return redirect("account_login")
    except (TooManyApiKeys, DeletionPending) as refused:
        form.add_error(None, str(refused))
        return _keys_page(request, form)
    return _keys_page(request, NewKeyForm(), made=key, text=text)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Ask whether the key is to be revoked. POST revokes it, which needs no recent sign-in: it ends access."""
    found = get_object_or_404(ApiKey, pk=key_id, user=request.user, revoked_at=None)
    if request.method == "POST":
        revoke_api_key(key=found, now=timezone.now())
        messages.success(request, _("The key “{name}” is revoked.").format(name=found.name))
        return redirect("account-keys")
    return render(request, "web/account_key_revoke.html", {"found": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def data(request: HttpRequest) -> HttpResponseBase:
    """Show how to get a copy of everything and how to leave. POST downloads the copy."""
    user, now = request.user, timezone.now()
    assert isinstance(user, User)
    if request.method == "POST":
        return _export(request, user, now) if is_recent(request) else ask_first(request, _DATA)
    context = {
        "is_recent": is_recent(request),
        "confirm_url": confirm_url(_DATA),
        "exports": EXPORTS_AN_HOUR,
        "undo_days": UNDO_WINDOW.days,
        "zone": zone_of(user.timezone),
    }
    return render(request, "web/account_data.html", context)


def _export(request: HttpRequest, user: User, now: datetime) -> HttpResponseBase:
    if settings.RATE_LIMITS == "on":
        verdict = counter.take(counted_as(user), limit=EXPORTS_AN_HOUR, seconds=WINDOW_SECONDS, now=now)
        if not verdict.is_allowed:
            messages.error(
                request,
                _("You had {count} copies within an hour. Come back in {minutes} minutes.").format(
                    count=EXPORTS_AN_HOUR, minutes=verdict.wait // 60 + 1
                ),
            )
            return redirect("account-data")
    note_and_tell(kind=Kind.EXPORTED, user=user, now=now, undoable=False)
    answer = StreamingHttpResponse(export_of(user, now), content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="clausewatch-export.json"'
    return answer


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """Say what a deletion does, and ask for the password, if there is one.

    POST asks for the deletion and leads to what undoes it.
    """
    user = request.user
    assert isinstance(user, User)
    form = DeletionForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST":
        if not consume(request, action="reauthenticate", user=user):
            refused: HttpResponse = respond_429(request)
            return refused
        if not is_recent(request, password_proved=True):  # it is looked at below
            return ask_first(request, _DELETION)
        if form.is_valid() and _asked_for(request, user, form):
            return redirect(keep_url(user).removeprefix(settings.BASE_URL))
    context = {
        "form": form,
        "undo_days": UNDO_WINDOW.days,
        "zone": zone_of(user.timezone),
        "erase_at": user.erase_at or timezone.now() + UNDO_WINDOW,
        "takes_payments": takes_payments(),
        "confirm_url": "" if is_recent(request, password_proved=True) else confirm_url(_DELETION),
    }
    return render(request, "web/account_delete.html", context, status=400 if form.errors else 200)


def _asked_for(request: HttpRequest, user: User, form: DeletionForm) -> bool:
    try:
        erase_at = request_deletion(user=user, password=form.cleaned_data.get("password", ""), now=timezone.now())
    except WrongPassword as error:
        form.add_error("password" if "password" in form.fields else None, str(error))  # set meanwhile
        return False
    except DeletionIsFinal as error:
        form.add_error(None, str(error))
        return False
    day = date_format(erase_at.astimezone(zone_of(user.timezone)), "DATE_FORMAT")
    logout(request)
    messages.success(
        request, _("Your account will be deleted on {day}. You are signed out everywhere.").format(day=day)
    )
    return True
