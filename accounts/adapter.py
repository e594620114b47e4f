"""Our policy on top of allauth: what its mails say and look like, and how it keeps second-factor secrets."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.validators import validate_email
from django.http import HttpRequest

from accounts.addresses import NotAnAddress, canonical_address
from accounts.mail_design import inlined
from accounts.networks import client_address

SITE_NAME = "Clausewatch"
_NO_ADDRESS = "::"  # of who comes over a Unix socket without a proxy's word: they are counted as one


class AccountAdapter(DefaultAccountAdapter):
    """Mails in our words, which name the configured address of the site and never the Host header of a request."""

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        site = {"name": SITE_NAME, "domain": settings.BASE_URL}
        message: EmailMessage = super().render_mail(template_prefix, email, {**context, "current_site": site}, headers)
        if isinstance(message, EmailMultiAlternatives):
            bodies = list(message.alternatives)
            message.alternatives = []
            for body, mimetype in bodies:
                message.attach_alternative(inlined(str(body)), str(mimetype))
        return message

    def clean_email(self, email: str) -> str:
        """The one spelling of the address; what can't be written to is refused."""
        try:
            canonical = canonical_address(email)
        except NotAnAddress as error:
            raise ValidationError(str(error), code="invalid") from error
        if not canonical.isascii():  # few mail servers take it, and letters that look alike would pass
            raise ValidationError("Letters beyond a to z can't stand before the @.", code="invalid")
        validate_email(canonical)
        return canonical

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or _NO_ADDRESS

    def format_email_subject(self, subject: str) -> str:
        return subject if SITE_NAME in subject else f"{SITE_NAME}: {subject}"

    def send_account_already_exists_mail(self, email: str) -> None:
        # A new account hashes its password here; without this the quicker answer would tell that the address is known.
        make_password(email)
        super().send_account_already_exists_mail(email)


class MfaAdapter(DefaultMFAAdapter):
    """Keeps TOTP secrets and recovery seeds encrypted under a key derived from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _ciphers().decrypt(encrypted_text.encode()).decode()


def _ciphers() -> MultiFernet:
    """Encrypts with the present SECRET_KEY; decrypts with the former ones too, so that the key can be changed."""
    return MultiFernet([_cipher(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _cipher(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"clausewatch second factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
