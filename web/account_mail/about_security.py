"""The wording of mails about acts that help to take over or recover an account.

Pure: facts come in, a mail comes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.letters import AccountLetter, Names
from accounts.services.security_log import Kind
from alerts.mail.lines import clipped
from web.account_mail.about_plans import WHY

_NAME_LENGTH = 60
_MOST_NAMES = 20
# Their translations are looked up where they are used.
_ADVICE = gettext_noop(
    "If that wasn't you, reset your password now, and end the sign-ins and API keys that you don't recognise."
)
_WAY_BACK = gettext_noop(
    "If that wasn't you, take your account back within seven days: your address is restored, every sign-in and "
    "API key ends, and you choose a new password."
)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words about one kind of act, in English.

    `sentence` is filled from `facts`; `advice` is given if there is no way back.
    """

    subject: str
    sentence: str
    advice: str = _ADVICE


_WORDS: dict[str, _Words] = {
    Kind.ADDRESS_ADDED: _Words(
        gettext_noop("An address was added to your account"),
        gettext_noop("The address {address} can be used to get into your account."),
    ),
    Kind.ADDRESS_CHANGED: _Words(
        gettext_noop("The address of your account was changed"),
        gettext_noop("Your account now has the address {address}, and mail goes there."),
    ),
    Kind.ADDRESS_REMOVED: _Words(
        gettext_noop("An address was removed from your account"),
        gettext_noop("The address {address} doesn't belong to your account any more."),
    ),
    Kind.PASSWORD_CHANGED: _Words(
        gettext_noop("Your password was changed"),
        gettext_noop("Your password was changed. Other sign-ins have ended."),
    ),
    Kind.PASSWORD_RESET: _Words(
        gettext_noop("Your password was reset"),
        gettext_noop("Your password was reset by a code sent to you. Every sign-in has ended."),
    ),
    Kind.SECOND_FACTOR_GUESSED: _Words(
        gettext_noop("Somebody knows your password"),
        gettext_noop(
            "Somebody gave your password and then {tries} wrong codes within an hour. Nobody got in by that. For the "
            "rest of the hour a code is accepted only from devices and networks that you have signed in on."
        ),
        gettext_noop("If that wasn't you, reset your password now: the guesses end with it."),
    ),
    Kind.SECOND_FACTOR_ADDED: _Words(
        gettext_noop("A second factor was added to your account"),
        gettext_noop("Signing in can now ask for {what} as well as the password."),
    ),
    Kind.SECOND_FACTOR_REMOVED: _Words(
        gettext_noop("A second factor was removed from your account"),
        gettext_noop("Signing in doesn't ask for {what} any more."),
    ),
    Kind.RECOVERY_CODES_MADE: _Words(
        gettext_noop("New recovery codes were made for your account"),
        gettext_noop(
            "Each of the new recovery codes can stand in for your second factor once. The earlier ones no longer work."
        ),
    ),
    Kind.PROVIDER_CONNECTED: _Words(
        gettext_noop("A way to sign in was added to your account"),
        gettext_noop("Your account can now be signed in to with {name}."),
    ),
    Kind.PROVIDER_DISCONNECTED: _Words(
        gettext_noop("A way to sign in was removed from your account"),
        gettext_noop("Your account can’t be signed in to with {name} any more."),
    ),
    Kind.API_KEY_CREATED: _Words(
        gettext_noop("A new API key was made for your account"),
        gettext_noop(
            "The key “{name}”, which begins with cw_{prefix}, was made. Whoever has it can use your account as "
            "far as its scopes go."
        ),
        gettext_noop("If that wasn't you, revoke the key (API keys, in your account) and change your password."),
    ),
    Kind.CHANNEL_SET_UP: _Words(
        gettext_noop("A channel was set up for your account"),
        gettext_noop("Alerts can now be posted to {where} ({kind}) as well."),
        gettext_noop("If that wasn't you, remove the channel (Channels, in your account) and change your password."),
    ),
    Kind.FEED_MADE: _Words(
        gettext_noop("A private feed was made for your account"),
        gettext_noop("Whoever has its address can read {what} without signing in. An earlier address no longer works."),
        gettext_noop("If that wasn't you, end the feed (Feeds, in your account) and change your password."),
    ),
    Kind.EXPORTED: _Words(
        gettext_noop("The data of your account was exported"),
        gettext_noop("Everything that is held about you was given out as one file."),
    ),
    Kind.TAKEN_BACK: _Words(
        gettext_noop("Your account was taken back"),
        gettext_noop(
            "Somebody who reads mail at {address} said that a change was not theirs. The account has that "
            "address again. Every sign-in and API key has ended, and the password no longer works: reset it to sign in."
        ),
        "",
    ),
}
WITHOUT_WAY_BACK = (Kind.SECOND_FACTOR_GUESSED, Kind.EXPORTED, Kind.TAKEN_BACK)
TOLD = tuple(_WORDS)
"""The acts that are told by mail."""


