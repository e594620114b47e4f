"""Holds the two tables below, of apps and of the rooms inside them, against imports and model relations."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

# What each app may import of ours. A name with a dot allows that module (or package) and nothing beside it.
MAY_IMPORT = {
    "outbound": set(),
    "accounts": set(),
    "governance": {"outbound"},
    "billing": {"accounts"},
    "alerts": {"accounts", "governance", "outbound", "billing.entitlements"},
    "web": {"accounts", "governance", "billing", "alerts"},
    "backend": {"outbound", "accounts", "governance", "billing", "alerts", "web"},
}
# The rooms inside each app, from the lowest to the highest: what each may import of the rooms before it. A room is a
# package or a module, and a longer name goes before a shorter one. What is in no room is a door (an API, the admin, a
# command, routes): it may import every room of its app, and no room imports a door.
ROOMS: dict[str, dict[str, set[str]]] = {
    "accounts": {
        "mail_addresses": set(),
        "zones": set(),
        "clocks": set(),
        "retrying": {"clocks"},
        "keyed_hashes": set(),
        "unseen": set(),
        "models": {"mail_addresses", "zones", "unseen"},
        "limits": {"mail_addresses", "keyed_hashes", "models"},
        "services": {"mail_addresses", "zones", "clocks", "retrying", "keyed_hashes", "limits", "models"},
        "signing_in": {"keyed_hashes", "models", "limits", "services"},
    },
    "governance.comparison": {
        "text": set(),
        "result": {"text"},
        "matching": {"text", "result"},
        "judging": {"text", "result", "matching"},
        "weighing": {"text", "result", "matching", "judging"},
        "materiality": {"text", "result", "matching", "judging", "weighing"},
        "telling": {"text", "result", "matching", "judging", "weighing"},
    },
    "governance": {
        "comparison": set(),
        "names": set(),
        "outside_texts": set(),
        "language_tags": set(),
        "sectors_and_types": set(),
        "models": {"comparison", "language_tags"},
        "record": {"comparison", "models", "names"},
        "monitoring": {"models"},
        "reading": {"comparison", "models", "monitoring"},
        "taken_back": {"models"},
        "importers": {"models", "names", "sectors_and_types", "record"},
        "capture": {
            *("comparison", "models", "names", "outside_texts", "language_tags", "sectors_and_types", "record"),
        },
        "training": {"comparison", "importers"},
    },
    "outbound": {
        "ip_addresses": set(),
        "web_addresses": {"ip_addresses"},
        "resolving": {"ip_addresses"},
        "guard": {"ip_addresses", "resolving"},
        "bodies": set(),
        "client": {"ip_addresses", "web_addresses", "resolving", "guard", "bodies"},
        "proxy": {"ip_addresses", "web_addresses", "resolving", "guard"},
    },
    "governance.capture": {
        "fetching": set(),
        "browser": {"fetching"},
        "declarations": set(),
        "extraction": {"declarations"},
        "gate": {"fetching", "extraction"},
        "storing": set(),
        "schedule": set(),
        "records": {"fetching"},
        "outages": set(),
        "ended_platforms": {"sources"},
        "named_operations": {"declarations"},
        "sources": {"declarations", "schedule", "named_operations"},
        "assigning_filters": {"declarations", "sources"},
        "adding": {"declarations", "sources"},
        "declaration_files": {"declarations", "sources", "adding"},
        "fetching_loop": {"fetching", "schedule"},
        "robots_in_rows": {"fetching"},
        "rounds": {"fetching", "schedule", "sources", "storing", "records", "fetching_loop", "robots_in_rows"},
        "reading": {"fetching", "declarations", "extraction", "gate", "storing"},
        "evidence": {"storing"},
        "health": {"schedule", "outages", "gate"},
        "routes": {"browser", "gate", "schedule", "reading"},
        "held_readings": {"sources"},
        "under_judgement": {"declarations", "extraction", "schedule"},
        "findings": {"gate", "reading", "under_judgement"},
        "to_the_record": {"reading", "held_readings", "under_judgement"},
        "outcomes": {
            *("extraction", "gate", "schedule", "evidence", "health", "held_readings"),
            *("under_judgement", "findings", "to_the_record"),
        },
        "judging": {
            *("schedule", "outages", "sources", "reading", "routes", "storing"),
            *("under_judgement", "findings", "to_the_record", "outcomes"),
        },
        "out_of_turn": {"fetching_loop", "robots_in_rows", "rounds", "schedule", "sources"},
        "previewing": {
            *("fetching", "declarations", "gate", "schedule", "fetching_loop", "reading", "adding", "out_of_turn"),
        },
        "surveying": {
            *("fetching", "declarations", "gate", "fetching_loop", "reading", "out_of_turn", "previewing"),
        },
        "preview_jobs": {"browser", "declarations", "fetching_loop", "adding", "out_of_turn", "previewing"},
        "duties": {
            *(
                "fetching",
                "browser",
                "storing",
                "fetching_loop",
                "rounds",
                "routes",
                "judging",
                "preview_jobs",
                "ended_platforms",
            ),
        },
    },
    "billing": {
        "plans": set(),
        "models": {"plans"},
        "entitlements": {"plans", "models"},
        "subscription_state": {"plans", "models"},
        "gateway": {"plans", "models", "subscription_state"},
        "services": {"plans", "models", "entitlements", "subscription_state"},
        "payments": {"plans", "models", "entitlements", "subscription_state", "gateway", "services"},
    },
    "alerts": {
        "models": set(),
        "database": set(),
        "timing": {"models"},
        "mail": {"models"},
        "watching": {"models", "timing", "mail"},
        "opinions": {"models", "mail"},
        "delivery.transports.sendgrid": {"models", "mail", "delivery.transports"},
        "delivery.transports": {"models", "mail"},
        "delivery": {
            "models",
            "database",
            "timing",
            "mail",
            "watching",
            "opinions",
            "delivery.transports",
            "delivery.transports.sendgrid",
        },
        "owed": {"models", "database", "timing", "mail", "watching", "delivery"},
    },
    "web": {
        "links": set(),
        "gates": set(),
        "personal_data": set(),
        "account_mail": {"links"},
        "pages": {"links", "gates", "personal_data"},
        "webhooks": set(),
    },
}
MAY_RELATE = {app: {name.partition(".")[0] for name in allowed} for app, allowed in MAY_IMPORT.items()}
# alerts knows billing by its answers only, never by its rows.
MAY_RELATE["alerts"] -= {"billing"}
VENDORS = {"stripe": "billing.gateway", "sendgrid": "alerts.delivery.transports"}
FRAMEWORKS = {"django", "rest_framework", "celery", "allauth"}
FRAMEWORK_FREE = (
    "outbound",
    "governance.comparison",
    *(f"governance.capture.{room}" for room in ("fetching", "browser", "declarations", "extraction", "gate")),
    "billing.plans",
    "backend.bootstrap",
)
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "common", "core", "lib", "misc"}
# Django finds these by their names, and a door may bear the name of what it opens.
NAMED_BY_DJANGO = {"Command", "Migration"}
NAMED_AS_WHAT_THEY_OPEN = {"accounts.signing_in.inputs", "web.api.record"}
pytestmark = pytest.mark.pure
ROOT = Path(settings.BASE_DIR)


def imported_names(source: str, module: str, *, is_package: bool) -> Iterator[str]:
    """Full names of what the source imports, wherever in the file; `from a import b` gives `a.b`."""
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


def is_within(name: str, module: str) -> bool:
    return name == module or name.startswith(module + ".")


def violations(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """What a module of this name and source does against the rules, as sentences."""
    app = module.partition(".")[0]
    found = []
    for name in sorted(set(imported_names(source, module, is_package=is_package))):
        top = name.partition(".")[0]
        if top in MAY_IMPORT and top != app and not any(is_within(name, allowed) for allowed in MAY_IMPORT[app]):
            found.append(f"{module} imports {name}, which {app} must not know")
        if top in VENDORS and not is_within(module, VENDORS[top]):
            found.append(f"{module} imports {top}, which belongs to {VENDORS[top]}")
        if top in FRAMEWORKS and any(is_within(module, free) for free in FRAMEWORK_FREE):
            found.append(f"{module} imports {name}, but is to be free of frameworks")
        if top == "tests":
            found.append(f"{module} imports {name}, which is there for tests only")
    found += _between_rooms(module, source, is_package=is_package)
    if NAMES_THAT_SAY_NOTHING & set(module.split(".")):
        found.append(f"{module} has a name that says nothing")
    return found


def _between_rooms(module: str, source: str, *, is_package: bool) -> list[str]:
    found = []
    for house, rooms in ROOMS.items():
        room = room_of(module, house)
        if room is None:
            continue
        for name in sorted(set(imported_names(source, module, is_package=is_package))):
            if not is_within(name, house) or name == house:
                continue
            other = room_of(name, house)
            if other != room and other not in rooms[room]:
                found.append(f"{module} imports {name}, which {house}.{room} must not know")
    return found


def room_of(name: str, house: str) -> str | None:
    """The room of the house that this name is in; None for a door and for what is outside."""
    inside = [room for room in ROOMS[house] if is_within(name, f"{house}.{room}")]
    return max(inside, key=len, default=None)


def our_modules() -> Iterator[tuple[str, Path]]:
    for app in MAY_IMPORT:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def names_of_several_classes(sources: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """{name: the modules that have a class of it} where these are several, given the source of each module."""
    modules: dict[str, list[str]] = defaultdict(list)
    for module, source in sources:
        for node in ast.parse(source).body if module not in NAMED_AS_WHAT_THEY_OPEN else ():
            if isinstance(node, ast.ClassDef) and node.name not in NAMED_BY_DJANGO:
                modules[node.name].append(module)
    return {name: found for name, found in modules.items() if len(found) > 1}


def unwanted_relations(models: list[type[Model]]) -> list[str]:
    """Relations from an app of ours to one it must not know; relations to Django's and allauth's are free."""
    found = []
    for model in models:
        app = model._meta.app_label
        for field in model._meta.get_fields():
            target = field.related_model
            if field.auto_created or not isinstance(target, type) or app not in MAY_RELATE:
                continue
            other = target._meta.app_label
            if other in MAY_RELATE and other != app and other not in MAY_RELATE[app]:
                found.append(f"{app}.{model.__name__}.{field.name} points to {other}.{target.__name__}")
    return found


def test_every_module_keeps_to_its_layer() -> None:
    modules = list(our_modules())
    assert {name.partition(".")[0] for name, _ in modules} == set(MAY_IMPORT)
    found = [
        sentence
        for name, path in modules
        for sentence in violations(name, path.read_text(encoding="utf-8"), is_package=path.name == "__init__.py")
    ]
    assert found == []


def test_the_name_of_a_class_is_that_of_no_other() -> None:
    assert names_of_several_classes((name, path.read_text(encoding="utf-8")) for name, path in our_modules()) == {}


def test_a_second_class_of_one_name_is_found() -> None:
    sources = [("billing.a", "class Outcome: ..."), ("web.b", "class Outcome: ..."), ("web.c", "class Outcomes: ...")]
    assert names_of_several_classes(sources) == {"Outcome": ["billing.a", "web.b"]}


def test_every_relation_keeps_to_its_layer() -> None:
    assert unwanted_relations(list(apps.get_models(include_auto_created=True))) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("accounts.models", "import governance"),
        ("governance.record.x", "from accounts.models import User"),
        ("governance.record.x", "def f():\n    from alerts import models\n"),
        ("billing.services.x", "import alerts.watching.watchlists as w"),
        ("billing.services.x", "from governance import models"),
        ("alerts.owed.fan_out", "from billing.models import Subscription"),
        ("alerts.owed.fan_out", "from billing import plans"),
        ("alerts.owed.fan_out", "import billing"),
        ("alerts.owed.fan_out", "from web.pages import home"),
        ("alerts.owed.fan_out", "from importlib import import_module\nimport_module('billing.models')"),
        ("web.pages", "from backend.pagination import Pages"),
        (
            "governance.api.x",
            "from django.utils.module_loading import import_string\nimport_string('backend.pagination.Pages')",
        ),
        ("billing.services.x", "import stripe"),
        ("alerts.delivery.sending", "if True:\n    from sendgrid.helpers.mail import Mail"),
        ("governance.comparison.matching.pairing", "from django.db import models"),
        ("billing.plans", "from django.conf import settings"),
        ("alerts.delivery.sending", "from tests.settings import X"),
        ("billing.gateway.standing", "from billing.services.ledger import note"),
        ("alerts.mail.bodies", "from alerts.owed import digests"),
        ("alerts.delivery.transports.base", "from alerts.delivery.batches import enqueue"),
        ("governance.comparison.text.segment", "from governance.comparison.matching.wording import word_diff"),
        ("governance.record.versions", "from governance.api.parameters import page"),
        ("alerts.utils", ""),
        ("web.common.forms", ""),
    ],
)
def test_a_violation_is_found(module: str, source: str) -> None:
    assert len(violations(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("alerts.owed.fan_out", "from billing.entitlements import Feature\nfrom billing import entitlements"),
        (
            "alerts.owed.fan_out",
            "from governance.models import Change\nfrom accounts.verified_addresses import is_verified",
        ),
        ("alerts.models.owed", "from .delivery import Message\nfrom ..models import watching"),
        ("billing.gateway.client", "import stripe"),
        ("alerts.delivery.transports.sendgrid.transport", "from sendgrid import SendGridAPIClient"),
        ("backend.duties", "import web, alerts.delivery.sending"),
        (
            "governance.comparison.matching.pairing",
            "from difflib import SequenceMatcher\nfrom governance.comparison.text.segment import x",
        ),
        ("governance.record.x", "from billingual import y"),
    ],
)
def test_what_is_allowed_is_not_found(module: str, source: str) -> None:
    assert violations(module, source) == []


def test_a_relative_import_can_not_leave_its_app_unseen() -> None:
    assert violations("governance.record.x", "from ...billing import models") != []
    assert violations("governance.record", "from ...billing import models", is_package=True) != []


def test_a_string_foreign_key_is_an_arrow_too() -> None:
    from django.db import models
    from django.test.utils import isolate_apps

    with isolate_apps("governance", "alerts") as isolated:

        class Alert(models.Model):
            class Meta:
                app_label = "alerts"
                apps = isolated

        class Change(models.Model):
            alert = models.ForeignKey("alerts.Alert", on_delete=models.CASCADE)

            class Meta:
                app_label = "governance"
                apps = isolated

        assert unwanted_relations([Change, Alert]) == ["governance.Change.alert points to alerts.Alert"]
