"""Where things live and what may know what: read this first.

Each app is a layer: `MAY_IMPORT` says which apps below it may know. Inside an app there are rooms, and `ROOMS` says of
each room which others it may know. Both tables are in order: a row names only rows above it, so nothing is a circle,
and whoever reads from the top meets no name that was not explained. To find a rule, go down the rows of its app; to
write one, put it in the lowest room that knows enough for it.

A room is a package or a module of the app, or one of the groups of modules in `MADE_OF`. What is in no room is a door
(an API, the admin, a command, routes, what a framework calls): it may import every room of its app, and no room
imports a door.

`python -m tests.rooms` prints how many modules and arrows each app and each room has. `tests/test_architecture.py`
holds the tables against every import and every relation of a model. `docs/architecture.md` says what is in each room.
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What each app may import of ours. A name with a dot allows that module (or package) and nothing beside it.
MAY_IMPORT = {
    "outbound": "",
    "accounts": "",
    "governance": "outbound",
    "billing": "accounts",
    "alerts": "accounts governance outbound billing.entitlements",
    "web": "accounts governance billing alerts",
    "backend": "outbound accounts governance billing alerts web",
}
# {app or package: {room: the rooms above it that it may import}}
ROOMS: dict[str, dict[str, str]] = {
    "outbound": {
        "ip_addresses": "",
        "web_addresses": "ip_addresses",
        "resolving": "ip_addresses",
        "guard": "ip_addresses resolving",
        "bodies": "",
        "client": "guard",
        "proxy_messages": "web_addresses",
        "proxy": "ip_addresses web_addresses resolving guard proxy_messages",
    },
    "accounts": {
        "mail_addresses": "",
        "zones": "",
        "languages": "",
        "days_in_words": "",
        "clocks": "",
        "retrying": "clocks",
        "keyed_hashes": "",
        "encryption": "",
        "unseen": "",
        "letters": "unseen",
        "models": "mail_addresses zones languages clocks unseen",
        "verified_addresses": "mail_addresses models",
        "limits": "mail_addresses keyed_hashes models",
        "services": "mail_addresses zones retrying keyed_hashes models limits",
        "signing_in": "keyed_hashes models limits services",
        "asking": "models services signing_in",
    },
    "governance": {
        "composing": "",
        "comparison": "composing",
        "outside_texts": "",
        "analysis": "comparison outside_texts",
        "names": "composing",
        "category_words": "comparison",
        "language_tags": "",
        "sectors_and_types": "",
        "models": "comparison language_tags",
        "record": "comparison names models",
        "monitoring": "models",
        "document_standings": "models monitoring",
        "reading": "comparison models",
        "taken_back": "models",
        "provision_life": "comparison models",
        "provision_diff": "comparison models",
        "law_record": "analysis models",
        "sub_processor_lists": "comparison analysis models",
        "stored_clauses": "comparison models",
        "analysed_texts": "comparison analysis models stored_clauses",
        "change_days": "comparison analysis models sub_processor_lists",
        "stated_provisions": "comparison analysis models",
        "importers": "names sectors_and_types models record",
        "capture": "composing comparison names outside_texts language_tags models record monitoring",
        "rewriting": "comparison models reading taken_back",
        "training": "comparison importers",
    },
    "governance.comparison": {
        "text": "",
        "result": "text",
        "matching": "text result",
        "judging": "text result matching",
        "weighing": "text result matching judging",
        "materiality": "text result matching judging weighing",
        "telling": "text result matching judging weighing",
    },
    "governance.capture": {
        "fetching": "",
        "browser": "fetching",
        "declarations": "",
        "extraction": "declarations",
        "gate": "extraction",
        "storing": "",
        "schedule": "",
        "records": "fetching",
        "outages": "",
        "named_operations": "declarations",
        "sources": "declarations schedule named_operations",
        "ended_platforms": "sources",
        "assigning_filters": "declarations sources",
        "adding": "declarations sources",
        "declaration_files": "declarations sources adding",
        "fetching_loop": "fetching schedule",
        "robots_in_rows": "fetching",
        "rounds": "fetching storing schedule records sources fetching_loop robots_in_rows",
        "reading": "fetching declarations extraction gate storing",
        "evidence": "storing schedule",
        "health": "gate schedule",
        "routes": "browser gate schedule reading",
        "held_readings": "sources",
        "under_judgement": "declarations extraction schedule",
        "findings": "extraction gate reading under_judgement",
        "to_the_record": "extraction reading held_readings under_judgement",
        "outcomes": "extraction gate schedule evidence health held_readings under_judgement findings to_the_record",
        "judging": "storing schedule outages sources reading routes under_judgement findings to_the_record outcomes",
        "out_of_turn": "schedule sources fetching_loop robots_in_rows rounds",
        "previewing": "fetching declarations gate schedule adding fetching_loop reading out_of_turn",
        "surveying": "declarations gate fetching_loop out_of_turn previewing",
        "preview_jobs": "browser declarations adding fetching_loop out_of_turn previewing",
        "duties": "fetching browser storing ended_platforms fetching_loop rounds routes judging preview_jobs",
    },
    "governance.rewriting": {
        "guard": "",
        "statements": "guard",
        "prompt": "guard",
        "answers": "guard",
        "asking": "prompt answers",
        "budget": "",
        "duties": "guard statements prompt answers asking budget",
        "showing": "guard statements prompt",
    },
    "billing": {
        "plans": "",
        "models": "plans",
        "entitlements": "plans models",
        "subscription_state": "plans models",
        "gateway": "plans models subscription_state",
        "services": "plans models entitlements subscription_state",
        "payments": "plans models gateway services",
    },
    "alerts": {
        "models": "",
        "database": "",
        "timing": "models",
        "mail": "models",
        "watching": "models timing mail",
        "opinions": "models mail",
        "agreements": "models",
        "reviewing": "models watching",
        "made_files": "models timing",
        "certifying": "models made_files",
        "vendors": "models watching",
        "answering": "models",
        "memos": "models made_files answering",
        "deadlines": "models timing watching",
        "delivery.transports": "mail",
        "delivery.transports.sendgrid": "models mail delivery.transports",
        "delivery": "models database timing mail watching opinions reviewing delivery.transports "
        "delivery.transports.sendgrid",
        "channels": "models timing mail watching delivery delivery.transports",
        "owed": "models database timing mail watching delivery channels",
    },
    "web": {
        "links": "",
        "plan_words": "",
        "coded_words": "",
        "gates": "plan_words",
        "personal_data": "",
        "account_mail": "links",
        "pages": "links plan_words coded_words gates personal_data",
        "states": "gates pages",
        "webhooks": "",
    },
    "backend": {
        "database": "",
        "machine": "database",
        "answering": "database",
        "reference": "",
        "duties": "database",
        "watching": "database answering duties",
        "operating": "duties",
    },
}
# Rooms of several modules that stand side by side.
MADE_OF = {
    "accounts.letters": "letters mail_design outgoing posting",
    "accounts.asking": "answers authentication permissions strict",
    "backend.database": "away outages patience sqlite_file tables",
    "backend.machine": "bootstrap environment logs loopback secret_key_file settings sign_in_providers supervisor",
    "backend.answering": "api caching errors hostile_input maintenance pagination query_parameters request_limits "
    "request_logs",
    "backend.reference": "openapi openapi_of_sign_in openapi_views",
    "backend.duties": "celery checks duties duty_runs single_runs starting ticking",
    "backend.watching": "capture_gauges delivery_gauges health metrics rewriting_gauges",
}


def modules_of(house: str, room: str) -> list[str]:
    """Return the full names of the modules (or the package) that a room is made of."""
    return [f"{house}.{name}" for name in MADE_OF.get(f"{house}.{room}", room).split()]


def room_of(name: str, house: str) -> str | None:
    """Return the room of the app or package that this name is in; None for a door and for what is outside."""
    inside = [(module, room) for room in ROOMS[house] for module in modules_of(house, room) if is_within(name, module)]
    return max(inside, key=lambda one: len(one[0]), default=("", None))[1]


def is_within(name: str, module: str) -> bool:
    return name == module or name.startswith(module + ".")


def looking_down(table: dict[str, str]) -> list[str]:
    """Return each row that names what is not above it, as a sentence."""
    above: set[str] = set()
    found = []
    for row, allowed in table.items():
        found += [f"{row} names {name}, which is not above it" for name in allowed.split() if name not in above]
        above.add(row)
    return found


def our_modules() -> Iterator[tuple[str, Path]]:
    """Yield the full name and the file of each module of each app."""
    for app in MAY_IMPORT:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imported_names(source: str, module: str, *, is_package: bool) -> Iterator[str]:
    """Yield full names of what the source imports, wherever in the file; `from a import b` gives `a.b`."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = ".".join(package[: len(package) + 1 - node.level]) if node.level else ""
            base = ".".join(part for part in (origin, node.module) if part)
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _calls_an_importer(node.func):
            yield from (
                arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            )