def letter_about_security(kind: str, *, facts: Mapping[str, str], moment: str, not_me_url: str) -> AccountLetter:
    """Return the mail about this act; `not_me_url` is empty where there is no way back."""
    words, said = _WORDS[kind], _said(facts)
    sentence = _(words.sentence).format(**said)
    advice = _(_WAY_BACK) if not_me_url else _(words.advice).format(**said) if words.advice else ""
    when = _("That was on %(moment)s.") % {"moment": moment}
    origin = _origin([facts["network"]] if facts.get("network") else [])
    return AccountLetter(
        subject=_(words.subject),
        preheader=advice or sentence,
        paragraphs=tuple(filter(None, (sentence, f"{when}{origin}", advice))),
        lists=_keys(facts),
        action=(_("This wasn't me"), not_me_url) if not_me_url else None,
        why=_(WHY),
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
    told = [(act.moment, _(words.sentence).format(**_said(act.facts))) for act in acts]
    moments = _different(moment for moment, __ in told)
    when = _("That was on %(moment)s.") % {"moment": "".join(moments[:1])}
    if len(moments) > 1:
        when = _("That was between %(first)s and %(last)s.") % {"first": moments[0], "last": moments[-1]}
    origin = _origin(_different(act.network for act in acts))
    advice = _(_WAY_BACK if not_me_url else _ADVICE)
    times = ngettext("%(subject)s (%(count)s time)", "%(subject)s (%(count)s times)", count)
    return AccountLetter(
        subject=times % {"subject": _(words.subject), "count": count},
        preheader=advice,
        paragraphs=(f"{when}{origin}", advice),
        lists=(Names(_("What was done"), tuple(f"{moment}: {said}" for moment, said in told), more=count - len(told)),),
        action=(_("This wasn't me"), not_me_url) if not_me_url else None,
        why=_(WHY),
    )


def _origin(networks: Sequence[str]) -> str:
    """Return the sentence about where it came from, with the space before it; empty if that is not known."""
    if not networks:
        return ""
    told = {"networks": ", ".join(networks)}
    came = ngettext("It came from the network %(networks)s.", "It came from the networks %(networks)s.", len(networks))
    return f" {came % told}"


def _different(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name]


def _said(facts: Mapping[str, str]) -> dict[str, str]:
    said = {name: clipped(str(value), _NAME_LENGTH) if name == "name" else str(value) for name, value in facts.items()}
    # The one fact that is words of ours, kept in English.
    return {**said, "what": _(said["what"])} if said.get("what") else said


def _keys(facts: Mapping[str, str]) -> tuple[Names, ...]:
    found = []
    headings = {
        "live_keys": gettext_noop("API keys that still work (%(count)s)"),
        "ended_keys": gettext_noop("API keys that have ended (%(count)s)"),
        "ended_providers": gettext_noop("Connections to providers that have ended (%(count)s)"),
    }
    for name, heading in headings.items():
        keys = [clipped(key, _NAME_LENGTH) for key in facts.get(name, "").split("\n") if key]
        if keys:
            shown = tuple(keys[:_MOST_NAMES])
            found.append(Names(_(heading) % {"count": len(keys)}, shown, more=len(keys) - len(shown)))
    return tuple(found)
