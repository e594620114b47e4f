"""Every filter of every long list, and every page of it, is read by index: what PostgreSQL says it would do."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.comparison import categories
from governance.models import Document, Platform
from tests.governance.api.filling import fill_changes, fill_events, fill_provisions

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

PLATFORMS, CHANGES = 10_000, 30_000
BIG_TABLES = (
    "governance_change",
    "governance_changecategory",
    "governance_event",
    "governance_platform",
    "governance_provisionchange",
    "governance_version",
)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def plans_of(client, url, tables=BIG_TABLES):
    """The plan of each query on one of these tables, big ones by default, that this address asks."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, answer.content
    queries = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    with connection.cursor() as cursor:
        for sql in queries:
            if any(f'"{table}"' in sql for table in tables):
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
                (found,) = cursor.fetchone()
                yield sql, (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def deep_page(client, url):
    """The address of a page far down: the cursor of a first page, moved."""
    for _ in range(3):
        following = client.get(url).json()["next"]
        if following is None:
            return url
        url = following
    return url


# Each list, and the index that its first page must be read by. Where many rows match, any order by time will do; where
# few or none do, only the filter's own index spares a walk through everything.
LISTS = {
    "changes/?": "changes_newest_first",
    "changes/?platform=filled-7": None,
    "changes/?document_type=type-3": None,
    "changes/?document_type=of-none": "changes_of_a_document_type",
    "changes/?category={category}": "changes_of_a_category",
    "changes/?min_severity=medium": "changes_of_medium_or_high",
    "changes/?min_severity=high": "changes_of_high_severity",
    "changes/?class=substantive": None,
    "changes/?class=extraction": "changes_of_a_class",
    "changes/?class=cosmetic": None,
    "changes/?since={recent}": "changes_newest_first",
    "changes/?since={early}": "changes_newest_first",
    "changes/?platform=filled-7&category={category}": None,
    "changes/?category={category}&min_severity=high": None,
    "changes/?document_type=type-3&class=editorial": None,
    "platforms/?": "platforms_by_name",
    "platforms/?sector=sector-3": None,
    "platforms/?sector=of-none": "platforms_of_a_sector",
    "platforms/?document_type=type-3": None,
    "documents/?": None,
    "documents/?platform=filled-7": None,
    "documents/?document_type=type-3": None,
    "documents/?document_type=of-none": "documents_of_a_type",
    "documents/?state=listed": None,
    "documents/?health=failing": None,
}


def test_no_page_of_a_list_reads_or_sorts_a_whole_table(api, now):
    fill_changes(count=CHANGES, platforms=PLATFORMS, at=now)
    # Each value of a filter that the others don't have stands somewhere: what stands nowhere is refused.
    Document.objects.create(
        platform=Platform.objects.create(slug="lone", name="Lone", sector="of-none"), document_type="of-none"
    )
    recent, early = now - timedelta(hours=1), now - timedelta(days=19)
    words = {
        "category": categories()[1].id,
        "recent": f"{recent:%Y-%m-%dT%H:%M:%SZ}",
        "early": f"{early:%Y-%m-%dT%H:%M:%SZ}",
    }
    assert look_at(api(), LISTS, words) > 2 * len(LISTS)


# Of few platforms with many events each, so that a filter can't be answered by sorting all events of one.
TIMELINES = {
    "platforms/filled-7/timeline/?": "timeline_of_a_platform",
    "platforms/filled-7/timeline/?kind=policy_change": "timeline_of_a_platform",
    "platforms/filled-7/timeline/?category={category}": "timeline_of_a_platform",
    "platforms/filled-7/timeline/?min_severity=high&since={early}": "timeline_of_a_platform",
    "documents/{document}/timeline/?": "timeline_of_a_document",
    "documents/{document}/timeline/?kind=provision_update&until={recent}": "timeline_of_a_document",
    "provisions/{provision}/timeline/?": "timeline_of_a_provision",
    "provisions/{provision}/timeline/?min_severity=medium": "timeline_of_a_provision",
    "categories/{category}/timeline/?": "timeline_of_a_category",
    "categories/{category}/timeline/?since={early}": "timeline_of_a_category",
    "categories/{category}/timeline/?min_severity=medium": "timeline_of_a_category_medium",
    "categories/{category}/timeline/?min_severity=high": "timeline_of_a_category_high",
}


def test_no_page_of_a_timeline_reads_or_sorts_a_whole_table(api, make_user, now):
    fill_changes(count=CHANGES, platforms=10, at=now)
    fill_events()
    document = Document.objects.get(platform__slug="filled-7")
    words = {
        "category": categories()[1].id,
        "document": document.public_id,
        "provision": document.provisions.get().public_id,
        "recent": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        "early": f"{now - timedelta(days=19):%Y-%m-%dT%H:%M:%SZ}",
    }
    assert look_at(api(make_user(tier="professional")), TIMELINES, words) > 2 * len(TIMELINES)


# Of few platforms, whose provisions are a small part of all.
COMPARISONS = (
    "compare/?category=retention&platforms=filled-7,filled-8,filled-9",
    "compare/csv/?category=retention&platforms=filled-7,filled-8",
    "platforms/filled-7/position/?category=retention",
)


def test_a_comparison_reads_provisions_by_their_documents(api, now):
    fill_changes(count=CHANGES, platforms=1_000, at=now)
    fill_provisions(each=20)
    asked = 0
    for path in COMPARISONS:
        for sql, plan in plans_of(api(), f"/api/v1/{path}", ("governance_provision",)):
            asked += 1
            used = {node.get("Index Name") or "" for node in nodes(plan)}
            # That of the foreign key begins with the document too.
            own = ("provisions_of_a_document", "provisions_by_their_text", "governance_provision_document_id")
            assert any(index.startswith(own) for index in used), (path, sql, plan)
            for node in nodes(plan):
                assert (node["Node Type"], node.get("Relation Name")) != ("Seq Scan", "governance_provision"), sql
    assert asked == len(COMPARISONS)


def look_at(client, lists: dict[str, str | None], words: dict[str, str]) -> int:
    """Fail for a page that is read by another index or by none; return how many statements were looked at."""
    asked = 0
    for path, index in lists.items():
        first = f"/api/v1/{path.format(**words)}&page_size=25"
        used = {node.get("Index Name") for _, plan in plans_of(client, first) for node in nodes(plan)}
        assert index is None or index in used, f"{first} is read by {used}"
        for url in {first, deep_page(client, first)}:
            for sql, plan in plans_of(client, url):
                asked += 1
                for fault in faults_of(plan):
                    pytest.fail(f"{url}: {fault}\n{sql}\n{json.dumps(plan, indent=1)}")
    return asked


def faults_of(plan: dict[str, Any]) -> Iterator[str]:
    for node in nodes(plan):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG_TABLES:
            yield f"reads all of {node['Relation Name']}"
        if "Sort" in node["Node Type"] and node["Plans"][0]["Plan Rows"] > 1_500:
            yield f"sorts {node['Plans'][0]['Plan Rows']} rows"