def _calls_an_importer(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("import_module", "import_string", "__import__")


def arrows() -> set[tuple[str, str]]:
    """Return (module that imports, module imported) of ours, migrations left out."""
    modules = {name: path for name, path in our_modules() if ".migrations" not in name}
    found = set()
    for name, path in modules.items():
        source, is_package = path.read_text(encoding="utf-8"), path.name == "__init__.py"
        for imported in imported_names(source, name, is_package=is_package):
            target = imported if imported in modules else imported.rpartition(".")[0]
            if target in modules and target != name:
                found.add((name, target))
    return found


def unused() -> list[str]:
    """Return each arrow that a table allows and no import needs, between apps and between rooms, as a sentence."""
    drawn = arrows()
    found = [
        f"{app} may import {allowed} and does not"
        for app, names in MAY_IMPORT.items()
        for allowed in names.split()
        if not any(is_within(one, app) and is_within(other, allowed) for one, other in drawn)
    ]
    for house, rooms in ROOMS.items():
        crossed = {(room_of(one, house), room_of(other, house)) for one, other in drawn}
        found += [
            f"{house}.{room} may import {allowed} and does not"
            for room, names in rooms.items()
            for allowed in names.split()
            if (room, allowed) not in crossed
        ]
    return found


def figures() -> Iterator[str]:
    """Yield a line for each app or package with rooms, and one for each of its rooms."""
    modules = [name for name, _ in our_modules() if ".migrations" not in name]
    drawn = arrows()
    for house, rooms in ROOMS.items():
        inside = [name for name in modules if is_within(name, house)]
        within = [(one, other) for one, other in drawn if is_within(one, house) and is_within(other, house)]
        between = Counter((room_of(one, house), room_of(other, house)) for one, other in within)
        crossed = {(one, other) for one, other in between if one and other and one != other}
        may = sum(len(allowed.split()) for allowed in rooms.values())
        yield (
            f"{house}: {len(inside)} modules, {len(within)} arrows; {len(rooms)} rooms, "
            f"{len(crossed)} arrows between rooms of {may} allowed"
        )
        for room in [*rooms, None]:
            yield f"    {_room_line(room, [name for name in inside if room_of(name, house) == room], between)}"


def _room_line(room: str | None, modules: Iterable[str], between: Counter[tuple[str | None, str | None]]) -> str:
    to = sorted(
        f"{other} {count}" for (one, other), count in between.items() if one == room and other not in (None, room)
    )
    return f"{room or '(doors)':28} {len(list(modules)):>3} modules" + (f"  → {', '.join(to)}" if to else "")


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in figures())
