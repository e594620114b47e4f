"""What SendGrid refuses in a `POST /v3/mail/send`, as far as it is documented.

The rules are those of `tsg_mail_v3.json` (github.com/twilio/sendgrid-oai) and of Twilio's pages on mail/send and on its
errors: required and known fields, their types, limits, and what headers may be.
"""

import json
import re
import time

MOST_PEOPLE, MOST_CATEGORIES, LONGEST_CATEGORY, MOST_GROUPS = 1000, 10, 255, 25
MOST_ARGUMENT_BYTES = MOST_SUBSTITUTION_BYTES = 10_000
MOST_BYTES, FURTHEST_SECONDS = 30_000_000, 72 * 3600
RESERVED = {
    "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding",
    "to", "from", "subject", "reply-to", "cc", "bcc",
}  # fmt: skip
_HEADER_NAME = re.compile(r"[!-9;-~]+")  # RFC 5322, section 3.6.8
_TEXT, _LIST, _MAP, _NUMBER = str, list, dict, int
FIELDS = {
    "personalizations": _LIST, "from": _MAP, "reply_to": _MAP, "reply_to_list": _LIST, "subject": _TEXT,
    "content": _LIST, "attachments": _LIST, "template_id": _TEXT, "headers": _MAP, "categories": _LIST,
    "custom_args": _MAP, "send_at": _NUMBER, "batch_id": _TEXT, "asm": _MAP, "ip_pool_name": _TEXT,
    "mail_settings": _MAP, "tracking_settings": _MAP,
}  # fmt: skip
FIELDS_OF_A_PERSON = {
    "from": _MAP, "to": _LIST, "cc": _LIST, "bcc": _LIST, "subject": _TEXT, "headers": _MAP, "substitutions": _MAP,
    "dynamic_template_data": _MAP, "custom_args": _MAP, "send_at": _NUMBER,
}  # fmt: skip
BYPASSES = {"bypass_bounce_management", "bypass_spam_management", "bypass_unsubscribe_management"}
FIELDS_OF_TRACKING = {
    "click_tracking": {"enable", "enable_text"},
    "open_tracking": {"enable", "substitution_tag"},
    "subscription_tracking": {"enable", "text", "html", "substitution_tag"},
    "ganalytics": {"enable", "utm_source", "utm_medium", "utm_term", "utm_content", "utm_campaign"},
}


def faults_of_request(headers, body):
    """What is wrong with the request around the object. `headers` answers `get`, in whatever case."""
    found = []
    if (headers.get("Content-Type") or "").partition(";")[0] != "application/json":
        found.append(("Content-Type", "application/json is required"))
    if headers.get("Content-Encoding"):
        found.append(("Content-Encoding", "only for accounts that arranged it"))
    if len(body) >= MOST_BYTES:
        found.append(("", "under 30 MB"))
    return found


def read_strictly(body):
    """The object in the body; raises ValueError also for what lenient readers take: doubled names, NaN, no UTF-8."""
    return json.loads(body.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_constant)


