"""Captures of another page, another language or another kind of document: no news, whatever they hold."""

import re

import pytest

from governance.comparison import Context, compare, parse

SUBJECTS = ("drawings", "printers", "pencils", "albums", "frames", "members", "invoices", "letters", "colours", "owls")
ENGLISH = "\n\n".join(
    f"We keep the {one} of your account for as long as the account is open, and you may ask us for them."
    for one in SUBJECTS
)
SPANISH = "\n\n".join(
    f"Guardamos la parte {number} de su cuenta para usted y por el tiempo que dure nuestro contrato con los demás."
    for number in range(10)
)
GREEK = "\n\n".join(
    f"Κρατάμε το μέρος {number} του λογαριασμού σας όσο μένει ανοιχτός ο λογαριασμός." for number in range(12)
)
# Names that stand in each text alike, so that it is no other page.
SHARED = "\n\n".join(f"Papertrail Press {number}" for number in range(4))
HOME_PAGE = "\n\n".join(
    f"Discover brilliant {one} from illustrators everywhere, hand-picked every morning by enthusiasts living around"
    " Lakeside, Oregon."
    for one in re.findall(r"\w+", "sketches posters murals cartoons etchings pastels mosaics collages banners doodles")
)


def judged(before, after, title=""):
    return compare(parse(before), parse(after), Context(document_title=title))


@pytest.mark.parametrize("other", [SPANISH, GREEK])
def test_a_text_in_a_language_that_need_not_be_known_is_another_language_both_ways(other):
    for before, after in ((ENGLISH, other), (other, ENGLISH)):
        comparison = judged(f"{SHARED}\n\n{before}", f"{SHARED}\n\n{after}")
        assert (comparison.rule, comparison.is_alertable) == ("other_language", False)


def test_a_few_words_in_another_language_are_told_beside_the_rest():
    assert judged(ENGLISH, f"{ENGLISH}\n\n{SPANISH}").is_alertable
    assert judged(ENGLISH, ENGLISH.replace("for as long as", "pour")).is_alertable


def test_a_page_that_speaks_of_other_things_is_another_page_though_it_is_as_long():
    comparison = judged(ENGLISH, HOME_PAGE)
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("extraction", "other_page", False)


def test_a_text_rewritten_with_the_same_words_is_told():
    rewritten = "\n\n".join(
        f"As long as an account stays open its {one} are kept, and whoever asks us gets them within 30 days."
        for one in SUBJECTS
    )
    assert judged(ENGLISH, rewritten).is_alertable


def test_terms_in_the_place_of_the_privacy_policy_are_no_change_of_it_nor_is_its_return():
    privacy, terms = (
        f"# Privacy Policy\n\n{ENGLISH}",
        "# Terms of Service\n\n"
        + "\n\n".join(
            f"Members who sell {one} owe Papertrail a fee of {number} euros, and open an account for their owls first."
            for number, one in enumerate(SUBJECTS, start=2)
        ),
    )
    assert judged(privacy, terms, "Privacy Policy").rule == "other_page"
    assert judged(terms, privacy, "Privacy Policy").rule == "first_good_capture"
    assert judged(privacy, terms, "Legal information").is_alertable


AMERICAN = "\n\n".join(
    f"If you pay for {one}, you authorize us to keep the catalog of them, also where laws, rules, and codes differ."
    for one in SUBJECTS
)
BRITISH = "\n\n".join(
    f"If you pay for {one}, you authorise us to keep the catalogue of them, also where laws, rules and codes {verb}."
    for verb, one in zip(("differ", "vary") * 5, SUBJECTS, strict=True)
)


def test_a_text_spelled_and_phrased_as_in_another_country_waits_for_the_digest():
    for before, after in ((AMERICAN, BRITISH), (BRITISH, AMERICAN)):
        comparison = judged(before, after)
        assert not comparison.is_alertable, comparison.rule


def test_a_number_or_a_clause_beside_the_spelling_of_another_country_is_told():
    assert judged(AMERICAN, f"{BRITISH}\n\nYou must pay within 30 days.").is_alertable
    assert judged(AMERICAN, BRITISH.replace("for owls,", "5 euros for owls,")).is_alertable
