"""Only spelling or grammar is put right, or goes wrong: told in the digest."""

import pytest

from tests.governance.comparison.materiality.edited import changed, changed_in_long_text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("An owl which you draw is kept by a moderator.", "An owl that you draw is kept by the moderator."),
        ("We keep the owl owl drawings.", "We keep the owl drawings."),
        ("We write to you you about owls.", "We write to you about owls."),
        ("We draw feathers y beaks together.", "We draw feathers beaks together."),
        ("We draw owls, hens, geese.", "We draw owls, hens, and geese."),
        ("Therefore we draw owls.", "We draw owls."),
        ("Le hibou est dessiné dans notre cahier de dessin.", "Un hibou est dessiné dans notre cahier de dessin."),
    ],
)  # fmt: skip
def test_grammar_put_right_is_told_in_the_digest(old, new):
    comparison = changed(old, new)
    assert [one.severity_rule for one in comparison.differences] == ["grammar"]
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("editorial", "immaterial", False)
    assert comparison.reason == "Only spelling and grammar changed."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We read your messxqkages and notes.", "We read your messages and notes."),
        ("We read your messages and notes.", "We read your mesqvwsages and notes."),
        ("We read your messagesss and notes.", "We read your messagess and notes."),
    ],
)
def test_a_word_with_letters_in_between_that_no_other_word_has_is_garbled(old, new):
    comparison = changed_in_long_text(f"{old} We answer.", f"{new} We answer.")
    assert not comparison.is_alertable
    assert {one.severity_rule for one in comparison.differences} <= {"grammar"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We read the contract of an account.", "We read the contact of an account."),
        ("We show your consent to the service.", "We show your content to the service."),
        ("The licensor owns the drawing.", "The licensee owns the drawing."),
        ("We work with Cloudflare on drawings.", "We work with Cloud on drawings."),
        ("We share drawings with Twitter.", "We share drawings with Twitch."),
        ("It is lawful to draw owls.", "It is unlawful to draw owls."),
        ("You may now draw owls.", "You may not draw owls."),
        ("We share the drawings of friends.", "We share the drawings or friends."),
        ("You pay for class b drawings.", "You pay for class drawings."),
        ("We share drawings, names or letters.", "We share drawings, names and letters."),
        ("We keep drawings, and we sell them.", "We keep drawings."),
        ("No no drawing is sold.", "A drawing is sold."),
        ("We collect drawings from the school.", "We collect drawings to the school."),
        ("Please don’t draw owls.", "Don’t draw owls."),
    ],
)  # fmt: skip
def test_another_word_is_told_the_same_day(old, new):
    comparison = changed_in_long_text(old, new)
    assert comparison.is_alertable
    assert "grammar" not in {one.severity_rule for one in comparison.differences}


def test_a_short_text_has_too_few_words_to_call_one_garbled():
    assert changed("You take your drxqkawings.", "You take your drawings.").is_alertable
