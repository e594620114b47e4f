"""The wording of mails about acts that help to take over or recover an account.

Pure: facts come in, a mail comes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.letters import AccountLetter, Names
from accounts.services.security_log import Kind
from alerts.mail.lines import clipped
from web.account_mail.about_plans import WHY

_NAME_LENGTH = 60
_MOST_NAMES = 20
_ADVICE = "If that wasn't you, reset your password now, and end the sign-ins and API keys that you don't recognise."
_WAY_BACK = (
    "If that wasn't you, take your account back within seven days: your address is restored, every sign-in and "
    "API key ends, and you choose a new password."
)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words about one kind of act. `sentence` is filled from `facts`; `advice` is given if there is no way back."""

    subject: str
    sentence: str
    advice: str = _ADVICE


_WORDS: dict[str, _Words] = {
    Kind.ADDRESS_ADDED: _Words(
        "An address was added to your account", "The address {address} can be used to get into your account."
    ),
    Kind.ADDRESS_CHANGED: _Words(
        "The address of your account was changed", "Your account now has the address {address}, and mail goes there."
    ),
    Kind.ADDRESS_REMOVED: _Words(
        "An address was removed from your account", "The address {address} doesn't belong to your account any more."
    ),
    Kind.PASSWORD_CHANGED: _Words("Your password was changed", "Your password was changed. Other sign-ins have ended."),
    Kind.PASSWORD_RESET: _Words(
        "Your password was reset", "Your password was reset by a code sent to you. Every sign-in has ended."
    ),
    Kind.SECOND_FACTOR_GUESSED: _Words(
        "Somebody knows your password",
        "Somebody gave your password and then {tries} wrong codes within an hour. Nobody got in by that. For the rest "
        "of the hour a code is accepted only from devices and networks that you have signed in on.",
        "If that wasn't you, reset your password now: the guesses end with it.",
    ),
    Kind.SECOND_FACTOR_ADDED: _Words(
        "A second factor was added to your account", "Signing in can now ask for {what} as well as the password."
    ),
    Kind.SECOND_FACTOR_REMOVED: _Words(
        "A second factor was removed from your account", "Signing in doesn't ask for {what} any more."
    ),
    Kind.RECOVERY_CODES_MADE: _Words(
        "New recovery codes were made for your account",
        "Each of the new recovery codes can stand in for your second factor once. The earlier ones no longer work.",
    ),
    Kind.API_KEY_CREATED: _Words(
        "A new API key was made for your account",
        "The key \u201c{name}\u201d, which begins with cw_{prefix}, was made. Whoever has it can use your account as "
        "far as its scopes go.",
        "If that wasn't you, revoke the key (API keys, in your account) and change your password.",
    ),
    Kind.CHANNEL_SET_UP: _Words(
        "A channel was set up for your account",
        "Alerts can now be posted to {where} ({kind}) as well.",
        "If that wasn't you, remove the channel (Channels, in your account) and change your password.",
    ),
    Kind.FEED_MADE: _Words(
        "A private feed was made for your account",
        "Whoever has its address can read {what} without signing in. An earlier address no longer works.",
        "If that wasn't you, end the feed (Feeds, in your account) and change your password.",
    ),
    Kind.EXPORTED: _Words(
        "The data of your account was exported", "Everything that is held about you was given out as one file."
    ),
    Kind.TAKEN_BACK: _Words(
        "Your account was taken back",
        "Somebody who reads mail at {address} said that a change was not theirs. The account has that "
        "address again. Every sign-in and API key has ended, and the password no longer works: reset it to sign in.",
        "",
    ),
}
WITHOUT_WAY_BACK = (Kind.SECOND_FACTOR_GUESSED, Kind.EXPORTED, Kind.TAKEN_BACK)
TOLD = tuple(_WORDS)
"""The acts that are told by mail."""


def letter_about_security(kind: str, *, facts: Mapping[str, str], moment: str, not_me_url: str) -> AccountLetter:
    """Return the mail about this act; `not_me_url` is empty where there is no way back."""
    words = _WORDS[kind]
    said = _said(facts)
    origin = f" It came from the network {facts['network']}." if facts.get("network") else ""
    advice = _WAY_BACK if not_me_url else words.advice.format(**said)
    return AccountLetter(
        subject=words.subject,
        preheader=advice or words.sentence.format(**said),
        paragraphs=tuple(
            part for part in (words.sentence.format(**said), f"That was on {moment}.{origin}", advice) if part
        ),
        lists=_keys(facts),
        action=("This wasn't me", not_me_url) if not_me_url else None,
        why=WHY,
    )


@dataclass(frozen=True, slots=True)
class Act:
    """One of several acts of a kind: `moment` is its time on the person's clocks."""

    moment: str
    facts: Mapping[str, str]
    network: str


def letter_about_acts(kind: str, *, acts: Sequence[Act], count: int, not_me_url: str) -> AccountLetter:
    """Return the mail about several acts of a kind, the earliest first.

    `count` is their number, and the first are listed.

    The way back is that of the first act that has one: it undoes the later ones with it.
    """
    words = _WORDS[kind]
    told = [(act.moment, words.sentence.format(**_said(act.facts))) for act in acts]
    moments, networks = _different(moment for moment, _ in told), _different(act.network for act in acts)
    when = f"between {moments[0]} and {moments[-1]}" if len(moments) > 1 else f"on {''.join(moments)}"
    origin = f" It came from the network{'s' if len(networks) > 1 else ''} {', '.join(networks)}." if networks else ""
    advice = _WAY_BACK if not_me_url else _ADVICE
    return AccountLetter(
        subject=f"{words.subject} ({count} times)",
        preheader=advice,
        paragraphs=(f"That was {when}.{origin}", advice),
        lists=(Names("What was done", tuple(f"{moment}: {said}" for moment, said in told), more=count - len(told)),),
        action=("This wasn't me", not_me_url) if not_me_url else None,
        why=WHY,
    )


def _different(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name]


def _said(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: clipped(str(value), _NAME_LENGTH) if name == "name" else str(value) for name, value in facts.items()}


def _keys(facts: Mapping[str, str]) -> tuple[Names, ...]:
    found = []
    for name, heading in (("live_keys", "API keys that still work"), ("ended_keys", "API keys that have ended")):
        keys = [clipped(key, _NAME_LENGTH) for key in facts.get(name, "").split("\n") if key]
        if keys:
            shown = tuple(keys[:_MOST_NAMES])
            found.append(Names(f"{heading} ({len(keys)})", shown, more=len(keys) - len(shown)))
    return tuple(found)
