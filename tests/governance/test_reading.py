"""Views of changes for mails, pages and the API."""

from datetime import timedelta

from governance.models import Change
from governance.reading import change_views, version_as_of


def test_a_view_says_everything_of_a_change(make_history, collection, make_platform, make_document):
    document = make_document(make_platform("acme"), title="Terms of Service", collection=collection)
    versions = make_history(document)
    change = Change.objects.get(to_version=versions[1])
    (view,) = change_views([change.pk], with_summary=True)
    assert view.url_path == f"/changes/{change.public_id}/"
    assert (view.platform_slug, view.document_title, view.label) == ("acme", "Terms of Service", "substantive")
    assert view.severity == "high"
    assert (view.attribution, view.licence, view.is_demonstration) == ("Made-up contributors", "ODbL 1.0", False)
    assert view.counts == {"added": 0, "removed": 0, "modified": 1, "moved": 0}
    (provision,) = view.provisions
    assert provision.before_quote == "We do not use your content to train our models without your consent."
    assert provision.after_quote in versions[1].text
    assert provision.heading_path == ("Terms of Service", "Training")
    assert provision.provision_public_id.startswith("CW-P-")
    assert (provision.severity, provision.severity_rule) == ("high", "reversed_from_negation")
    assert "so the clause now says the opposite." in provision.severity_reason
    assert [statement.sentence for statement in view.statements] == ["1 provision modified."]


def test_a_view_without_a_summary_carries_no_word_of_it(make_history):
    make_history()
    (view,) = change_views([Change.objects.first().pk], with_summary=False)
    assert (view.provisions, view.statements) == ((), ())


def test_the_order_of_the_ids_is_kept_and_unknown_ones_are_left_out(make_history):
    make_history()
    ids = list(Change.objects.order_by("-id").values_list("pk", flat=True))
    assert [view.id for view in change_views([ids[0], 10**9, ids[1]], with_summary=False)] == ids


def test_many_changes_cost_as_many_queries_as_one(make_history, django_assert_num_queries):
    for _ in range(4):
        make_history()
    ids = list(Change.objects.values_list("pk", flat=True))
    for some in (ids[:1], ids):
        with django_assert_num_queries(3):
            assert len(change_views(some, with_summary=True)) == len(some)
        with django_assert_num_queries(1):
            change_views(some, with_summary=False)
    assert change_views([], with_summary=True) == []


def test_the_version_at_a_moment_is_the_one_in_force(make_history, now):
    versions = make_history()
    document = versions[0].document
    assert version_as_of(document, now - timedelta(days=4)) is None
    assert version_as_of(document, versions[0].captured_at) == versions[0]
    assert version_as_of(document, versions[1].captured_at - timedelta(seconds=1)) == versions[0]
    assert version_as_of(document, now) == versions[2]
