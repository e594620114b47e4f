"""A sample of each mail about an account, for a fictional person and without a database."""

from allauth.core.context import request_context
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from accounts.adapter import AccountAdapter

_PREFIXES = {
    "account-verify-address": "account/email/email_confirmation",
    "account-verify-address-at-sign-up": "account/email/email_confirmation_signup",
    "account-password-reset": "account/email/password_reset_code",
    "account-already-exists": "account/email/account_already_exists",
    "account-sign-up-unconfirmed": "account/email/sign_up_unconfirmed",
    "account-unknown": "account/email/unknown_account",
}


def account_mails() -> dict[str, tuple[str, str, str]]:
    """Return (subject, HTML, text) by the name of the mail."""
    address = "reader@example.com"
    context = {
        "email": address,
        "code": "7K2M-QX4P",
        "sign_in_url": f"{settings.BASE_URL}/accounts/login/",
        "password_reset_url": settings.HEADLESS_FRONTEND_URLS["account_reset_password"],
        "signup_url": settings.HEADLESS_FRONTEND_URLS["account_signup"],
    }
    found = {}
    with request_context(None):
        for name, prefix in _PREFIXES.items():
            message = AccountAdapter().render_mail(prefix, address, context)
            assert isinstance(message, EmailMultiAlternatives)  # each has an HTML template
            found[name] = (str(message.subject), str(message.alternatives[0][0]), str(message.body))
    return found
