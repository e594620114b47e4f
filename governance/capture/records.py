"""What is written down of a fetch: plain values, from which the gate and the evidence are made later."""

import hashlib
import ssl
from collections.abc import Mapping
from typing import Any

from governance.capture.fetching.fetched import Fetched, FetchFailed, Hop, TlsFacts, Validators


def facts_of(outcome: Fetched | FetchFailed) -> dict[str, Any]:
    """Return the facts of a fetch as values of JSON that every database can hold."""
    if isinstance(outcome, FetchFailed):
        answer = _facts_of_answer(outcome.answer) if outcome.answer is not None else {}
        hops = [_hop(hop) for hop in outcome.hops]
        return dict(_storable({**answer, "requested": outcome.requested, "hops": hops}))
    return dict(_storable(_facts_of_answer(outcome)))


def storable(text: str) -> str:
    """Return the text with a sign for what PostgreSQL can't hold: zero bytes, and halves of letters (surrogates)."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {name: _storable(inner) for name, inner in value.items()}
    return [_storable(inner) for inner in value] if isinstance(value, list) else value


def validators_in(facts: Mapping[str, Any]) -> Validators | None:
    """Return the ETag and Last-Modified that the server gave, or None if it gave neither."""
    stated = facts.get("validators")
    return Validators(stated["address"], stated["etag"], stated["last_modified"]) if stated else None


def certificates_of(tls: TlsFacts) -> bytes:
    """Return the certificates that the server showed in PEM, its own first: what is kept of them as evidence."""
    return "".join(map(ssl.DER_cert_to_PEM_cert, tls.chain)).encode()


def _facts_of_answer(answer: Fetched) -> dict[str, Any]:
    validators, tls = answer.validators, answer.tls
    return {
        "requested": answer.requested,
        "final": answer.final,
        "hops": [_hop(hop) for hop in answer.hops],
        "http_version": answer.http_version,
        "headers": dict(answer.headers),
        "wire_length": answer.wire_length,
        "media_type": answer.media_type,
        "charset": answer.charset,
        "replacement_count": answer.replacement_count,
        "peer": answer.peer,
        "tls": _tls(tls) if tls is not None else None,
        "user_agent": answer.user_agent,
        "accept_language": answer.accept_language,
        "validators": (
            {"address": validators.address, "etag": validators.etag, "last_modified": validators.last_modified}
            if validators is not None
            else None
        ),
        "robots": answer.robots.value,
        "warnings": [warning.value for warning in answer.warnings],
        "moved_to": answer.moved_to,
    }


def _tls(tls: TlsFacts) -> dict[str, Any]:
    return {
        "version": tls.version,
        "cipher": tls.cipher,
        "certificate_sha256": tls.certificate_sha256,
        "chain_sha256": hashlib.sha256(certificates_of(tls)).hexdigest(),
    }


def _hop(hop: Hop) -> dict[str, Any]:
    return {"status": hop.status, "address": hop.address, "location": hop.location, "peer": hop.peer}
