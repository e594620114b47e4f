"""A local provider of OpenID Connect: discovery, keys, a page to sign in, tokens by a code with PKCE, userinfo.

It checks what a provider has to (client, secret, address to return to, a code once, the verifier of RFC 7636) and signs
with RS256. How it misbehaves is set on it: what it says in place of the truth, or answers in place of everything.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "clausewatch-of-the-tests", "a secret: of the tests"
_KEYS = {}


def key_named(name):
    """A private key, made once for each name."""
    return _KEYS.setdefault(name, rsa.generate_private_key(public_exponent=65537, key_size=2048))


class OpenIdServer:
    """The running provider. `person` is who is signed in there; `claims` changes what it signs, `config` and `tokens`
    what it answers there, and `instead` whole answers by path: (status, headers, body) or a function that writes one.
    """

    def __init__(self):
        self.person = {"sub": "248289761001", "email": "reader@example.com", "email_verified": True}
        self.claims, self.config, self.tokens, self.userinfo, self.instead = {}, {}, {}, {}, {}
        self.signed_with, self.algorithm, self.cancels, self.asks, self.in_id_token = (
            "right",
            "RS256",
            False,
            False,
            True,
        )
        self.requests, self._codes, self._tokens = [], {}, {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self):
                server.answer(self)

            do_POST = do_GET

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, handler):
        path = urlsplit(handler.path).path
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0))).decode()
        self.requests.append(f"{handler.command} {path}")
        instead = self.instead.get(path)
        if callable(instead):
            with suppress(OSError):
                instead(handler)
            return
        routes = {
            "/.well-known/openid-configuration": self._describe,
            "/keys": self._show_keys,
            "/authorize": self._authorize,
            "/token": self._give_tokens,
            "/userinfo": self._tell,
            "/favicon.ico": lambda query, form, handler: (204, {}, b""),
        }
        query = dict(parse_qsl(urlsplit(handler.path).query))
        status, headers, said = instead or routes[path](query, dict(parse_qsl(body)), handler)
        said = said if isinstance(said, bytes) else json.dumps(said).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(said)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        with suppress(OSError):
            handler.wfile.write(said)

    def _describe(self, query, form, handler):
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        }
        return 200, {}, usual | self.config

    def _show_keys(self, query, form, handler):
        public = jwt.algorithms.RSAAlgorithm.to_jwk(key_named("right").public_key(), as_dict=True)
        return 200, {}, {"keys": [public | {"kid": "right", "use": "sig", "alg": "RS256"}]}

    def _authorize(self, query, form, handler):
        assert query["client_id"] == CLIENT_ID
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(8)
        self._codes[code] = query | {"person": dict(self.person)}
        told = {"error": "access_denied"} if self.cancels else {"code": code}
        back = f"{query['redirect_uri']}?{urlencode(told | {'state': query['state']})}"
        if self.asks:
            page = f'<!doctype html><title>Provider</title><p><a href="{back.replace("&", "&amp;")}">Allow</a></p>'
            return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()
        return 302, {"Location": back}, b""

    def _give_tokens(self, query, form, handler):
        begun = self._codes.pop(form.get("code"), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        is_right = (
            begun is not None
            and (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
            and form.get("redirect_uri") == begun["redirect_uri"]
            and challenge.rstrip(b"=").decode() == begun["code_challenge"]
        )
        if not is_right:
            return 400, {}, {"error": "invalid_grant"}
        token = secrets.token_urlsafe(8)
        self._tokens[token] = begun["person"]
        return 200, {}, {"access_token": token, "token_type": "Bearer", "id_token": self._signed(begun)} | self.tokens

    def _signed(self, begun):
        now = int(time.time())
        about = begun["person"] if self.in_id_token else {"sub": begun["person"]["sub"]}
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": begun.get("nonce")}
        said = {name: value for name, value in (claims | about | self.claims).items() if value is not None}
        key = (
            key_named(self.signed_with)
            if self.algorithm == "RS256"
            else "x" * 32
            if self.algorithm == "HS256"
            else None
        )
        return jwt.encode(said, key, algorithm=self.algorithm, headers={"kid": "right"})

    def _tell(self, query, form, handler):
        person = self._tokens.get(handler.headers.get("Authorization", "").removeprefix("Bearer "))
        return (200, {}, person | self.userinfo) if person else (401, {}, {"error": "invalid_token"})
