"""Something is called otherwise, and is the same thing: told in the digest."""

import pytest

from tests.governance.comparison.materiality.edited import changed, rules_of

TWICE = "Open {0} to see your drawings on paper.\n\nAll that lies in {0} is dry."


def replaced(old: str, new: str, text: str = TWICE):
    return changed(text.format(old), text.format(new))


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("Drawings Settings", "Paper Settings", TWICE),
        ("the Nest Page", "the Tree Page", "See {0} for a nest or a tree.\n\nOwls read {0} at night."),
        ("Owl Paper Guidelines", "Paper Guidelines", "An owl follows our {0}.\n\nOther birds know our {0}."),
        ("InkFeather", "Instant Quill", "We provide {0} with paper.\n\nOur {0} dries."),
        ("Papertrail Ink", "Papertrail Quill", "Welcome to Papertrail! {0} is wet.\n\nOwls like {0} most."),
    ],
)  # fmt: skip
def test_a_thing_of_the_service_that_is_called_otherwise_is_told_in_the_digest(old, new, text):
    comparison = replaced(old, new, text)
    assert {one.severity_rule for one in comparison.differences} == {"product_renamed"}
    assert (comparison.label, comparison.is_alertable) == ("editorial", False)
    assert comparison.reason == "Only names of what the service offers changed."


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("Inkpay", "Quillpay", "Owls pay through {0}.\n\nPapers for {0} are dry."),
        ("Inkpay Dashboard", "Quillpay Dashboard", TWICE),
        ("Owl Mediation Center", "Owl Arbitration Center", TWICE),
        ("Premium Settings", "Basic Settings", TWICE),
        ("Model 2", "Model 3", "Our {0} draws.\n\nOur {0} is quick."),
        ("Inkwell Ltd", "Quill Ltd", "Our {0} draws.\n\nOur {0} is quick."),
        ("Freedonia", "Sylvania", "Our {0} residents draw.\n\nOur {0} owls are quick."),
        ("Drawings Policy", "Paper Policy", "Your drawings follow our {0}.\n\nYour paper follows our {0}."),
        ("Inkwell", "Quill", "We provide {0} to a processor.\n\nOur {0} is run by a processor."),
    ],
)
def test_another_company_plan_place_or_model_is_told_the_same_day(old, new, text):
    assert replaced(old, new, text).is_alertable


def test_a_name_of_which_something_is_left_is_told_the_same_day():
    rest = "\n\nDrawings Settings are closed at night."
    assert changed(TWICE.format("Drawings Settings") + rest, TWICE.format("Paper Settings") + rest).is_alertable


def test_a_name_that_something_else_had_is_told_the_same_day():
    rest = "\n\nPaper Settings are closed at night."
    assert changed(TWICE.format("Drawings Settings") + rest, TWICE.format("Paper Settings") + rest).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You draw with Inkwell.", "You draw with Quill (formerly known as Inkwell)."),
        ("You draw with Quill (formerly Inkwell).", "You draw with Quill."),
    ],
)
def test_what_something_was_called_before_is_told_in_the_digest(old, new):
    assert rules_of(old, new) == {"formerly"}
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You contract with Inkwell Ltd.", "You contract with Quill Inc. (formerly Inkwell Ltd)."),
        ("You draw with Inkwell.", "You draw with Quill (formerly known as Feather)."),
        ("You draw with Inkwell for a day.", "You draw with Quill (formerly known as Inkwell) for a year."),
    ],
)
def test_another_company_or_more_than_a_former_name_is_told_the_same_day(old, new):
    assert changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Our Terms of Service are here.", "Our Terms of Use are here."),
        ("See the Owl Privacy Policy of the nest.", "See the Owl Privacy Notice of the nest."),
        ("Our Community Rules are here.", "Our Community Guidelines are here."),
        ("You agree to our privacy policy at the nest.", "You agree to our Privacy Notice at the nest."),
        ("Owls follow our Content Policy at night.", "Owls follow our Community Rules at night."),
        ("Owls follow our Content Policy at night.", "Owls follow our Papertrail Rules at night."),
        (
            "Owls follow our Content Policy.\n\nHens have their Public Content Policy.",
            "Owls follow our Community Rules.\n\nHens have their Public Content Policy.",
        ),
        ("Owls follow the Nest Tree Review Guidelines.", "Owls follow the Nest Review Guidelines."),
        ("Owls follow the Nest Tree Review Guideline at night.", "Owls follow the Nest Review Guidelines at night."),
    ],
)
def test_a_document_that_is_called_otherwise_is_told_in_the_digest(old, new):
    assert rules_of(old, new) == {"document_renamed"}
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Our Refund Policy is here.", "Our Privacy Policy is here."),
        ("Our Terms of Service are here.", "Our Terms of Sale are here."),
        ("You agree to our privacy policy here.", "You agree to our Cookie Notice here."),
        ("Owls follow our Content Policy at night.", "Owls follow our Henhouse Rules at night."),
        ("Owls follow our Content Policy at night.", "Owls follow our Refund Policy at night."),
        ("Owls follow our Content Policy.\n\nThere are Community Rules too.",
         "Owls follow our Community Rules.\n\nThere are Community Rules too."),
        ("Owls follow the Nest Seller Review Guidelines.", "Owls follow the Nest Review Guidelines."),
        ("Owls follow the Advertising Policy.", "Owls follow the Political Advertising Policy."),
        ("Our Community Rules are here.", "Our Advertising Guidelines are here."),
        ("Our Terms of Service are here.\n\nOwls know the Terms of Service.",
         "Our Terms of Use are here.\n\nOwls know the Terms of Service."),
    ],
)  # fmt: skip
def test_another_document_is_told_the_same_day(old, new):
    assert changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Owls follow the AUP at night.", "Owls follow the Acceptable Use Policy at night."),
        ("Owls follow the Code of Conduct at night.", "Owls follow the CC at night."),
    ],
)
def test_a_document_in_short_is_told_in_the_digest(old, new):
    assert rules_of(old, new) == {"written_out"}
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Owls follow the AUP at night.", "Owls follow the Acceptable Content Policy at night."),
        ("Owls ask the ICC at night.", "Owls ask the International Chamber of Commerce at night."),
        ("Owls follow the DPA.\n\nThe Drawing Paper Agency (DPA) is shut.",
         "Owls follow the Data Processing Addendum.\n\nThe Drawing Paper Agency (DPA) is shut."),
    ],
)  # fmt: skip
def test_letters_of_something_else_are_told_the_same_day(old, new):
    assert changed(old, new).is_alertable


def test_what_the_services_are_said_to_be_is_of_the_service():
    text = "“Services” means what we offer: paper and the {0}.\n\nWith the {0} owls draw at night."
    assert not replaced("Owl Ink Program", "Owl Quill", text).is_alertable
    assert replaced("Owl Ink Program", "Owl Quill", text.replace("“Services” means", "We like")).is_alertable
