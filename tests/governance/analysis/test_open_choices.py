"""An end is one of the reader's own choice: never of one that is denied, past, lost, to come, or somebody else's."""

from datetime import date

import pytest

from governance.analysis.objection_periods import PeriodKind, objection_days, objection_period, objection_periods
from governance.analysis.opt_out_periods import opt_out_periods

pytestmark = pytest.mark.pure

NO_OPT_OUT = [
    # denied
    "You may not opt out of arbitration before 1 January 2027.",
    "You cannot opt out of arbitration until 31 January 2027.",
    "You can't opt out within 30 days of this update.",
    "You are not entitled to opt out by 10 December 2026.",
    "You have no right to opt out within 30 days of notice.",
    "You have never had the right to opt out of arbitration within 30 days of this update.",
    "Nobody may opt out of arbitration by 10 December 2026.",
    "No user may opt out within 30 days of notice.",
    "Neither of you may opt out within 30 days of notice.",
    "You may not, if you live in Canada, opt out until 10 December 2026.",
    "Customers who have agreed may not opt out until 10 December 2026.",
    "You do not need to opt out by 10 December 2026, since nothing is shared.",
    "You need not opt out within 30 days of notice.",
    "Opting out is not possible by 10 December 2026, and you may write to us.",
    "There is no way to opt out within 30 days of notice.",
    "If you are a business, you may not opt out within 30 days of notice.",
    # not before
    "You may opt out of arbitration, but not before 15 December 2026.",
    "You may opt out, though not until 15 December 2026.",
    "You may opt out, but never within 30 days of notice.",
    "You may opt out no earlier than 15 December 2026.",
    "You may opt out of arbitration from 15 December 2026.",
    # past
    "You could opt out of the sale of your data until 10 December 2026, but you can no longer do so.",
    "You could opt out until 10 December 2026, and you may still write to us.",
    "You had until 10 December 2026 to opt out, and may write to us.",
    "You had 30 days from the notice to opt out.",
    "Users were able to opt out within 30 days of notice.",
    "Your right to opt out of arbitration expired by 10 December 2026 at the latest and cannot be used any more.",
    # lost
    "You waive the right to opt out within 30 days of notice.",
    "You lose the option to opt out until 10 December 2026 if you may use the service.",
    "You may opt out until 10 December 2026, which is no longer possible.",
    "You may opt out until 10 December 2026. This possibility no longer exists.",
    "You may opt out within 30 days of notice. The period for this has expired.",
    "The right to opt out within 30 days after the notice is no longer available.",
    "Opting out was possible until 10 December 2026, and you may ask us why.",
    "If you have opted out by 10 December 2026, your choice still holds and you may change it.",
    "Nothing lets you opt out within 30 days of notice.",
    # another actor, or nobody's act
    "We may opt out of this program by 10 December 2026.",
    "Advertisers may opt out within 30 days of notice.",
    "Owl may opt out within 30 days of notice.",
    "If you do not opt in by 10 December 2026, you are deemed to have opted out.",
    "You may opt in by 10 December 2026 and opt out at any time.",
    "You may opt out at any time and opt in within 30 days of notice.",
    "You can be sure that you are opted out by 10 December 2026.",
    "Your administrator may opt out by 10 December 2026.",
    "Our partner may opt out within 30 days of notice.",
    # the day of something else
    "You may opt out only if you did so before 10 December 2026.",
    "You can reverse your opt-out within 30 days of notice.",
    "Your opt-out expires on 10 December 2026, and you may renew it.",
    "An opt-out cookie expires within 30 days of notice.",
    "If you opt out, your old price stays until 10 December 2026.",
    "If you do opt out, you may not opt in again within 30 days of notice.",
    "You may reject the update, but you must pay by 10 December 2026.",
    "You may opt out and must return the device within 30 days of receipt.",
    "You may opt out, and we must return your fees within 30 days of notice.",
    "Users may opt out if we notify them within 30 days of the update.",
    "You may opt out because we failed to give notice within 30 days of the change.",
    "You may opt out when your plan renews by 10 December 2026.",
    "You may opt out if you have been a member until 10 December 2026.",
    "By 10 December 2026 we will tell you how you may opt out.",
    "You may opt out of sharing that took place before 10 December 2026.",
    "You may opt out of the program that runs until 10 December 2026.",
    "You may opt out of these terms as they stood until 10 December 2026.",
    "If you opt out, we will stop the use by 10 December 2026.",
    "If you accepted these terms by 15 December 2026, you may opt out.",
    "You can use the old service until 10 December 2026 and opt out of mail.",
    "If you opt out, the old terms will apply until 10 December 2026.",
    "You can opt out, and it takes effect by 10 December 2026.",
]


@pytest.mark.parametrize("text", NO_OPT_OUT)
def test_no_end_of_opting_out_is_read_where_the_reader_has_none(text):
    assert opt_out_periods(text) == []


