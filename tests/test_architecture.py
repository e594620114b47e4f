"""Holds the tables of `tests/rooms.py`, of apps and of the rooms inside them, against imports and model relations."""

import ast
from collections import defaultdict
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db.models import Model

from tests.rooms import (
    MADE_OF,
    MAY_IMPORT,
    ROOMS,
    ROOT,
    figures,
    imported_names,
    is_within,
    looking_down,
    modules_of,
    our_modules,
    room_of,
    unused,
)

MAY_RELATE = {app: {name.partition(".")[0] for name in allowed.split()} for app, allowed in MAY_IMPORT.items()}
# alerts knows billing by its answers only, never by its rows.
MAY_RELATE["alerts"] -= {"billing"}
VENDORS = {"stripe": "billing.gateway", "sendgrid": "alerts.delivery.transports.sendgrid"}
FRAMEWORKS = {"django", "rest_framework", "celery", "allauth"}
FRAMEWORK_FREE = (
    "outbound",
    "governance.comparison",
    *(f"governance.capture.{room}" for room in ("fetching", "browser", "declarations", "extraction", "gate")),
    "governance.rewriting.guard",
    "billing.plans",
    "backend.bootstrap",
)
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "common", "core", "lib", "misc"}
# Django finds these by their names, and a door may bear the name of what it opens.
NAMED_BY_DJANGO = {"Command", "Migration"}
NAMED_AS_WHAT_THEY_OPEN = {"accounts.signing_in.inputs", "web.api.record"}
MOST_LINES = 350
pytestmark = pytest.mark.pure


def violations(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """What a module of this name and source does against the rules, as sentences."""
    app = module.partition(".")[0]
    found = []
    for name in sorted(set(imported_names(source, module, is_package=is_package))):
        top = name.partition(".")[0]
        if (
            top in MAY_IMPORT
            and top != app
            and not any(is_within(name, allowed) for allowed in MAY_IMPORT[app].split())
        ):
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
            if other != room and other not in rooms[room].split():
                found.append(f"{module} imports {name}, which {house}.{room} must not know")
    return found


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


@pytest.mark.parametrize("table", [MAY_IMPORT, *ROOMS.values()], ids=["apps", *ROOMS])
def test_a_row_names_rows_above_it_only(table: dict[str, str]) -> None:
    assert looking_down({name: allowed.replace(".entitlements", "") for name, allowed in table.items()}) == []


def test_a_row_that_looks_down_is_found() -> None:
    assert looking_down({"mail": "models", "models": ""}) == ["mail names models, which is not above it"]
    assert looking_down({"mail": "mail"}) == ["mail names mail, which is not above it"]


def test_no_arrow_is_allowed_that_nothing_needs() -> None:
    assert unused() == []


def test_each_room_is_of_modules_that_are_there() -> None:
    there = {name for name, _ in our_modules()}
    of_rooms = [name for house, rooms in ROOMS.items() for room in rooms for name in modules_of(house, room)]
    assert set(of_rooms) <= there
    assert len(of_rooms) == len(set(of_rooms))
    assert set(MADE_OF) <= {f"{house}.{room}" for house, rooms in ROOMS.items() for room in rooms}


def test_the_figures_have_a_line_for_each_app_and_room() -> None:
    lines = list(figures())
    assert len(lines) == len(ROOMS) + sum(len(rooms) + 1 for rooms in ROOMS.values())
    (web,) = [line for line in lines if line.startswith("web:")]
    assert " modules, " in web
    assert web.endswith(f"arrows between rooms of {sum(len(one.split()) for one in ROOMS['web'].values())} allowed")


def test_no_file_of_tests_is_too_long_to_be_read() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "tests").rglob("*.py")}
    assert {str(path.relative_to(ROOT)): count for path, count in lines.items() if count > MOST_LINES} == {}


def test_the_name_of_a_class_at_the_top_of_a_module_is_that_of_no_other() -> None:
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
        ("alerts.delivery.transports.smtp", "import sendgrid"),
        ("alerts.delivery.sending", "if True:\n    from sendgrid.helpers.mail import Mail"),
        ("governance.comparison.matching.pairing", "from django.db import models"),
        ("billing.plans", "from django.conf import settings"),
        ("alerts.delivery.sending", "from tests.settings import X"),
        ("billing.gateway.standing", "from billing.services.ledger import note"),
        ("alerts.mail.bodies", "from alerts.owed import digests"),
        ("alerts.delivery.transports.base", "from alerts.delivery.batches import enqueue"),
        ("governance.comparison.text.segment", "from governance.comparison.matching.wording import word_diff"),
        ("governance.record.versions", "from governance.api.parameters import page"),
        ("backend.tables", "from backend import duties"),
        ("accounts.letters", "from accounts.permissions import HasScope"),
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
