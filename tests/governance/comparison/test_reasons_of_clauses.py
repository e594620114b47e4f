"""Reasons that speak of a clause as a whole: given where true, and not in the nearest case where not."""

import pytest

from governance.comparison import compare, parse
from governance.comparison.weighing.severity_reasons import reason_of

FRAME = "# Terms\n\nOwls draw in the tower of the guild all night long.\n\n"
PAID = "\n\nWe store {} owls there.\n"
MOVING = "Clubs of the guild sing at noon.{} They eat then.\n\nOwls sleep in the tower all day.{} They hum then."
GERMAN = "Die Daten der Kunden werden von uns und den {} für die Werbung auf der Seite verwendet."
LISTS = "{}\n\n* owls\n{}\n\n{}\n\n* cats\n{}"
FOXES = "* foxes and their drawings\n"
ASKED = "* Foxes are drawn when they ask.\n"
# (rule, wording before, wording after): what the clauses between others say.
TRUE_OF_CLAUSE = [
    ("under_contrary", LISTS.format("We draw:", FOXES, "We do not draw:", ""),
     LISTS.format("We draw:", "", "We do not draw:", FOXES)),
    ("between_contrary", LISTS.format("## What we draw", ASKED, "## What we never draw", ""),
     LISTS.format("## What we draw", "", "## What we never draw", ASKED)),
    ("under_others", LISTS.format("## In Freedonia", FOXES, "## In Sylvania", ""),
     LISTS.format("## In Freedonia", "", "## In Sylvania", FOXES)),
    ("put_out_of_force", LISTS.format("We draw:", FOXES, "The following is void:", ""),
     LISTS.format("We draw:", "", "The following is void:", FOXES)),
    ("put_into_force", LISTS.format("We draw:", "", "The following is void:", FOXES),
     LISTS.format("We draw:", FOXES, "The following is void:", "")),
    ("restated_there", MOVING.format(" Foxes dance by night.", ""), MOVING.format("", " Foxes dance by night.")),
    ("restated_here", MOVING.format(" Foxes dance by night.", ""), MOVING.format("", " Foxes dance by night.")),
    ("restated", MOVING.format(" Foxes dance by night.", " Cats sleep by day."),
     MOVING.format(" Cats sleep by day.", " Foxes dance by night.")),
    ("renamed", "Inkwell (“we”) draws here.\n\nOwls paint for Inkwell." + PAID.format(3),
     "Nib (“we”) draws here.\n\nOwls paint for Nib." + PAID.format(3)),
    ("stated_date", "Last updated: 1 March 2026\n\nOwls sing.", "Last updated: 1 June 2026\n\nOwls hum."),
    ("day_changed", "Drawings sent before 1 March 2026 are kept by the owls.",
     "Drawings sent before 1 June 2026 are kept by the owls."),
    ("word_forms", "Owls like a pencil and a drawing of horses.", "Owls like a pencil and a drawing of horse."),
    ("heading_added", "Owls hum.", "## Owls and all their songs, told for whoever likes them\n\nOwls hum at noon."),
    ("wording_added", "Owls hum.", "Owls hum.\n\nOwls of good repute stand watch in the yard."),
    ("wording_removed", "Owls hum.\n\nOwls of good repute stand watch in the yard.", "Owls hum."),
    ("wording_modified", "Owls hum by day in the yard of the guild.", "Owls hum by night in the yard of the guild."),
    ("announcement", "Owls hum.", "Owls hum.\n\nWe are updating our terms. The new terms take effect on 1 June 2026."),
]  # fmt: skip
FALSE_OF_CLAUSE = [
    ("under_contrary", LISTS.format("We draw:", FOXES, "We do not sell:", ""),
     LISTS.format("We draw:", "", "We do not sell:", FOXES)),
    ("between_contrary", LISTS.format("## What we draw", ASKED, "## What we never sell", ""),
     LISTS.format("## What we draw", "", "## What we never sell", ASKED)),
    ("under_others", LISTS.format("## In Summary", FOXES, "## In Detail", ""),
     LISTS.format("## In Summary", "", "## In Detail", FOXES)),
    ("put_out_of_force", LISTS.format("We draw:", FOXES, "Void if these do not apply:", ""),
     LISTS.format("We draw:", "", "Void if these do not apply:", FOXES)),
    ("put_into_force", LISTS.format("We draw:", "", "Void if these do not apply:", FOXES),
     LISTS.format("We draw:", FOXES, "Void if these do not apply:", "")),
    ("renamed", "Inkwell draws here.\n\nOwls paint for Inkwell.", "Nib draws here.\n\nOwls paint for Nib."),
    ("renamed", "Notes of March stand here.\n\nThe prices of March hold.",
     "Notes of June stand here.\n\nThe prices of June hold."),
    ("renamed", "Last updated: March\n\nThe prices of March hold.", "Last updated: June\n\nThe prices of June hold."),
    ("renamed", "Come on Monday.\n\nOwls paint on Monday.", "Come on Friday.\n\nOwls paint on Friday."),
    ("renamed", "You pay owls.\n\nYou feed owls.", "We pay owls.\n\nWe feed owls."),
    ("renamed", "Never paint owls.\n\nNever feed owls.", "Always paint owls.\n\nAlways feed owls."),
    ("renamed", "It goes to Partners here.\n\nAsk Partners there.",
     "It goes to Advertisers here.\n\nAsk Advertisers there."),
    ("stated_date", "You must pay by 1 March 2026.", "You must pay by 1 June 2026."),
    ("day_changed", "Last updated: 1 March 2026\n\nOwls sing.", "Last updated: 1 June 2026\n\nOwls hum."),
    ("word_forms", "Owls pay for the damage there.", "Owls pay for the damages there."),
    ("word_forms", "It costs owls -$5 to enter.", "It costs owls $5 to enter."),
    ("heading", "Owls hum in the yard.", "Owls sing in the yard."),
    ("wording", "Owls draw here.", "Owls must draw here."),
    ("announcement", "Owls hum.", "Owls hum.\n\nWe may change these terms from time to time."),
]  # fmt: skip


def rules(old, new):
    comparison = compare(parse(f"{FRAME}{old}\n"), parse(f"{FRAME}{new}\n"))
    return {difference.severity_rule for difference in comparison.differences} | {comparison.rule}


@pytest.mark.parametrize(("rule", "old", "new"), TRUE_OF_CLAUSE)
def test_a_reason_of_a_whole_clause_is_given_where_it_is_true(rule, old, new):
    assert rule in rules(old, new)


@pytest.mark.parametrize(("rule", "old", "new"), FALSE_OF_CLAUSE)
def test_a_reason_of_a_whole_clause_is_not_given_where_it_is_not_true(rule, old, new):
    assert not {found for found in rules(old, new) if found.startswith(rule)}


@pytest.mark.parametrize("rule", ["wording_added", "wording_removed", "wording_modified"])
def test_a_rule_that_is_sure_of_nothing_denies_nothing(rule):
    assert not {"no", "not", "right", "duty", "limit"} & {*reason_of(rule, "other").split(". ")[0].lower().split()}