@pytest.mark.parametrize(("text", "end"), [
    ("If you do not opt out of arbitration within 30 days after these terms take effect, you are bound.", "30 days"),
    ("Users who do not agree may opt out by 10 December 2026.", date(2026, 12, 10)),
    ("You may opt out until 10 December 2026; after that you can no longer do so.", date(2026, 12, 10)),
    ("You may opt out within 30 days of notice, and after this period you can no longer do so.", "30 days"),
    ("Your right to opt out of arbitration expires by 10 December 2026.", date(2026, 12, 10)),
    ("The option to opt out ends on 10 December 2026.", date(2026, 12, 10)),
    ("The right to opt out expires 30 days after the notice.", "30 days"),
    ("You may not opt out later than 30 days after the notice.", "30 days"),
    ("You cannot opt out after 10 December 2026.", date(2026, 12, 10)),
    ("It is too late to opt out after 10 December 2026.", date(2026, 12, 10)),
    ("You may not opt out unless you write to us within 30 days of notice.", "30 days"),
    ("Your request to opt out must be received before 10 December 2026.", date(2026, 12, 9)),
    ("The deadline to opt out is 10 December 2026.", date(2026, 12, 10)),
    ("Opt out before 10 December 2026 if you do not agree.", date(2026, 12, 9)),
    ("You may reject the agreement by a notice that must be postmarked by 10 December 2026.", date(2026, 12, 10)),
    ("You may opt out if you write to us within 30 days of notice.", "30 days"),
    ("If you want to opt out, you must do so by 10 December 2026.", date(2026, 12, 10)),
    ("By 10 December 2026 you may opt out in your settings.", date(2026, 12, 10)),
    ("If you do not want this, you must opt out by 10 December 2026.", date(2026, 12, 10)),
    ("We give you 30 days from the notice to opt out.", "30 days"),
    ("You may opt out without giving a reason within 30 days of notice.", "30 days"),
    ("You have until 10 December 2026 to opt out.", date(2026, 12, 10)),
    ("Unless you opt out by 10 December 2026, we use your content to train models.", date(2026, 12, 10)),
])  # fmt: skip
def test_an_end_that_is_left_to_the_reader_is_read(text, end):
    assert [one.until or text[one.period_start : one.period_end] for one in opt_out_periods(text)] == [end]


NO_OBJECTION = [
    "You have no right to object to changes of these terms within 30 days of the notice.",
    "You may no longer object to changes of these terms within 30 days of the notice.",
    "You waive any right to object to these changes within 30 days of notice.",
    "Neither party may object to a change of these terms within 30 days of the notice.",
    "Customer has no right to object to a new sub-processor within 30 days of the notice.",
    "Customer waives its right to object to a new sub-processor within 30 days of receipt of the notice.",
    "Customer agrees not to object to a new sub-processor within 30 days of the notice.",
    "Customer shall refrain from objecting to a change within 30 days of the notice.",
    "Within 30 days of the notice Customer may not object to a new sub-processor.",
    "Customer could object to a new sub-processor within 30 days of the notice.",
    "Customer had 30 days from the notice to object to a new sub-processor.",
    "We may object to a change that you propose within 30 days of your notice.",
    "The company may object to a change of the order within 30 days of the notice.",
    "The provider may object to a change of the order within 30 days of the notice.",
    "If the sub-processor objects within 30 days of the notice, we tell Customer.",
    "Nobody may object to a change within 30 days of the notice.",
    "Objections are not possible within 30 days of the notice of a change.",
    "You do not have to object to the amended terms within 30 days of the notice to keep your rights.",
    "You may object to the new terms, but not within 30 days of the notice.",
    "Customer may object to a sub-processor engaged within 30 days of the notice.",
    "Customer may object to the change if we fail to notify it within 30 days of the change.",
    "If Customer objects to the change, the parties shall discuss within 30 days of the notice.",
    "Customer may object to a new sub-processor, and we may terminate within 30 days of the notice.",
    "Owl, Inc. may object to a change within 30 days of the notice.",
    # German
    "Widerspricht der Kunde, so werden wir innerhalb von 14 Tagen nach Mitteilung eine Lösung suchen.",
    "Der Kunde kann widersprechen; wir antworten innerhalb von 14 Tagen nach Mitteilung.",
    "Ein Widerspruch innerhalb von 14 Tagen nach Mitteilung ist nicht möglich.",
    "Sie verlieren Ihr Recht, innerhalb von 14 Tagen ab Mitteilung zu widersprechen.",
    "Das Recht zum Widerspruch innerhalb von 14 Tagen ab Mitteilung wird abbedungen.",
    "Sie können Änderungen dieser Bedingungen nicht innerhalb von 30 Tagen nach der Mitteilung widersprechen.",
    "Der Kunde hat kein Recht, innerhalb von 30 Tagen nach der Mitteilung zu widersprechen.",
    "Niemand kann der Änderung innerhalb von 30 Tagen nach der Mitteilung widersprechen.",
    "Der Kunde verzichtet auf einen Widerspruch innerhalb von 30 Tagen nach der Mitteilung.",
    "Ein Widerspruch ist innerhalb von 30 Tagen nach der Mitteilung ausgeschlossen.",
    "Der Kunde kann der Änderung nicht mehr innerhalb von 14 Tagen ab Mitteilung widersprechen.",
    "Der Kunde konnte der Änderung innerhalb von 14 Tagen ab Mitteilung widersprechen.",
    "Wir können der Änderung innerhalb von 14 Tagen ab Mitteilung widersprechen.",
    "Weder Sie noch wir können der Änderung innerhalb von 14 Tagen ab Mitteilung widersprechen.",
    # French
    "Le Client ne peut pas s’opposer au nouveau sous-traitant dans un délai de trente (30) jours.",
    "Le Client n’a aucun droit de s’opposer au sous-traitant dans un délai de trente (30) jours.",
    "Le Client renonce à s’opposer au sous-traitant dans un délai de trente (30) jours.",
    "Nous pouvons nous opposer à la modification dans un délai de trente (30) jours.",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_OBJECTION)
