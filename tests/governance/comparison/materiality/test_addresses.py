"""Only where to write to or to call changed: told in the digest."""

import pytest

from tests.governance.comparison.materiality.edited import changed, rules_of

SAME_COMPANY_ELSEWHERE = [
    ("Papertrail AB, Ugglevägen 117, Stockholm, answers.", "Papertrail AB, Harvägen 3, Stockholm, answers."),
    (
        "Write to Papertrail Ltd, 12 Owl Street, London EC2M 4YP.",
        "Write to Papertrail Ltd, 4 Hen Road, London EC1A 1BB.",
    ),
    ("Papertrail GmbH, Eulenstraße 5, 10117 Berlin, answers.", "Papertrail GmbH, Parkweg 7, 10117 Berlin, answers."),
    ("Call us at 020 7946 0123.", "Call us at 020 7946 0999."),
    ("Mail goes to help@papertrail.example at any time.", "Mail goes to owls@papertrail.example at any time."),
    ("The list is at www.papertrail.com/list today.", "The list is at www.papertrail.com/owls today."),
    ("12 Owl Street, Suite 5", "14 Hen Street, Suite 9"),
    ("", "10 Devonshire Square, London EC2M 4YP"),
    ("Papertrail Inc. at 12 Owl Blvd Suite 300, Nest, CA 94404 keeps the drawings.",
     "Papertrail Inc. at 12 Owl Blvd Suite 350, Nest, CA 94404 keeps the drawings."),
    ("Papertrail Inc. 12 Owl Street, Seattle, WA 98136, USA", "Papertrail Inc. 12 Owl Street, Seattle, WA 98121, USA"),
    ("Papertrail AG, seated at Eulenweg 27, 8050 Nest, draws.",
     "Papertrail AG, seated at Henweg 60b, CH-8005 Nest, draws."),
    ("HQ: Owl House, Owl Way, Nest", "HQ: Owl House, Plot 9, Hen Avenue, Nest"),
    ("Mail goes to Owl Centre, Nest Park, London EC2M 4YP.", "Mail goes to Hen Building, Nest Park, London EC2M 4YP."),
    ("By facsimile: 310-555-7814", ""),
    ("Ask the shop at owls@papertrail.example about drawings.", "Ask the shop about drawings."),
    ("Ask in the shop or by contacting owls@papertrail.com for ink.",
     "Ask in the shop or papertrail.com/owls for ink."),
    ("47 E 11th Street, Floor 5, New Nest City, NY 10003 (United States)",
     "150 W 22nd Street, Floor 12, New Nest, NY 10011"),
    ("Papertrail S.L., con domicilio social en Ronda larga, 188 (Ed. Nido), 12003 Nido (Nido), con CIF B1234.",
     "Papertrail S.L., con domicilio social en Calle Lechuza 9, 46007 Nido, con CIF B1234."),
    ("Claims are mailed to Papertrail, Uilengracht 281, 1016 ED, Nest, the Netherlands.",
     "Claims are mailed to Papertrail, Lange Voorburgwal 162, 1012 SJ Nest, the Netherlands."),
    ("Eulen-Allee 78- 84", "Eulen-Allee 7-8"),
    ("Eulen-Allee 78-84", "Eulen-Allee 70-76"),
    ("Ciudad de Nido, C.P. 05120", "Ciudad de Nido, 11700, México"),
    ("Bosque de Lechuzas No. 180 int. PP 101, Col. Bosque de las Lomas, Nido",
     "Bosque de Lechuzas No. 190 int. PP 7, Col. Bosque de las Lomas, Nido"),
    ("Support: owls.papertrail.com", "48 2nd St, Floor 3 New Nest, CA 94105 Support: owls.papertrail.com"),
    ("No. 9 Owl Road, New Nest", "Owl Road 5, New Nest"),
    ("New Nest, CA, USA", "New Nest, CA 94114"),
    ("Adresse : 562, av. du parc de l’île, 92000 Nid", "Adresse : 12, rue des hiboux, 92000 Nid"),
]  # fmt: skip
OTHER_SUBSTANCE = [
    ("Floor Price 500", "Floor Price 700"),
    ("12 Owl Street, Nest 20035, Ireland", "12 Owl Street, Nest 20035, Singapore"),
    ("12 Owl Street, Nest 20035, Ireland", "5 Hen Road, Egg 49965, Singapore"),
    ("Drawer Box 12 GB", "Drawer Box 15 GB"),
    ("Basic Plan Suite 5", "Basic Plan Suite 3"),
    ("Papertrail Ltd, 12 Owl Street, Nest", "Owlish Ltd, 12 Owl Street, Nest"),
    ("Owls draw in New Nest, CA, and sing.", "Owls draw in Old Nest, CA, and sing."),
    ("We write via post to 3 owls.", "We write via courier to 3 owls."),
    ("The courts of Nest, 12003 Nido, decide.", "The courts of Hen, 12003 Nido, decide."),
    ("Owls see rue des hiboux in 3 days.", "Owls see rue des hiboux in 9 days."),
    ("The contract is with Papertrail Ltd, 12 Owl Street.", "The contract is with Papertrail Inc., 12 Owl Street."),
    ("Courts in Freedonia decide, and letters go there.", "Courts in Sylvania decide, and letters go there."),
    ("You pay 1200 at the address 5 Owl Street.", "You pay 1300 at the address 5 Owl Street."),
    ("Our address is in Ireland.", "Our address is in Singapore."),
    ("Article 6 of Decision 2021/914 applies.", "Article 6 of Decision 2022/914 applies."),
    ("Drawings are shown outside the shop.", "Drawings are shown outside the shop via la Nest."),
    ("Owls meet in Owl Centre each week.", "Owls meet in Hen Building each week."),
    (
        "Papertrail Ltd, Reg. No. 12345678, 5 Owl Street, London EC1A 1BB, draws.",
        "Papertrail Ltd, Reg. No. 87654321, 5 Owl Street, London EC1A 1BB, draws.",
    ),
    ("You may cancel in the shop.", "You may cancel in the shop or by contacting owls@papertrail.example."),
    ("You may sell -5 drawings from 5 Owl Street.", "You may sell 5 drawings from 5 Owl Street."),
    ("You have 30 days to write to 5 Owl Street.", "You have 90 days to write to 5 Owl Street."),
]


@pytest.mark.parametrize(("old", "new"), SAME_COMPANY_ELSEWHERE)
def test_an_address_is_told_in_the_digest(old, new):
    comparison = changed(old, new)
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("substantive", "immaterial", False)
    assert comparison.reason == "Only addresses changed."


@pytest.mark.parametrize(("old", "new"), OTHER_SUBSTANCE)
def test_what_stands_beside_an_address_is_told_the_same_day(old, new):
    assert "addresses" not in rules_of(old, new)
    assert changed(old, new).is_alertable
