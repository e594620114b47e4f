"""Arguments that the operator's commands about delivery share."""

import getpass
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from alerts.delivery.pausing import KINDS


def add_kind(parser: ArgumentParser) -> None:
    parser.add_argument("--kind", choices=KINDS, help="only this kind; all unless given")


def kinds_of(options: Mapping[str, Any]) -> tuple[str, ...]:
    return (options["kind"],) if options["kind"] else KINDS


def add_operator(parser: ArgumentParser) -> None:
    parser.add_argument("--by", default=_system_user(), help="who decides; the user of the system unless given")


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown"
