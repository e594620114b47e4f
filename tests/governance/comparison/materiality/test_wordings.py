"""The clause says the same in other words: told in the digest."""

import pytest

from tests.governance.comparison.materiality.edited import changed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We draw birds, including but not limited to owls.", "We draw birds, including without limitation owls."),
        ("We draw birds, e.g. owls.", "We draw birds, for example owls."),
        ("We ask in order to draw.", "We ask to draw."),
        ("We ask prior to drawing.", "We ask before drawing."),
        ("We ask with respect to drawings.", "We ask with regard to drawings."),
        ("We weigh Papertrail's rights and yours.", "We weigh the rights of Papertrail and yours."),
        ("We keep the artist's or a friend's drawings.", "We keep the drawings of the artist or of a friend."),
    ],
)
def test_the_same_in_other_words_is_told_in_the_digest(old, new):
    comparison = changed(old, new)
    assert [one.severity_rule for one in comparison.differences] == ["same_otherwise"]
    assert (comparison.label, comparison.is_alertable) == ("editorial", False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We draw birds, including but not limited to owls.", "We draw birds, limited to owls."),
        ("We draw birds, such as owls.", "We draw birds, namely owls."),
        ("We draw birds, e.g. owls.", "We draw birds, i.e. owls."),
        ("We ask prior to drawing.", "We ask after drawing."),
        ("We ask in case you draw.", "We ask if you draw or write."),
        ("The GOL binds us.", "The General Data Law (“GDL”) binds us."),
        ("We weigh Papertrail's rights and your duties.", "We weigh your rights and the duties of Papertrail."),
        ("The artist's claims against the school end.", "The claims of the school against the artist end."),
        ("We allow use of Papertrail's drawings by artists.", "We allow use of drawings by artists of Papertrail."),
        ("You agree in order to draw 5 owls.", "You agree to draw 6 owls."),
    ],
)  # fmt: skip
def test_words_that_say_something_else_are_told_the_same_day(old, new):
    assert changed(old, new).is_alertable
