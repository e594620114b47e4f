"""The page of a policy of 300 kB with 400 provisions: as many statements as a short one asks, and sixty sections."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.models import Provision
from tests.web.large_policy import MOST_SECTIONS, PROVISIONS, faults_of_size, record_large_policy

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]


@pytest.fixture
def asked(make_user, signed_in):
    """The page at this path as a visitor or as somebody on Professional, and how many statements it asked."""
    readers = {"visitor": Client(), "professional": signed_in(make_user(tier="professional"))}

    def get(path, reader):
        with CaptureQueriesContext(connection) as statements:
            answer = readers[reader].get(path)
        assert answer.status_code == 200
        return answer.content.decode(), len(statements)

    return get


def test_the_page_of_a_large_policy_is_bounded_in_statements_sections_and_bytes(asked, make_document, make_history):
    make_history(short := make_document())
    large = record_large_policy(now=datetime.now(UTC))
    assert len(large.versions.latest("sequence").text.encode()) > 300_000
    assert Provision.objects.filter(document=large, removed_in=None).count() >= PROVISIONS
    for reader in ("visitor", "professional"):
        asked(f"/documents/{short.public_id}/", reader)  # what is kept between requests is kept now
        _, of_short = asked(f"/documents/{short.public_id}/", reader)
        for query in ("", "?from=361", "?all=1"):
            html, statements = asked(f"/documents/{large.public_id}/{query}", reader)
            assert faults_of_size(html, statements, reader=reader, is_whole="all" in query) == [], (reader, query)
            assert abs(statements - of_short) <= 1, (reader, query, statements, of_short)


def test_a_page_over_the_limits_is_noticed():
    sections = '<section class="clauses">' * (MOST_SECTIONS + 1)
    assert faults_of_size(sections, 15, reader="visitor") == [
        "15 statements of at most 14",
        "61 sections of at most 60",
    ]
    assert faults_of_size(sections, 14, reader="visitor", is_whole=True) == []