def _once_each(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice in an object")
    return found


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


def faults_of(payload):
    """What is wrong with the object, as (field, message)."""
    if not isinstance(payload, dict):
        return [("", "not an object")]
    found = _faults_of_fields(payload, FIELDS, "")
    people = payload.get("personalizations")
    if not isinstance(people, list) or not 1 <= len(people) <= MOST_PEOPLE:
        return [*found, ("personalizations", f"1 to {MOST_PEOPLE} personalizations are required")]
    if found:
        return found
    found += _faults_of_sender(payload)
    if not payload.get("subject") and not all(person.get("subject") for person in people):
        found.append(("subject", "required"))
    found += _faults_of_content(payload.get("content"))
    found += _faults_of_categories(payload.get("categories", []))
    shared = payload.get("custom_args", {})
    found += _faults_of_map(shared, "custom_args", most=MOST_ARGUMENT_BYTES)
    found += _faults_of_headers(payload.get("headers", {}), "headers")
    found += _faults_of_time(payload, "")
    found += _faults_of_group(payload.get("asm"))
    found += _faults_of_tracking(payload.get("tracking_settings", {}))
    found += _faults_of_mail_settings(payload.get("mail_settings", {}))
    for position, person in enumerate(people):
        found += _faults_of_person(person, f"personalizations.{position}", shared)
    return found or _faults_of_addresses(people)


def _faults_of_fields(item, known, where):
    found = []
    for name, value in item.items():
        if name not in known:
            found.append((f"{where}{name}", "unknown field"))
        elif not isinstance(value, known[name]) or isinstance(value, bool):
            found.append((f"{where}{name}", "of the wrong type"))
    return found


def _faults_of_sender(payload):
    found = _faults_of_address(payload.get("from"), "from")
    if not str((payload.get("from") or {}).get("name", "")).isascii():
        found.append(("from.name", "no Unicode"))
    if "reply_to" in payload:
        found += _faults_of_address(payload["reply_to"], "reply_to")
    if "reply_to" in payload and "reply_to_list" in payload:
        found.append(("reply_to_list", "not together with reply_to"))
    return found


def _faults_of_person(person, where, shared):
    found = _faults_of_fields(person, FIELDS_OF_A_PERSON, f"{where}.")
    if found:
        return found
    if not person.get("to"):
        found.append((f"{where}.to", "required"))
    for role in ("to", "cc", "bcc"):
        for place, address in enumerate(person.get(role, [])):
            found += _faults_of_address(address, f"{where}.{role}.{place}")
    found += _faults_of_headers(person.get("headers", {}), f"{where}.headers")
    found += _faults_of_map(person.get("substitutions", {}), f"{where}.substitutions", most=MOST_SUBSTITUTION_BYTES)
    # A message carries what all share and what is its own.
    arguments = {**shared, **person.get("custom_args", {})}
    found += _faults_of_map(arguments, f"{where}.custom_args", most=MOST_ARGUMENT_BYTES)
    found += _faults_of_time(person, f"{where}.")
    return found


def _faults_of_addresses(people):
    """Each address once in a request, and no more than it takes."""
    addresses = [
        address["email"].casefold()
        for person in people
        for role in ("to", "cc", "bcc")
        for address in person.get(role, [])
    ]
    found = []
    if len(set(addresses)) != len(addresses):
        found.append(("personalizations", "each address should be unique"))
    if len(addresses) > MOST_PEOPLE:
        found.append(("personalizations", f"at most {MOST_PEOPLE} recipients, to, cc and bcc together"))
    return found


def _faults_of_address(address, where):
    if not isinstance(address, dict) or not isinstance(address.get("email"), str):
        return [(where, "an email is required")]
    if address.keys() - {"email", "name"} or not isinstance(address.get("name", ""), str):
        return [(where, "an email and a name, and nothing else")]
    local, _, domain = address["email"].rpartition("@")
    if not local or "." not in domain or not address["email"].isascii() or set(" \r\n\t") & set(address["email"]):
        return [(f"{where}.email", "not a valid address")]
    if set(";,\r\n") & set(address.get("name", "")):
        return [(f"{where}.name", "no ; or ,")]
    return []


def _faults_of_content(content):
    if not content or any(
        part.keys() != {"type", "value"} or not all(isinstance(text, str) and text for text in part.values())
        for part in content
    ):
        return [("content", "a type and a value are required")]
    types = [part["type"] for part in content]
    return [] if types == sorted(types, reverse=True) else [("content", "text/plain before text/html")]


def _faults_of_categories(categories):
    if any(not isinstance(category, str) or not 0 < len(category) <= LONGEST_CATEGORY for category in categories):
        return [("categories", f"strings of at most {LONGEST_CATEGORY} characters")]
    if len(categories) > MOST_CATEGORIES or len(set(categories)) != len(categories):
        return [("categories", f"at most {MOST_CATEGORIES}, each once")]
    return []


def _faults_of_map(values, where, *, most):
    if any(not isinstance(value, str) for value in values.values()):
        return [(where, "strings only")]
    # No character takes more than six bytes, so that most need not be written out to be measured.
    if sum(map(len, values)) + sum(map(len, values.values())) + 6 * len(values) <= most / 6:
        return []
    return [(where, f"over {most} bytes")] if len(json.dumps(values, ensure_ascii=False).encode()) > most else []


def _faults_of_headers(headers, where):
    for name, value in headers.items():
        if name.lower() in RESERVED:
            return [(where, "a reserved header")]
        if not _HEADER_NAME.fullmatch(name):
            return [(where, "no name of a header")]
        if not isinstance(value, str) or not value.isascii() or "\r" in value or "\n" in value:
            return [(where, "strings of one line, encoded if they hold Unicode")]
    return []


def _faults_of_mail_settings(settings):
    """`bypass_list_management` goes past all lists and can't be combined with those that go past one."""
    if settings.keys() - (BYPASSES | {"bypass_list_management", "footer", "sandbox_mode"}):
        return [("mail_settings", "unknown field")]
    if "bypass_list_management" in settings and settings.keys() & BYPASSES:
        return [("mail_settings", "bypass_list_management can't be combined with other bypass filters")]
    if any(not isinstance(value, dict) or not isinstance(value.get("enable"), bool) for value in settings.values()):
        return [("mail_settings", "enable is true or false")]
    return []


def _faults_of_time(item, where):
    if item.get("send_at", 0) > time.time() + FURTHEST_SECONDS:
        return [(f"{where}send_at", "at most 72 hours ahead")]
    return []


def _faults_of_group(group):
    if group is None:
        return []
    if not isinstance(group.get("group_id"), int):
        return [("asm.group_id", "required, a number")]
    return [("asm", f"at most {MOST_GROUPS}")] if len(group.get("groups_to_display", [])) > MOST_GROUPS else []


def _faults_of_tracking(settings):
    for name, setting in settings.items():
        if name not in FIELDS_OF_TRACKING or setting.keys() - FIELDS_OF_TRACKING[name]:
            return [(f"tracking_settings.{name}", "unknown field")]
        if not isinstance(setting.get("enable"), bool):
            return [(f"tracking_settings.{name}.enable", "true or false")]
    return []