def test_no_end_of_objecting_is_read_where_the_reader_has_none(text):
    assert [one for one in objection_periods(text) if one.kind is not PeriodKind.NOTICE] == []


@pytest.mark.parametrize(("text", "length", "subject"), [
    ("You may object to these changes within 30 days of the notice.", 30, "terms"),
    ("You may not object to changes of these terms later than 30 days after the notice.", 30, "terms"),
    ("Customer may not object to a new sub-processor unless it does so within 30 days of the notice.", 30,
     "sub_processors"),
    ("If Customer does not object within 30 days of the notice, Customer waives its right to object to the new "
     "sub-processor.", 30, "sub_processors"),
    ("Customer waives any right to object to a sub-processor if it does not object within 10 days of the notice.", 10,
     "sub_processors"),
    ("Customers who do not agree to a new sub-processor may object within 14 days of the notice.", 14,
     "sub_processors"),
    ("Customer may object to a new sub-processor that is not on the list within 14 days of the notice.", 14,
     "sub_processors"),
    ("Company may reasonably object to the sub-processor by notifying Owl in writing within 30 days of the notice.", 30,
     "sub_processors"),
    ("If we receive no objection to the sub-processor within 14 days of the notice, it is engaged.", 14,
     "sub_processors"),
    ("Customer shall not unreasonably object to a sub-processor within 14 days of the notice.", 14, "sub_processors"),
    ("Wenn der Kunde nicht innerhalb von 14 Tagen nach der Mitteilung widerspricht, gilt die Änderung als genehmigt.",
     14, "terms"),
    ("Widerspricht der Kunde nicht innerhalb von 14 Tagen nach der Mitteilung, gilt der Unterauftragnehmer als "
     "genehmigt.", 14, "sub_processors"),
    ("Si le Client ne s’oppose pas au sous-traitant dans un délai de trente (30) jours, il est engagé.", 30,
     "sub_processors"),
    ("Le Client ne peut s’opposer au sous-traitant que dans un délai de trente (30) jours.", 30, "sub_processors"),
])  # fmt: skip
def test_what_comes_of_silence_or_of_being_late_leaves_the_time_until_then(text, length, subject):
    found = objection_period(text)
    assert found is not None
    assert (found.kind, found.length, found.subject) == (PeriodKind.OBJECTION, length, subject)


def test_who_may_only_leave_has_no_time_for_objecting():
    text = (
        "Customer may not object to a new sub-processor, but may terminate the agreement within 30 days of the notice."
    )
    assert [(one.kind, one.length) for one in objection_periods(text)] == [(PeriodKind.TERMINATION, 30)]
    neither = "Customer may not object to a sub-processor and may not terminate within 30 days of the notice."
    assert objection_periods(neither) == []


def test_a_notice_that_is_denied_is_none():
    denied = "You may object to a new sub-processor, which we engage without 30 days' notice."
    assert objection_periods(denied) == []
    given = "You may object to a new sub-processor. We do not engage a new one without 30 days' prior notice."
    assert [one.length for one in objection_periods(given)] == [30]


@pytest.mark.parametrize("text", [
    "You may no longer object to changes of these terms until 20 December 2026.",
    "We object to any changes of these terms that you propose until 20 December 2026, and you may write to us.",
    "Users could object to the amended terms until 15 December 2026; this possibility no longer exists.",
    "You do not have to object to the new terms by 10 December 2026, and may keep your rights.",
    "You may object to the new terms, but not before 15 December 2026.",
    "You may object to the new terms until 15 December 2026. This right has expired.",
    "Owl may object to the changed terms until 15 December 2026.",
    "If you object to the new terms, you may use the old ones until 15 December 2026.",
])  # fmt: skip
def test_no_stated_day_of_objecting_is_read_where_the_reader_has_none(text):
    assert list(objection_days(text)) == []
