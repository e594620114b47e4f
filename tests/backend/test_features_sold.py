"""What a tier lists exists: something serves each feature, and what isn't built is offered nowhere."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import get_resolver

from backend import duties
from billing import entitlements, plans
from billing.entitlements import Feature, Tier
from billing.plans import PLANS, lowest_tier_with

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "alerts", "backend", "billing", "governance", "outbound", "web")
SERVED_BY = {
    Feature.WEEKLY_DIGEST: "duty compose_digests",
    Feature.DAILY_DIGEST: "duty compose_digests",
    Feature.SAME_DAY_ALERTS: "duty fan_out",
    Feature.CHANGE_SUMMARIES: "route changes/<str:public_id>/",
    Feature.ALERT_FILTERS: "route api/v1/watchlists/<uuid:watchlist_id>/",
    Feature.CATEGORY_WATCHES: "route api/v1/category-watches/<uuid:watch_id>/",
    Feature.TIMELINES: "route api/v1/platforms/<str:slug>/timeline/",
    Feature.BASELINES: "route api/v1/baselines/<uuid:baseline_id>/drift/",
    Feature.CERTIFICATES: "route api/v1/certificates/<uuid:certificate_id>/file/",
    Feature.DEADLINES: "route api/v1/deadlines/<str:token>.ics",
    Feature.VENDOR_LISTS: "route api/v1/vendor-lists/<uuid:list_id>/watchlist/",
    Feature.REVIEW_LOG: "route api/v1/reviews/<uuid:review_id>/sign-off/",
    Feature.SUB_PROCESSORS: "route api/v1/documents/<str:public_id>/sub-processors/",
    Feature.INSTITUTIONAL_ANALYSIS: "route api/v1/documents/<str:public_id>/analysis/",
    Feature.COMPLIANCE_MEMOS: "route api/v1/memos/<uuid:memo_id>/file/",
    Feature.ATOM_FEED: "route api/v1/feeds/<str:token>.atom",
    Feature.WEBHOOKS: "duty deliver_to_channels",
    Feature.PROVISION_HISTORY: "route api/v1/provisions/<str:public_id>/history/",
}
BUILT = [feature for feature in Feature if feature.is_built]
NOT_BUILT = [feature for feature in Feature if not feature.is_built]


def routes(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path


def asked_for():
    """The features that the product's code asks about, by name, outside the tier table."""
    names = set()
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            if file != Path(plans.__file__):
                tree = ast.parse(file.read_text(encoding="utf-8"))
                attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
                names |= {node.attr for node in attributes if getattr(node.value, "id", "") == "Feature"}
    return names & set(Feature.__members__)


@pytest.mark.pure
@pytest.mark.parametrize("feature", BUILT)
def test_each_feature_that_is_listed_has_a_route_or_a_duty_that_serves_it(feature):
    kind, name = SERVED_BY[feature].split(" ", 1)
    assert name in (duties.BY_NAME if kind == "duty" else set(routes()))


@pytest.mark.pure
def test_the_code_asks_for_every_feature_that_is_listed_and_for_no_other():
    assert asked_for() == {feature.name for feature in BUILT}
    assert set(SERVED_BY) == set(BUILT)


@pytest.fixture
def not_built(monkeypatch):
    """A feature whose mark is taken away: all that there are have one."""
    monkeypatch.setattr(Feature.TIMELINES, "is_built", False)
    return Feature.TIMELINES


@pytest.mark.pure
def test_a_new_feature_is_in_no_tier_until_it_is_marked_as_built(not_built):
    everything = replace(PLANS[Tier.PROFESSIONAL], intended=frozenset(Feature))
    assert everything.features == frozenset(BUILT) - {not_built}
    assert all(not_built not in plan.features for plan in PLANS.values())
    with pytest.raises(LookupError, match="not built"):
        lowest_tier_with(not_built)


def test_nobody_has_a_feature_that_is_not_built(make_user, now, not_built):
    for tier in Tier:
        user = make_user(tier=tier)
        assert not entitlements.for_user(user, now).has(not_built)
    assert not entitlements.people_with(not_built, now).exists()


def spellings(feature):
    return {feature.value, feature.value.replace("_", " "), feature.value.replace("_", "-")}


def test_no_answer_and_no_page_lists_what_is_not_built(api, make_user, make_history):
    change = make_history()[1].change
    client = api(make_user(tier="professional"))
    shown = [
        client.get("/api/v1/tiers/"),
        client.get("/api/v1/subscription/"),
        client.get("/api/v1/me/"),
        client.get("/api/v1/schema/"),
        *(api().get(path) for path in ("/", "/methodology/", f"/changes/{change.public_id}/", "/accounts/signup/")),
    ]
    for answer in shown:
        words = answer.content.decode().lower()
        assert answer.status_code == 200
        assert "later release" not in words
        for feature in NOT_BUILT:
            assert not any(words.count(spelling) for spelling in spellings(feature)), (feature, answer.request)


def test_no_mail_and_no_document_lists_what_is_not_built(db, tmp_path):
    call_command("render_mails", str(tmp_path))
    mails = list(tmp_path.rglob("*.*"))
    assert len(mails) > 20
    for file in (*mails, ROOT / "README.md", ROOT / "docs" / "api.md"):
        words = file.read_text(encoding="utf-8").lower()
        for feature in NOT_BUILT:
            if feature is Feature.WEBHOOKS and file.name == "README.md":
                continue  # its commands and settings name those of the payment provider
            assert not any(spelling in words for spelling in spellings(feature)), (feature, file.name)
