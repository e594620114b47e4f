"""What software writes into a page anew at each request is no change of the document; what is like it and binds, is."""

import pytest

from governance.comparison import compare, parse
from governance.comparison.result import Context
from tests.governance.comparison.texts import TERMS


def judged(before: str, after: str):
    return compare(parse(before), parse(after), Context())


def with_line(line: str) -> str:
    return f"{TERMS}\n{line}\n"


TOKENS = [
    ("Page generated 12:03:07 · ref caf5e1aa", "Page generated 14:44:51 · ref 90ab12cc"),
    ("Request ID: 8f3a9c01d2", "Request ID: 77be01aa34"),
    ("Ray ID: 8f3a9c01d2e4b7aa • Your IP: 203.0.113.5", "Ray ID: 91ccde0145b7aa22 • Your IP: 198.51.100.77"),
    ("Trace-ID: 4bf92f3577b34da6a3ce929d0e0e4736", "Trace-ID: 00f067aa0ba902b7a3ce929d0e0e4abc"),
    ("csrf-token: kJ8s9dQ2xL0pZ", "csrf-token: pW3n7VbYt5RcM"),
    ("csrf-token: qGZkdjWnPqCvRtYuIo", "csrf-token: pWnVbYtRcMkLqZxAsD"),
    ("Your IP: 203.0.113.5", "Your IP: 198.51.100.77"),
    ("Your IP address is 2001:db8::5", "Your IP address is 2001:db8:44::77"),
    ("Served by web-3 in 0.23s", "Served by web-11 in 0.31s"),
    ("Rendered in 120 ms", "Rendered in 95 ms"),
    ("Owl Post Ltd · Request ID: 8f3a91", "Owl Post Ltd · Request ID: 77ab20"),
    ("2026-11-29T12:03:07Z", "2026-11-30T14:03:55Z"),
    ("12:03:07", "14:05:55"),
    ("12:03", "14:05"),
    ("Generated at 12:03", "Generated at 14:05"),
    ("Rendered at 2026-11-29T12:03:07Z", "Rendered at 2026-11-30T14:03:55Z"),
    ("Page loaded at 12:03:07 UTC", "Page loaded at 14:22:01 UTC"),
    ("generated on 29 November 2026", "generated on 30 November 2026"),
    ("This page was generated on 2026-11-29 12:03:07", "This page was generated on 2026-11-30 09:11:02"),
    ("Seite generiert am 4. Mai 2027 um 12:03", "Seite generiert am 5. Mai 2027 um 14:03"),
    ("1,234 views", "1,301 views"),
    ("Read 1,234 times", "Read 1,301 times"),
    ("12 of 34 found this helpful", "13 of 36 found this helpful"),
    ("12 von 34 Personen fanden dies hilfreich", "13 von 36 Personen fanden dies hilfreich"),
    ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
    ("Build 20261129.4", "Build 20261130.1"),
]


@pytest.mark.parametrize(("before", "after"), TOKENS)
@pytest.mark.parametrize("below", ["", "\n\nWhoever sells a drawing must pay a tenth of its price to us."])
def test_a_token_of_the_page_is_nothing(before, after, below):
    comparison = judged(with_line(before + below), with_line(after + below))
    assert (comparison.label, comparison.is_alertable) == ("cosmetic", False)


@pytest.mark.parametrize("line", [line for pair in TOKENS for line in pair if "Owl Post" not in line])
def test_a_token_of_the_page_that_comes_or_goes_is_nothing(line):
    assert judged(TERMS, with_line(line)).label == "cosmetic"
    assert judged(with_line(line), TERMS).label == "cosmetic"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Fee: 5 EUR", "Fee: 6 EUR"),
        ("Support hours: 9:00 to 17:00", "Support hours: 9:00 to 16:00"),
        ("9:00 - 17:00", "9:00 - 16:00"),
        ("Cut-off: 12:00", "Cut-off: 11:00"),
        ("Session: 9:00", "Session: 10:00"),
        ("## Cut-off time\n\n12:00", "## Cut-off time\n\n11:00"),
        ("Monday\n\n12:00", "Monday\n\n11:00"),
        ("Orders before 12:00 ship today", "Orders before 11:00 ship today"),
        ("Reply: within 24 hours", "Reply: within 48 hours"),
        ("Served in 2 hours", "Served in 4 hours"),
        ("Served on 4 May 2027", "Served on 5 May 2027"),
        ("Response time: 200 ms", "Response time: 500 ms"),
        ("ISO 27001:2013", "ISO 27001:2022"),
        ("TLS 1.2", "TLS 1.3"),
        ("Form 1040", "Form 1099"),
        ("Allowed IPs: 203.0.113.5", "Allowed IPs: 203.0.113.9"),
        ("Our webhooks come from:\n\n203.0.113.5", "Our webhooks come from:\n\n198.51.100.7"),
        ("Key fingerprint: a8f9c2d1e4aa77", "Key fingerprint: 77bb21c9d0ff11"),
        ("Send it to this wallet:\n\n3f2504e04f8911d39a0c0305e82c3301",
         "Send it to this wallet:\n\n1a2504e04f8911d39a0c0305e82c33ff"),
        ("Sub-processor 44: Owl GmbH, HRB 12345", "Sub-processor 44: Owl GmbH, HRB 99999"),
        ("## Sub-processors\n\n3f2504e0-4f89-11d3-9a0c-0305e82c3301",
         "## Sub-processors\n\n6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        ("1,000 views per month", "2,000 views per month"),
        ("Free plan: 1,000 page views", "Free plan: 500 page views"),
        ("**Free plan**\n\n1,000 views", "**Free plan**\n\n500 views"),
        ("You get for it:\n\n* 1,000 views\n* a pen", "You get for it:\n\n* 500 views\n* a pen"),
        ("You must pay 5 EUR. Generated at 12:03", "You must pay 6 EUR. Generated at 14:05"),
        ("You must pay at once. Generated at 12:03", "You may pay at once. Generated at 14:05"),
    ],
)  # fmt: skip
def test_what_is_like_a_token_and_binds_is_an_alert(before, after):
    assert judged(with_line(before), with_line(after)).is_alertable


def test_a_change_beside_a_token_is_an_alert():
    before, after = with_line("Request ID: 8f3a9c01d2"), with_line("Request ID: 77be01aa34")
    comparison = judged(before, after + "\nWhoever sells a drawing must pay a tenth of its price to us.\n")
    assert comparison.is_alertable
