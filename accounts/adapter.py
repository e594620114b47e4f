"""Our policy on top of allauth: what its mails say and look like, and how it keeps second-factor secrets."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import headed_redirect_response, is_headless_request
from allauth.core.internal.ratelimit import respond_429
from allauth.headless.base.response import UnauthorizedResponse
from allauth.headless.constants import Client
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.encryption import decrypted, encrypted
from accounts.languages import language_of
from accounts.limits import mail_caps
from accounts.limits.networks import client_address
from accounts.limits.origins import remember_device
from accounts.limits.sign_ins import SignInTry
from accounts.mail_addresses import NotAnAddress, canonical_address
from accounts.mail_design import inlined
from accounts.models import User
from accounts.posting import post
from accounts.services.account_changes import KEEPS_KEYS, tell_of
from accounts.services.security_log import Kind, note
from accounts.signing_in.half_finished import bind_sign_in, is_over
from accounts.signing_in.next_pages import is_on_this_site
from accounts.signing_in.recent import missing_factors
from accounts.signing_in.reset_codes import bind_code
from accounts.zones import is_known

SITE_NAME = "Clausewatch"
_PURPOSE = "second factor"
_NO_ADDRESS = "::"  # of who comes over a Unix socket without a proxy's word: they are counted as one


class AccountAdapter(DefaultAccountAdapter):
    """Writes allauth's mails in our words.

    Links in them use the configured address of the site, never the Host header.
    """

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        site = {"name": SITE_NAME, "domain": settings.BASE_URL}
        headers = {"Auto-Submitted": "auto-generated", **(headers or {})}  # RFC 3834
        message: EmailMessage = super().render_mail(template_prefix, email, {**context, "current_site": site}, headers)
        if isinstance(message, EmailMultiAlternatives):
            bodies = list(message.alternatives)
            message.alternatives = []
            for body, mimetype in bodies:
                message.attach_alternative(inlined(str(body)), str(mimetype))
        return message

    def spell(self, email: str) -> str:
        """Return the address in its one spelling; raise a validation error if no mail can be sent to it."""
        try:
            canonical = canonical_address(email)
        except NotAnAddress as error:
            raise ValidationError(_(error.said) % error.values, code="invalid") from error
        if not canonical.isascii():  # few mail servers take it, and letters that look alike would pass
            raise ValidationError(_("Letters beyond a to z can't stand before the @."), code="invalid")
        validate_email(canonical)
        return canonical

    def new_user(self, request: HttpRequest) -> User:
        """Return somebody new, in the language of the page that they sign up on and the time zone of its browser."""
        user = User(locale=get_language() or settings.LANGUAGE_CODE)
        told = request.POST.get("timezone", "")  # of a page with scripts; without them it can be chosen later
        if is_known(told):
            user.timezone = told
        return user

    def clean_email(self, email: str) -> str:
        canonical = self.spell(email)
        # Each form with an address, but the one to sign in, has a mail sent to it.
        request = allauth_context.request
        if request is not None and not mail_caps.has_room(canonical, request, timezone.now()):
            raise ImmediateHttpResponse(respond_429(request))
        return canonical

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Compose the mail, and send it unless a cap on mails to this address is reached.

        It is composed either way, so the time of the answer doesn't tell whether a mail was sent. Its language is that
        of the person with this address; of nobody's, that of the page on which it was asked for.
        """
        request, now = allauth_context.request, timezone.now()
        user = context.get("user") or User.objects.with_address(email)
        with translation.override(language_of(user.locale) if user else get_language()):
            message = self.render_mail(template_prefix, email, {"request": request, "email": email, **context})
        if template_prefix == "account/email/password_reset_code" and request is not None:
            bind_code(request.session, email)
        if template_prefix in mail_caps.DOORS:
            if not mail_caps.take(email, request, now):
                raise ImmediateHttpResponse(respond_429(request))
            if not mail_caps.is_wanted(template_prefix, email, now):
                return
        post(message)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._try = SignInTry(request, credentials["email"], timezone.now())
        self._login_failed_rl_usage = ratelimit.consume(request, app="allauth.account", action="login_failed")
        if not self._login_failed_rl_usage or not self._try.begin():
            raise ImmediateHttpResponse(respond_429(request))

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        self._try.was_right()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        SignInTry(request, credentials["email"], timezone.now()).begin_anew()

    def pre_login(self, request: HttpRequest, user: User, **arguments: Any) -> HttpResponse | None:
        bind_sign_in(request.session, user)
        refused: HttpResponse | None = super().pre_login(request, user, **arguments)
        return refused

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign the person in, unless the sign-in ended after this request had read its session."""
        if is_over(request.session, user):
            clear_login(request)
            raise ImmediateHttpResponse(_begin_again(request))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **arguments: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **arguments)
        if is_headless_request(request) != Client.APP:  # which keeps no cookies
            remember_device(request, response, user.email)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or _NO_ADDRESS

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        address = str(credentials.get("email", ""))
        user = User.objects.with_address(address)
        note(kind=Kind.SIGN_IN_FAILED, user=user, now=timezone.now(), address=address)
        self._try.was_wrong()

    def is_safe_url(self, url: str | None) -> bool:
        """Tell whether the address is on this site.

        allauth would lead to every name and port in ALLOWED_HOSTS, and fails on what can't be parsed.
        """
        return is_on_this_site(allauth_context.request, url)

    def is_reauthentication_required(self, *, app: str, **told: Any) -> bool:
        """Raise the refusal unless the sign-in is recent by our rule, which wants every factor.

        allauth's own rule accepts one factor of two, and would be asked next if this returned True instead.
        """
        request = allauth_context.request
        if missing_factors(request.session, request.user, timezone.now()):
            raise ReauthenticationRequired
        return False

    def get_reauthentication_methods(self, user: Any, only: str = "") -> list[dict[str, Any]]:
        """Return the factors that are still to be given, or only the one named `only`.

        A page asks for one after the other.
        """
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not user.is_authenticated:
            return methods
        missing = missing_factors(allauth_context.request.session, user, timezone.now())
        wanted = only or ("reauthenticate" if "password" in missing else "mfa_reauthenticate")
        return [method for method in methods if method["id"].partition(":")[0] == wanted] or methods

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Note the act in the security log, and owe a mail about it to the address that the account had before."""
        keeps_keys = getattr(allauth_context.request, KEEPS_KEYS, False)
        tell_of(template_prefix, user=user, context=context or {}, keeps_keys=keeps_keys, now=timezone.now())

    def format_email_subject(self, subject: str) -> str:
        return subject if SITE_NAME in subject else f"{SITE_NAME}: {subject}"

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the address, and nobody else, that it has an account, or that its sign-up was never confirmed."""
        # A new account hashes its password here; without this the quicker answer would tell that the address is known.
        make_password(email)
        if EmailAddress.objects.filter(email=email, verified=True).exists():
            super().send_account_already_exists_mail(email)
            return
        places = {
            "sign_in_url": f"{settings.BASE_URL}/accounts/login/",
            "password_reset_url": settings.HEADLESS_FRONTEND_URLS["account_reset_password"],
        }
        self.send_mail(mail_caps.UNCONFIRMED, email, places)


def _begin_again(request: HttpRequest) -> HttpResponse:
    if is_headless_request(request):
        return UnauthorizedResponse(request, status=410)
    return headed_redirect_response("account_login")


class MfaAdapter(DefaultMFAAdapter):
    """Keeps TOTP secrets and recovery seeds encrypted under a key derived from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return encrypted(text, purpose=_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypted(encrypted_text, purpose=_PURPOSE)
