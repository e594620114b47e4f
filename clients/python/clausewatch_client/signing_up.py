"""Making an account: an address, a password, and the code that comes by mail."""

from dataclasses import dataclass, field

from clausewatch_client.calls import Calls
from clausewatch_client.client import LOCAL, Client
from clausewatch_client.errors import ApiError

_AUTH = "/_allauth/app/v1/auth"
_NEXT_STEP = 401  # allauth's answer where another step of signing in is due


@dataclass(frozen=True, slots=True)
class PendingSignUp:
    """An account whose address is not verified yet."""

    site: str
    session_token: str = field(repr=False)

    def confirm(self, code: str) -> Client:
        """Verify the address by the code that was mailed, and return the client of the session. Raises ApiError."""
        with Calls(self.site, {"X-Session-Token": self.session_token}) as calls:
            answer = calls.call("POST", f"{_AUTH}/email/verify", body={"key": code})
        return Client(site=self.site, session_token=str(answer["meta"]["session_token"]))


def sign_up(email: str, password: str, *, site: str = LOCAL) -> PendingSignUp:
    """Ask for an account; a code is mailed to the address. Raises ApiError and NoAnswer."""
    with Calls(site, {}) as calls:
        try:
            answer = calls.call("POST", f"{_AUTH}/signup", body={"email": email, "password": password})
        except ApiError as error:
            if error.status != _NEXT_STEP:
                raise
            answer = error.more
    return PendingSignUp(site, str(answer["meta"]["session_token"]))
