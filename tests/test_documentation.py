"""What README, `docs/` and the API's reference say of the code is what the code says."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from backend.duties import DUTIES
from backend.sign_in_providers import NEEDED
from billing.plans import ANONYMOUS_REQUESTS_PER_MINUTE, PLANS, Feature, Tier
from governance.importers.recorded_commits import Unread
from tests.rooms import ROOMS, modules_of

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Commands of Django's own that the README explains, and the one that `manage.py` answers itself.
NOT_OF_OURS = {"createsuperuser", "test"}
# One screen.
MOST_WORDS_OF_A_DECISION = 600


def rows_under(heading):
    """The first cells of the table under a heading of the README."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    cells = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("|")]
    return cells[2:]


def our_commands():
    ours = [config for config in apps.get_app_configs() if Path(config.path).parent == ROOT]
    return {
        path.stem
        for config in ours
        for path in Path(config.path).glob("management/commands/*.py")
        if path.stem != "__init__"
    }


def settings_read():
    """The environment variables that `backend/settings.py` reads."""
    tree = ast.parse((ROOT / "backend" / "settings.py").read_text(encoding="utf-8"))
    calls = [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
        and isinstance(node.func.value, ast.Name) and node.func.value.id == "env"
    ]  # fmt: skip
    named = {node.value for node in calls if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    named |= {f"SIGN_IN_<ID>_{name}" for name in (*NEEDED, "PAGES")}
    return named | {f"STRIPE_PRICE_{tier}_{interval}".upper() for tier, interval in settings.STRIPE_PRICES}


def test_the_readme_lists_every_command_and_no_other():
    listed = {
        word.split()[0]
        for cell in rows_under("Commands")
        for word in re.findall(r"`([^`]+)`", cell)
        if re.match(r"[a-z_]+\b", word)
    }
    assert listed == our_commands() | NOT_OF_OURS


def test_the_readme_lists_every_setting_and_no_other():
    listed = []
    for cell in rows_under("Configuration"):
        names = re.findall(r"`([^`]+)`", cell)
        stem = names[0].rsplit("_", 2)[0]
        listed += [name.replace("…", stem) for name in names]
    assert sorted(listed) == sorted(settings_read())


@pytest.mark.parametrize("tier", list(Tier))
def test_the_readme_says_what_each_tier_has(tier):
    plan = PLANS[tier]
    numbers = {None: "unlimited platforms", 1: "one platform", 10: "ten platforms"}
    (line,) = [line for line in README.splitlines() if line.startswith(f"- **{plan.name}**: ")]
    assert numbers[plan.platforms] in line
    for words, feature in (
        ("weekly digest", Feature.WEEKLY_DIGEST),
        ("same-day alerts", Feature.SAME_DAY_ALERTS),
        ("structured change summaries", Feature.CHANGE_SUMMARIES),
        ("filters", Feature.ALERT_FILTERS),
        ("private feed", Feature.ATOM_FEED),
        ("daily digests", Feature.DAILY_DIGEST),
        ("provision history", Feature.PROVISION_HISTORY),
        ("timelines", Feature.TIMELINES),
        ("baselines", Feature.BASELINES),
        ("log of reviews", Feature.REVIEW_LOG),
        ("compliance memos", Feature.COMPLIANCE_MEMOS),
        ("institutional analysis", Feature.INSTITUTIONAL_ANALYSIS),
        ("vendor lists", Feature.VENDOR_LISTS),
        ("sub-processor tables", Feature.SUB_PROCESSORS),
        ("certificates of watching", Feature.CERTIFICATES),
        ("webhooks", Feature.WEBHOOKS),
        ("category watches", Feature.CATEGORY_WATCHES),
        ("deadlines", Feature.DEADLINES),
    ):
        if words in line:
            assert feature in plan.features, words
    assert ("trial" in line) == plan.has_trial


def test_the_api_page_says_how_often_each_tier_may_ask():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    limits = [ANONYMOUS_REQUESTS_PER_MINUTE, *(PLANS[tier].requests_per_minute for tier in Tier)]
    sentence = (
        "Requests a minute: {} for an address that isn't signed in, {} on Free, {} on Watcher, {} on Professional."
    )
    assert sentence.format(*limits) in " ".join(page.split())


def test_the_api_page_says_which_cadences_a_list_may_have():
    page = " ".join((ROOT / "docs" / "api.md").read_text(encoding="utf-8").split())
    assert "`same_day` needs Watcher, `daily` needs Professional" in page
    assert Feature.SAME_DAY_ALERTS in PLANS[Tier.WATCHER].features
    assert Feature.DAILY_DIGEST not in PLANS[Tier.WATCHER].features
    assert Feature.DAILY_DIGEST in PLANS[Tier.PROFESSIONAL].features


def test_the_api_reference_has_the_version_of_the_project(client, db):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    schema = json.loads(client.get(reverse("schema")).content)
    assert schema["info"]["version"] == project["version"]


def test_the_operations_page_says_what_runs_and_how_often():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    words = {10: "10 s", 15: "15 s", 60: "minute", 600: "10 min", 3_600: "hour"}
    section = page.split("\n## What runs when\n", 1)[1].split("\n## ", 1)[0]
    told = {}
    for line in section.splitlines():
        if line.startswith("| `"):
            _, names, every, *_ = line.split("|")
            told |= dict.fromkeys(re.findall(r"`(\w+)`", names), every.strip())
    assert told == {duty.name: words[int(duty.every.total_seconds())] for duty in DUTIES}


def test_the_operations_page_explains_whatever_an_import_could_not_read():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = page.split("\n## The record\n", 1)[1].split("\n## ", 1)[0]
    assert [unread.name for unread in Unread if re.split("[,;]", unread)[0] not in section] == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("docs/adr/0*.md")), ids=lambda path: path.stem)
def test_a_decision_is_one_screen_with_a_date_and_its_consequences(path):
    page = path.read_text(encoding="utf-8")
    assert re.match(rf"# {int(path.stem[:4])}\. [^\n]+\n\n20\d\d-[01]\d-[0-3]\d\n\n", page)
    for part in ("Context", "Options", "Outcome", "Consequences"):
        assert f"\n\n**{part}.**" in page, part
    assert len(page.split()) <= MOST_WORDS_OF_A_DECISION


@pytest.mark.parametrize("path", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md"], ids=lambda path: path.name)
def test_every_file_that_the_documentation_names_is_there(path):
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (path.parent / target).exists(), target
    for target in re.findall(r"`((?:docs|bench|tests|backend|governance|alerts|billing|web|accounts)/[\w./-]+)`", text):
        assert (ROOT / target).exists() or (ROOT / f"{target}.py").exists(), target


def modules_with_a_row():
    """The modules that the table of rooms in `docs/architecture.md` names in first cells, each with its full name."""
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("\n## Rooms\n", 1)[1]
    found = set()
    for line in table.split("\n## ", 1)[0].splitlines():
        if line.startswith("| `"):
            first, *others = re.findall(r"`([^`]+)`", line.split("|")[1])
            folder = first.rpartition("/")[0]
            found |= {
                name.removesuffix(".py").replace("/", ".") for name in (first, *(f"{folder}/{o}" for o in others))
            }
    return found


def test_each_room_has_a_row_that_says_what_is_in_it():
    named = modules_with_a_row()
    rooms = {module for house, rooms in ROOMS.items() for room in rooms for module in modules_of(house, room)}
    assert rooms - named - set(ROOMS) == set()  # a room with rooms of its own has their rows
    paths = [ROOT / name.replace(".", "/") for name in named]
    assert [path for path in paths if not path.is_dir() and not path.with_suffix(".py").exists()] == []
