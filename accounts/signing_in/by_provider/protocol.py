"""OpenID Connect as allauth speaks it, held more strictly to what we need of it.

Who somebody is, the signed id token says and nothing else: its signature is always looked at, and what the userinfo
adds counts only if it is about the same subject (OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2).
"""

import hashlib
import re
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from accounts.signing_in.by_provider.asking import BoundedSession, refuse_broken_text

_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_NEEDED = ("iss", "aud", "exp", "iat", "sub")
_CLOCKS_DIFFER = 60  # seconds
_ADDRESS = re.compile(r"https?://[!-~]{1,2000}")
_TOKEN = re.compile(r"[!-~]{1,8000}")  # RFC 6750, 2.1, and what others send


class WrongProvider(OAuth2Error):
    """What the provider says of itself, or signed, is not what it must be."""


class CodeFlow(OpenIDConnectOAuth2Adapter):
    """One sign-in by a code. Nothing of the tokens is kept."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself. Raises WrongProvider if it says that it is another, or not where it is."""
        found: dict[str, Any] = super().openid_config
        _look_at(found, self.get_provider().app)
        return found

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return f"{settings.BASE_URL}{reverse('back-from-provider', args=[self.provider_id])}"

    def parse_token(self, data: dict[str, Any]) -> None:
        """Return no token: allauth would store it with a sign-in that waits for a second factor."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: None, **given: Any) -> Any:
        answer = given["response"]
        if request.GET.get("iss", self.openid_config["issuer"]) != self.openid_config["issuer"]:  # RFC 9207
            raise WrongProvider("Another provider answered.")
        claims = self._claims(app, answer.get("id_token"))
        if "email" not in claims and isinstance(self.openid_config.get("userinfo_endpoint"), str):
            token_said = answer.get("access_token")
            if not isinstance(token_said, str) or not _TOKEN.fullmatch(token_said):
                raise WrongProvider("The access token is none.")
            added = self._fetch_user_info(token_said)
            if added.get("sub") != claims["sub"]:
                raise WrongProvider("The userinfo is about somebody else.")
            claims |= {name: added[name] for name in ("email", "email_verified") if name in added}
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.nonce = claims.get("nonce")
        return login

    def _claims(self, app: SocialApp, id_token: Any) -> dict[str, Any]:
        """Return what the id token says. Raises WrongProvider unless it is signed, for us, by this issuer, and new."""
        if not isinstance(id_token, str):
            raise WrongProvider("There is no id token.")
        try:
            with BoundedSession() as session:
                keys = jwt.PyJWKSet.from_dict(session.get(self.openid_config["jwks_uri"]).json())
            header = jwt.get_unverified_header(id_token)
            key = next((one for one in keys.keys if one.key_id == header.get("kid") or len(keys.keys) == 1), None)
            if key is None or header.get("alg") not in _ALGORITHMS:
                raise WrongProvider("The id token is signed by no key of the provider.")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key,
                algorithms=[header["alg"]],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=_CLOCKS_DIFFER,
                options={"require": list(_NEEDED)},
            )
            refuse_broken_text(claims)
        except (jwt.PyJWTError, TypeError, ValueError, KeyError, AttributeError) as error:
            raise WrongProvider("The id token is not valid.") from error
        is_shared = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if is_shared else app.client_id) != app.client_id or not claims["sub"]:
            raise WrongProvider("The id token is for another site.")
        return claims


class OpenIdProvider(OpenIDConnectProvider):
    """One provider of the settings. Of what it tells, the address is kept, in our one spelling, and a hash of who."""

    oauth2_adapter_class = CodeFlow

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        raise NotImplementedError("Whoever asks would choose the scope; accounts/signing_in/by_provider/views.py asks.")

    def serialize(self) -> dict[str, Any]:
        return {"id": self.sub_id}  # two providers may have given us the same client id

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return who it is for this site: another issuer under the same name would have other people."""
        return hashlib.sha256(f"{self.app.settings['server_url']}\n{data['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"email": _spelled(data)}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"email": _spelled(data)}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        address = _spelled(data)
        if not address:
            return []
        return [EmailAddress(email=address, verified=data.get("email_verified") is True, primary=True)]


def _look_at(said: dict[str, Any], app: SocialApp) -> None:
    issuer = app.settings["server_url"]
    if not isinstance(said.get("issuer"), str) or said["issuer"].rstrip("/") != issuer:
        raise WrongProvider("Its configuration names another issuer.")
    for name in _ENDPOINTS:
        if not _can_be_used(said.get(name), issuer):
            raise WrongProvider(f"Its configuration has no {name} that can be used.")
    methods = said.get("token_endpoint_auth_methods_supported", [])
    if not isinstance(methods, list) or not all(isinstance(one, str) for one in methods):
        raise WrongProvider("Its configuration names no ways to send the secret that can be used.")
    leads_to = urlsplit(said["authorization_endpoint"])
    if f"{leads_to.scheme}://{leads_to.netloc}" not in app.settings["pages"]:
        raise WrongProvider("Its page to sign in is at an origin that SIGN_IN_…_PAGES doesn't name.")


def _can_be_used(address: Any, issuer: str) -> bool:
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        return False
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0 and parts.scheme in ("https", urlsplit(issuer).scheme)
    except ValueError:  # such as half a bracket, or port 99999
        return False


def _spelled(claims: dict[str, Any]) -> str:
    """Return the address that the provider told, in our one spelling; empty if there is none that can be used."""
    address = claims.get("email")
    if not isinstance(address, str):
        return ""
    try:
        return str(get_account_adapter().spell(address))
    except ValidationError:
        return ""
