"""Says where a `next` may lead once somebody has signed in or out."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_on_this_site(request: HttpRequest, address: str | None) -> bool:
    """Tell whether the address is a path, or has the request's own scheme, host and port."""
    try:
        parts = urlsplit(address or "")
        is_here = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    except ValueError:  # nothing that can be parsed
        return False
    is_without_host = (address or "").startswith("//") and not parts.netloc
    return is_here and not is_without_host and parts.scheme in ("", request.scheme)
