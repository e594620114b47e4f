"""The first and the last moments that can be written are answered like any other."""

import pytest

EDGES = ["9999-12-31", "0001-01-01", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"]


@pytest.mark.parametrize("edge", EDGES)
def test_a_moment_at_the_edge_of_time_is_taken_or_refused_and_never_an_error(
    api, make_user, make_document, make_history, edge
):
    document = make_document()
    make_history(document)
    for path, name in [
        ("/api/v1/changes/", "since"),
        ("/api/v1/changes/", "published_since"),
        (f"/api/v1/documents/{document.public_id}/as-of/", "at"),
    ]:
        assert api().get(path, {name: edge}).status_code in (200, 400, 404), (path, name)
    made = api(make_user(), by="session").post("/api/v1/api-keys/", {"name": "a", "expires_at": edge}, format="json")
    assert made.status_code in (201, 400), made.content
