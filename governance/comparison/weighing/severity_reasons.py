"""Why a clause weighs what it weighs, in a sentence for each rule of `severity.py`."""

from governance.comparison.judging.where_told import IMMATERIAL
from governance.comparison.weighing.notable_clauses import COMPANY_NAMED, NOTABLE, SANCTION_ADDED, SERVICE_CLOSES
from governance.comparison.weighing.severity import (
    ANNOUNCEMENT,
    MARGINAL_TIER,
    ORDINARY_TIER,
    UNREAD,
    WEIGHTY_TIER,
    tier_of,
)


def reason_of(rule: str, category: str) -> str:
    """Why a clause got its severity: what happened to it and, where that counted, how much its category weighs."""
    happened = _WHAT_HAPPENED.get(rule, "The clause changed.")
    return happened if rule in _IN_ANY_CATEGORY else f"{happened} {_WHY_IT_WEIGHS[tier_of(category)]}"


# What weighs the same whatever the clause is about.
_IN_ANY_CATEGORY = {*NOTABLE, *IMMATERIAL, ANNOUNCEMENT, "day_changed", "unweighed", UNREAD}
_WHY_IT_WEIGHS = {
    WEIGHTY_TIER: "Clauses of this category affect rights, duties, data or money of nearly everybody they apply to.",
    ORDINARY_TIER: "Changes to clauses of this category usually weigh less, unless the clause now says the opposite.",
    MARGINAL_TIER: "Clauses of this category inform and seldom bind.",
}
# How it is said that such a thing came or went.
_CAME_AND_WENT = {
    ("is newly stated.", "is no longer stated."): {
        "period": "A period",
        "amount": "An amount of money",
        "share": "A percentage",
        "age": "An age",
        "prohibition": "A prohibition",
        "right": "A right or option of the user",
        "choice": "Consent or a choice",
        "condition": "A condition or limit",
        "discretion": "The discretion of one side",
        "duty": "A duty",
        "power": "Something that the service may or will do",
        "rule": "A rule or a practice",
        "interval": "How often something happens, or the time that it is counted by,",
    },
    ("were added.", "were removed."): {"exclusion": "Words such as “without” or “non-transferable”"},
    ("is newly named.", "is no longer named."): {"party": "A party"},
    ("was added.", "was removed."): {
        "negation": "A negation",
        "scope": "A word on how far the clause goes",
        "term": "A phrase in quotation marks",
        "waiver": "A waiver",
    },
}
_WHAT_HAPPENED = {
    "moved": "The clause moved and its wording stayed.",
    "unweighed": "More clauses changed than are weighed one by one.",
    "under_contrary": "The words above a clause that stayed now say the opposite.",
    "between_contrary": "A clause that stayed now stands under a heading that denies or reverses the one before.",
    "under_others": "The words above a clause that stayed now limit it otherwise, or name another place or person.",
    "put_out_of_force": "The words above a clause that stayed now say that it does not hold.",
    "put_into_force": "The words above a clause that stayed no longer say that it does not hold.",
    "restated_here": "What is new in the clause stood in another one before.",
    "restated_there": "What the clause lost stands in another one now.",
    "restated": "What is new in the clause stood in another one before, and what it lost stands in another one now.",
    "notation": "Numbers or units are written differently and say the same.",
    "contraction": "Only contractions, such as “don’t” for “do not”, are written differently.",
    "reordered": "What the clause lists stands in another order.",
    "same_otherwise": "The clause says the same and is written differently.",
    "renamed": "A name was replaced by another in several clauses.",
    "addresses": "Only an address changed.",
    "copyright_year": "Only the years of a copyright line changed.",
    "figures": "Only figures that are given for information changed.",
    "identifiers": "Only a registration number was added, removed or replaced.",
    "document_renamed": "Only the name of a document that the clause refers to changed.",
    "product_renamed": "Something that the service offers has another name throughout.",
    "formerly": "Only a remark on a former name was added or removed.",
    "written_out": "Only an abbreviation was written out, or is no longer written out.",
    "language_row": "Only a row of a list of languages changed.",
    "register_row": "Only an entry of a register was added or removed.",
    "revision": "The line says what a revision of the document changed.",
    "grammar": "Only spelling or grammar changed.",
    "furniture": "The line belongs to the page and not to the document.",
    "left_behind": "Only traces of how the page is made changed, such as a hidden address.",
    "renumbered": "Only the number of a clause changed.",
    "notice_lapsed": "The line only announced something that has since taken effect.",
    "heading_in_disguise": "The line only names what follows it, as a heading does.",
    "name_in_full": "Only the service’s own name is now written in full, or no longer is.",
    "menu_entry": "The line is one of the page’s menu, or one that the page repeats.",
    "row_left": "A row was removed from a list.",
    "channel": "Only the way to get in touch changed.",
    "officers": "Only the names or titles of people in office changed.",
    "definition": "The clause only defines a word that was in use before.",
    "mixture": "Only names, spelling or ways to get in touch changed.",
    "pointer": "Only what points to information elsewhere changed.",
    "stated_date": "A date of the document changed.",
    "day_changed": "A day that the clause states changed.",
    ANNOUNCEMENT: "The clause announces other terms.",
    SERVICE_CLOSES: "The clause says when the service closes, which concerns everybody who uses it.",
    COMPANY_NAMED: "A company is newly named as a party or in a role, whatever else the clause is about.",
    SANCTION_ADDED: "Something that may be done to an account is newly named.",
    UNREAD: "The text is in a language that is not read for duties and rights, so nobody has weighed its words.",
    "address": "The address of another page was added or removed.",
    "word_forms": "Only forms of words changed, such as singular and plural.",
    "heading_added": "A heading was added.",
    "heading_removed": "A heading was removed.",
    "heading_modified": "A heading was reworded.",
    "wording_added": "A clause was added.",
    "wording_removed": "A clause was removed.",
    "wording_modified": "The wording of the clause changed.",
    "reversed_by_negation": "A negation was added, so the clause now says the opposite.",
    "reversed_from_negation": "A negation was removed, so the clause now says the opposite.",
    "law_changed": "Another law governs than before.",
    "court_changed": "Another place is named for a court or a tribunal than before.",
    "deadline_to_wait": "A deadline became a waiting time: what happened within it now happens after it.",
    "wait_to_deadline": "A waiting time became a deadline: what happened after it now happens within it.",
    "interval_to_wait": "An interval became a waiting time: what was repeated now happens after it.",
    "wait_to_interval": "A waiting time became an interval: what happened after it is now repeated.",
    "interval_to_deadline": "An interval became a deadline: what was repeated now happens within it.",
    "deadline_to_interval": "A deadline became an interval: what happened within it is now repeated.",
    "minimum_to_maximum": "A lower limit became an upper one.",
    "maximum_to_minimum": "An upper limit became a lower one.",
    "currency_changed": "The currency of an amount changed.",
    "modal_strengthened": "A verb became more binding, as from “may” to “must”.",
    "modal_weakened": "A verb became less binding, as from “will” to “may”.",
    "actor_now_user": "The clause speaks of the user where it spoke of the service.",
    "actor_now_service": "The clause speaks of the service where it spoke of the user.",
    "word_turned": "A word was replaced by its contrary, such as “before” by “after”.",
    "interval_changed": "How often something happens, or the time that it is counted by, changed.",
    "parties_swapped": "Two parties changed places in the clause.",
    "other_party": "The clause speaks of another party than before.",
    "item_added": "Something was added to what the clause lists.",
    "item_removed": "Something was removed from what the clause lists.",
    "period_raised": "A period was lengthened.",
    "period_lowered": "A period was shortened.",
    "period_changed": "A period changed.",
    "amount_raised": "An amount of money was raised.",
    "amount_lowered": "An amount of money was lowered.",
    "amount_changed": "An amount of money changed.",
    "share_raised": "A percentage was raised.",
    "share_lowered": "A percentage was lowered.",
    "share_changed": "A percentage changed.",
    "age_raised": "An age was raised.",
    "age_lowered": "An age was lowered.",
    "age_changed": "An age changed.",
    "number_raised": "A number was raised.",
    "number_lowered": "A number was lowered.",
    "number_changed": "A number changed.",
} | {
    f"{kind}_{way}": f"{what} {end}"
    for (added, removed), kinds in _CAME_AND_WENT.items()
    for kind, what in kinds.items()
    for way, end in (("added", added), ("removed", removed))
}
SEVERITY_RULES = tuple(_WHAT_HAPPENED)
"""Every rule that can give a clause its severity."""
