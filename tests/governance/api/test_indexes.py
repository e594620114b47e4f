"""Every filter of every long list, and every page of it, is read by index: what PostgreSQL says it would do."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.comparison import categories
from tests.governance.api.filling import fill_changes

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

PLATFORMS, CHANGES = 10_000, 30_000
BIG_TABLES = ("governance_change", "governance_changecategory", "governance_platform", "governance_version")


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def plans_of(client, url):
    """The plan of each query on a big table that this address asks."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, answer.content
    queries = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    with connection.cursor() as cursor:
        for sql in queries:
            if any(f'"{table}"' in sql for table in BIG_TABLES):
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


FILTERS = [
    "",
    "platform=filled-7",
    "document_type=type-3",
    "category={category}",
    "min_severity=medium",
    "min_severity=high",
    "class=substantive",
    "class=cosmetic",
    "class=flapping",
    "since={recent}",
    "since={early}",
    "platform=filled-7&category={category}",
    "category={category}&min_severity=high",
    "document_type=type-3&class=editorial",
]


LISTS = [
    *(f"changes/?{query}" for query in FILTERS),
    *(f"platforms/?{query}" for query in ("", "sector=sector-3", "document_type=type-3")),
    *(f"documents/?{query}" for query in ("", "platform=filled-7", "document_type=type-3", "state=listed")),
]


def test_no_page_of_a_list_reads_or_sorts_a_whole_table(api, now):
    fill_changes(count=CHANGES, platforms=PLATFORMS, at=now)
    recent, early = now - timedelta(hours=1), now - timedelta(days=19)
    words = {
        "category": categories()[1].id,
        "recent": f"{recent:%Y-%m-%dT%H:%M:%SZ}",
        "early": f"{early:%Y-%m-%dT%H:%M:%SZ}",
    }
    client, asked = api(), 0
    for path in LISTS:
        first = f"/api/v1/{path.format(**words)}&page_size=25"
        for url in {first, deep_page(client, first)}:
            for sql, plan in plans_of(client, url):
                asked += 1
                for fault in faults_of(plan):
                    pytest.fail(f"{url}: {fault}\n{sql}\n{json.dumps(plan, indent=1)}")
    assert asked > 2 * len(LISTS)


def faults_of(plan: dict[str, Any]) -> Iterator[str]:
    for node in nodes(plan):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG_TABLES:
            yield f"reads all of {node['Relation Name']}"
        if "Sort" in node["Node Type"] and node["Plans"][0]["Plan Rows"] > 1_500:
            yield f"sorts {node['Plans'][0]['Plan Rows']} rows"
