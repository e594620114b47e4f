"""Encrypts what must be read back, under keys derived from SECRET_KEY and a purpose: each purpose has its own."""

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypted(text: str, *, purpose: str) -> str:
    """Return the text encrypted with the present SECRET_KEY."""
    return _ciphers(purpose).encrypt(text.encode()).decode()


def decrypted(text: str, *, purpose: str) -> str:
    """Return what was encrypted with the present SECRET_KEY or a former one that is configured.

    Raises cryptography's InvalidToken if it was none of these.
    """
    return _ciphers(purpose).decrypt(text.encode()).decode()


def _ciphers(purpose: str) -> MultiFernet:
    return MultiFernet([_cipher(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _cipher(secret: str, purpose: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"clausewatch {purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
