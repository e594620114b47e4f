"""Only where to find information changed: told in the digest."""

import pytest

from tests.governance.comparison.materiality.edited import changed, rules_of

KEPT = "Owls keep drawings in nests."
MERE_POINTERS = [
    ("", "For more information about owls, please visit our Owl Center."),
    ("Learn more about how owls see at night.", ""),
    ("To mend a torn drawing, refer to Torn drawings: what owls do.", ""),
    (KEPT, f"{KEPT} If you draw in the nest, see this article (opens in a new window) for how we dry drawings."),
    (KEPT, f"{KEPT} For details about nests, see our Nest Guide."),
    (f"{KEPT} Learn more about nests in the Nest Guide.", KEPT),
    (f"{KEPT} To learn about nests, see the Nest Guide.", f"{KEPT} To learn about nests, see the Tree Guide."),
    ("See the previous version of our notice.", ""),
    ("", "En savoir plus sur les hiboux."),
    ("", "Weitere Informationen finden Sie bei den Eulen."),
]
MORE_THAN_POINTERS = [
    ("", "For owls in Freedonia, see our Owl Terms."),
    ("", "See a preview of the new version."),
    ("", "Your drawings are subject to our Nest Guide, see there."),
    ("", "To opt out of owls, visit our Owl Center."),
    ("To delete a drawing, visit our Owl Center.", ""),
    ("To close an account, go to the Owl Center.", ""),
    ("", "To learn how we share drawings, see our Owl Center."),
    ("", "To use the nest, see our guide; it must be followed."),
    ("", "Learn more about owls. We keep drawings for others."),
    ("", "For more information about fees, visit our Owl Center."),
    (KEPT, "Owls keep drawings in nests and trees. For details, see our Nest Guide."),
    ("Owls see drawings, and hens visit nests.", "Owls see drawings, and hens visit nests and trees."),
    ("", "The earlier terms apply to drawings of last year."),
    ("", "Weitere Informationen gelten nur für Eulen."),
]


@pytest.mark.parametrize(("old", "new"), MERE_POINTERS)
def test_a_mere_pointer_is_told_in_the_digest(old, new):
    assert rules_of(old, new) == {"pointer"}
    comparison = changed(old, new)
    assert (comparison.label, comparison.is_alertable) == ("substantive", False)
    assert comparison.reason == "Only pointers to information changed."


def test_a_clause_that_only_points_in_other_words_is_edited():
    old, new = "Learn more about how owls see at night.", "Learn more about how owls can see at night."
    comparison = changed(old, new)
    assert (comparison.label, comparison.is_alertable) == ("editorial", False)


@pytest.mark.parametrize(("old", "new"), MORE_THAN_POINTERS)
def test_what_binds_or_leads_to_a_right_is_told_the_same_day(old, new):
    assert "pointer" not in rules_of(old, new)
    assert changed(old, new).is_alertable
