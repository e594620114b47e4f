"""Short fictional texts for every sentence that can be printed about a change; `list_sentences` compares them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from governance.comparison import Comparison, Context, compare, parse
from governance.comparison.judging.counting_lines import key_of
from governance.comparison.materiality.model import MaterialityModel
from governance.comparison.pipeline import MOST_WEIGHED

TERMS = """# Terms of Service

Effective: 1 March 2026

## 1. Your account

1.1 You must be at least 13 years old to use Inkwell.

1.2 You are responsible for everything that happens under your account.

## 2. Your content

2.1 You keep all rights to the drawings you upload to Inkwell.

2.2 We do not use your drawings to train machine learning models.

## 3. Retention

3.1 We keep server logs for 30 days after you close your account.

3.2 We delete your drawings when you ask us to, unless a law requires us to keep them.

## 4. Fees

* A subscription renews each month until you cancel it.
* We may refund fees at our sole discretion.

## 5. Cookies

| Cookie | Purpose | Duration |
| --- | --- | --- |
| ink_session | keeps you signed in | 1 day |
| ink_theme | remembers the colour theme | 1 year |
"""
_AUDIO = """
## 6. Audio

6.1 You must disclose that audio made with Inkwell is synthetic.

6.2 You may not clone the voice of a person without their consent.
"""
_ERROR = "# Oops\n\nThis page isn't available right now.\n\nPlease try again later.\n"
_PAGE = "\n".join(f"We may use record {n} of your account for the purpose {n}.\n" for n in range(25))
_RULES = "\n".join(f"You must not send message {n} to more than {n} people at once.\n" for n in range(30))
_MANY_RULES = "\n".join(f"You must not send message {n} to more than {n} people at once.\n" for n in range(90))
_ROWS = "| Recipient | Purpose |\n| --- | --- |\n" + "".join(
    f"| {{}}{n} Ltd | prints page {n * 7} |\n" for n in range(6)
)
_HIDDEN = "[{}](https://inkwell.example/cdn-cgi/l/email-protection#0a1b)"
_ENGLISH = "\n\n".join(f"{n}. The owner of the account and the user are bound to this rule by us." for n in range(9))
_FRENCH = "\n\n".join(f"{n}. Le titulaire du compte et les autres sont liés par une règle pour vous." for n in range(9))
_UPCOMING = TERMS.replace("1 March 2026", "15 January 2027").replace("30 days", "90 days")
_BOTH = (
    f"{_UPCOMING}\n\nThe terms above apply from 15 January 2027. Until then, the current terms below apply.\n\n{TERMS}"
)
_NOTICE = "We're updating our Terms of Service. The new terms will take effect on 1 July 2026.\n\n"
_LONG = """# Terms of Service

Inkwell lets you keep your drawings in one place, and these terms say what you may expect of us and what we expect.

## Your content

You keep all rights to the drawings that you upload, and we use them only to show them to you and to whom you choose.
"""
_ANSWERS = "Who answers", "Where", "Days"
_SEE = (
    "Requests to see drawings",
    "the painters of the guild of the old town",
    "in the tower by the harbour of the new town",
)
_BURN = (
    "Requests to burn drawings",
    "the singers of the choir of the old town",
    "in the large barn behind the mill of the new town",
)
_LISTED = "## Requests\n\n" + "\n\n".join(
    "\n".join([name, *(f"{column}: {told}" for column, told in zip(_ANSWERS, (who, where, days), strict=True))])
    for (name, who, where), days in ((_SEE, "3 days"), (_BURN, "12 days"))
)
_TABLED = (
    f"## Requests\n\n| Kind of request | {' | '.join(_ANSWERS)} |\n| --- | --- | --- | --- |\n"
    f"| {' | '.join(_SEE)} | 3 |\n| {' | '.join(_BURN)} | 45 |"
)
_OTHER = "# Terms of Service\n\n## 1. Clubs\n\n" + "\n\n".join(f"Club {n} sings song {n} at noon." for n in range(20))


# Of what no rule knows everything is told, or nothing: what the shipped model says changes with what it learns.
TELLS_ALL, TELLS_NONE = MaterialityModel({}, 0, -1_000_000), MaterialityModel({"alone": -100}, 0, 0)


@dataclass(frozen=True, slots=True)
class SentenceExample:
    """Two states of a fictional document and what is known of its past."""

    before: str | None
    after: str
    context: Context = field(default_factory=Context)
    materiality: MaterialityModel = TELLS_ALL

    def compared(self) -> Comparison:
        before = parse(self.before) if self.before is not None else None
        return compare(before, parse(self.after), self.context, materiality=self.materiality)


def _line(before: str, after: str) -> SentenceExample:
    return SentenceExample(f"{TERMS}\n{before}\n", f"{TERMS}\n{after}\n")


def _edit(old: str, new: str) -> SentenceExample:
    return SentenceExample(TERMS, TERMS.replace(old, new))


def _history(*texts: str, **known: object) -> Context:
    """Return the context of a version whose earlier versions were `texts`, the newest first."""
    parsed = [parse(text) for text in texts]
    current = {block.line_digest for block in parsed[0].blocks}
    earlier = {block.line_digest for version in parsed[1:] for block in version.blocks} - current
    digests = [one.digest for one in parsed]
    return Context(earlier_digests=digests, earlier_block_digests=earlier, **known)  # type: ignore[arg-type]


def of_classes() -> Iterator[SentenceExample]:
    """Yield at least one example for each rule that decides a class, and each statement about a change as a whole."""
    yield SentenceExample(None, TERMS)
    yield _edit("30 days", "90 days")
    yield _edit("1 March 2026", "4 May 2026")
    yield replace(_edit("1 March 2026", "4 May 2026"), context=Context(captured_on=date(2026, 4, 1)))
    yield _edit("## 4. Fees", "## **4. Fees**")
    yield _edit("server logs", "server log")
    yield _line("We keep the user's drawings.", "We keep the userʼs drawings.")
    yield _line("Claims must be filed with us by 1 June 2026.", "Claims must be filed with us by 1 July 2026.")
    yield SentenceExample(_LONG, _LONG.replace("## Your content", "## Verification requirements"))
    yield _edit("## 5. Cookies", "## 5. Cookies and pixels")
    yield _edit("2.1 You keep all rights to the drawings you upload to Inkwell.\n\n", "")
    tale = (
        "the owls of the tower and the hens of the barn draw one another in the snow of the winter from noon to night"
    )
    yield _line("", f"We keep what {tale}, and show it to no one but to them.")
    yield _line(f"We may sing with version 4 of what {tale}.", f"We may sing with version of what {tale}.")
    yield from _of_words_that_stay()
    yield _line(_LISTED, _TABLED)
    moved = "2.1 You keep all rights to the drawings you upload to Inkwell.\n\n"
    yield SentenceExample(TERMS, TERMS.replace(moved, "").replace("## 4. Fees", f"{moved}## 4. Fees"))
    yield _edit("must be at least", "must be atleast")
    named = TERMS.replace("# Terms", "# Inkwell Terms")
    yield SentenceExample(named, named.replace("Inkwell", "Papertrail"))
    yield _edit("## 1. Your", "[Prices](https://inkwell.example/p)\n\nHow do I sign up?\n\n## 1. Your")
    yield SentenceExample(_LONG, f"Drawings\n\nSustainability Report 2024\n\nFor teachers\n\n{_LONG}")
    yield SentenceExample(_LONG, f"Drawings\n\nTel. 01 44 39 20 00\n\nFor teachers\n\n{_LONG}")
    infringer = (
        "## Copyright complaints\n\nA DMCA notice of copyright infringement by a repeat infringer: we may hide the"
    )
    yield _line(
        f"{infringer} drawings of the account, or mark the account, as the copyright owner asks.",
        f"{infringer} drawings of the account, mark the account, or block the account, as the copyright owner asks.",
    )
    yield SentenceExample(TERMS, TERMS + "".join(f"\nClub {n} meets at noon.\n" for n in range(MOST_WEIGHED + 1)))
    yield _edit("| ink_theme", "| ink_ads | counts adverts | 30 days |\n| ink_theme")
    yield _edit("## 1.", f"{_NOTICE}## 1.")
    yield SentenceExample(TERMS, _OTHER)
    yield SentenceExample(TERMS, TERMS + TERMS)
    yield SentenceExample(TERMS + TERMS, TERMS)
    yield SentenceExample(TERMS, _BOTH)
    yield SentenceExample(_BOTH, _UPCOMING)
    yield SentenceExample(_ENGLISH, _FRENCH)
    day = "Today is day 100 of the year."
    replaced = Context(replaced_lines=frozenset({key_of(day)}))
    yield replace(_line(day, "Today is day 101 of the year."), context=replaced)
    owls = f"{TERMS}\nOwls sleep in the old tower.\n"
    yield SentenceExample(owls, owls.replace("tower", "barn"), materiality=TELLS_NONE)
    american = "\n\n".join(
        f"Owls of tower {letter} authorize the catalog, as rules differ there." for letter in "ABCDEFGH"
    )
    british = american.replace("authorize", "authorise").replace("catalog", "catalogue")
    yield SentenceExample(american, british.replace("differ", "vary", 4))
    yield from _of_captures()
    yield from _of_returns()
    yield from _of_noise()
    yield from _of_what_binds_nobody()


def _of_words_that_stay() -> Iterator[SentenceExample]:
    """Yield what is neither new nor gone, as it stands elsewhere, and what says the contrary."""
    owls, hens = (
        "Owls may sleep in the old tower of the guild.",
        "Hens may sleep in the new barn of the guild at night.",
    )
    both = f"{TERMS}\n## 6. Owls\n\n{owls} {hens}\n"
    yield SentenceExample(both, both.replace(f" {hens}", "").replace("## 5.", f"{hens}\n\n## 5."))
    yield SentenceExample(both.replace(f" {hens}", "").replace("## 5.", f"{hens}\n\n## 5."), both)
    yield _edit("We do not use your drawings to train machine", "We may use public drawings to train our machine")
    yield _edit("We do not use your drawings", "We may use your drawings")
    yield _edit("We do not use your drawings", "We use your drawings")
    yield _edit("You keep all rights", "You do not keep all rights")
    prices = f"{TERMS}\n## 6. Prices\n\nSmall\n\n* Delivery of a drawing: 5 EUR\n\nLarge\n\n* Delivery: 9 EUR\n"
    twice = prices.replace("* Delivery: 9 EUR", "* Delivery of a drawing: 5 EUR")
    yield SentenceExample(twice, twice.replace("* Delivery of a drawing: 5 EUR\n", ""))
    yield SentenceExample(
        TERMS, TERMS + _RULES, Context(last_good=parse(TERMS + _RULES.replace("message 1 ", "note 1 ")))
    )


def _of_captures() -> Iterator[SentenceExample]:
    good = parse(TERMS)
    yield SentenceExample(TERMS, _ERROR)
    yield SentenceExample(_ERROR, TERMS)
    yield SentenceExample(_ERROR, TERMS, Context(last_good=good))
    yield SentenceExample(_ERROR, TERMS.replace("30 days", "90 days"), Context(last_good=good))
    yield SentenceExample(TERMS, TERMS[:300])
    yield SentenceExample(
        TERMS, "# Recipes\n\nLast updated: 1 May 2026\n\nBake the cake with nuts.\n\nLet it cool down.\n"
    )
    yield SentenceExample(TERMS + _PAGE, _ERROR + _PAGE, Context(sources=2))
    yield SentenceExample(_ERROR + _PAGE, TERMS + _PAGE, Context(sources=2))
    yield SentenceExample(_MANY_RULES + _PAGE, _MANY_RULES, Context(sources=3))
    yield SentenceExample(_RULES + _PAGE, _RULES)
    swapped = _ROWS.format(*["Alpha"] * 3, "Qux", "Quux", "Corge")
    for old, new in (("prints page 21", "binds albums"), ("prints page 28", "cuts cards"), ("prints page 35", "glues")):
        swapped = swapped.replace(old, new)
    yield SentenceExample(
        f"{TERMS}\n## Printers\n\n{_ROWS.format(*['Alpha'] * 6)}", f"{TERMS}\n## Printers\n\n{swapped}"
    )
    yield SentenceExample(TERMS, TERMS + _AUDIO, Context(kind="technical"))


def _of_returns() -> Iterator[SentenceExample]:
    yield SentenceExample(TERMS + _AUDIO, TERMS, _history(TERMS + _AUDIO, TERMS))
    dated = (TERMS + _AUDIO).replace("1 March", "25 March"), TERMS.replace("1 March", "7 April")
    yield SentenceExample(*dated, _history(dated[0], TERMS))
    first, second = TERMS.replace("30 days", "60 days"), TERMS.replace("each month", "each year")
    before, after = TERMS.replace("30 days", "90 days"), first.replace("each month", "each year")
    yield SentenceExample(before, after, _history(before, first, second))
    variant = "\n".join(f"You can ask office {n} about your drawings on day {n}.\n" for n in range(40))
    text = TERMS + variant + "\nWe may now print your drawings on paper.\n"
    yield SentenceExample(TERMS, text, _history(TERMS, TERMS + variant, sources=2))


def _of_noise() -> Iterator[SentenceExample]:
    mask = r"\[email protected\]"
    yield _line("Write to [help@inkwell.example](mailto:help@inkwell.example) about it.",
                f"Write to {_HIDDEN.format(mask)} about it.")  # fmt: skip
    yield _line(
        "Read our [rules](/r) before you draw.", "Read our [rules (opens in a new window)](/r) before you draw."
    )
    yield _line("Copyright © 1997-2025 Inkwell Ltd.", "Copyright © 1997-2026 Inkwell Ltd.")
    yield _line("\\_\\_4.1 Your drawings are yours to keep\\_\\_", "Your drawings are yours to keep")
    yield _line("You lose the rights in section 4 when you sell.", "You lose the rights in section 3 when you sell.")
    yield _line("We organise the catalogue for you.", "We organize the catalogue for you.")
    yield _line("", "* [Pictures of horses](https://horses.example) licensed under CC BY 4.0")
    yield _line("", "Learn more about pencils in our [guide](https://inkwell.example/guide).")


def _of_what_binds_nobody() -> Iterator[SentenceExample]:
    """Yield an example for each rule by which the changed words of a clause bind nobody."""
    for heading, before, after in BINDS_NOBODY:
        frame = f"{TERMS}\n## {heading}\n\nInkwell writes this section in plain words.\n"
        yield SentenceExample(f"{frame}\n{before}\n", f"{frame}\n{after}\n")


_PLAIN = "Inkwell writes the section on owls, hens and geese in plain words as well."
_PRINTED = "Open {0} Settings to see your drawings on paper.\n\nAll that lies in {0} Settings is dry."
_LANGUAGES = (
    "| Language | Notice |\n| --- | --- |\n| English | Owl notice |\n| Deutsch | Eulenhinweis |\n| Français | Avis |\n"
)
_REGISTER = "The declarations listed below came from owls.\n\n| Paper | Council |\n| --- | --- |\n" + "".join(
    f"| Owl Paper {letter} | Council of Owls |\n" for letter in "ABCDEFGHIJKLMN"
)
_REVISED = "Call us at 020 7946 {}.\n\n## Revisions of this text\n\n* 2024-01-12: Drew an owl.\n{}"
# By rule: heading, wording before, wording after; "" where there is none.
BINDS_NOBODY: tuple[tuple[str, str, str], ...] = (
    ("Contact", "Write to Inkwell Ltd, 12 Owl Street, Freetown.", "Write to Inkwell Ltd, 4 Hen Road, Freetown."),
    ("Numbers", "We had 34,023 average monthly active users.", "We had 33,999 average monthly active users."),
    ("Patents", "Patents: US11574120, US11610055.", "Patents: US11574120, US11610055, US12124813."),
    ("More", "Our Privacy Policy says more.", "Our Privacy Notice says more."),
    ("More", "The owls which draw sleep here.", "The owls that draw sleep here."),
    ("More", "", "Thank you for contacting us. Our team will be in touch shortly."),
    ("More", "", "Learn more about owls on our help pages."),
    ("More", "The owls (a), the hens (b), the geese (c) draw.", "The owls (a), the hens (b), the geese © draw."),
    ("More", "or (iii) the owls sleep here.", "or (iv) the owls sleep here."),
    ("More", "We've updated our Privacy Policy.", ""),
    ("More", "We've refreshed our Privacy Policy to make it easier to read.", ""),
    ("More", _PLAIN, f"1. **Plain words.\n\n{_PLAIN}"),
    ("Names", _PRINTED.format("Drawings"), _PRINTED.format("Paper")),
    ("Names", "You draw with Inkwell.", "You draw with Quill (formerly known as Inkwell)."),
    (
        "Names",
        "The rules of the GDPR hold here.",
        "The rules of the General Data Protection Regulation (“GDPR”) hold here.",
    ),
    ("Languages", _LANGUAGES, f"{_LANGUAGES}| Español | Aviso |\n"),
    ("Register", _REGISTER, f"{_REGISTER}| Hen Paper | Council of Hens |\n"),
    ("Revisions", _REVISED.format("0123", ""), _REVISED.format("0999", "* 2025-12-18: Updated where to call us.\n")),
    ("Links", "", "https://inkwell.example/owls"),
)
# (heading, wording before, wording after); None where there is none.
CLAUSES: tuple[tuple[str, str | None, str | None], ...] = (
    ("Retention", "We keep server logs for 30 days.", "We keep server logs for 90 days."),
    ("Retention", "We keep server logs for 90 days.", "We keep server logs for 30 days."),
    ("Retention", "We keep server logs for 30 days and then delete them.", "We keep server logs and then delete them."),
    ("Retention", "We keep server logs and then delete them.", "We keep server logs for 30 days and then delete them."),
    ("Retention", "We delete backups after 30 days.", None),
    ("Payment", "A subscription costs 5 EUR a month.", "A subscription costs 8 EUR a month."),
    ("Payment", "A subscription costs 8 EUR a month.", "A subscription costs 5 EUR a month."),
    ("Payment", "The fee for a plan is due each month.", "The fee for a plan, 5 EUR, is due each month."),
    ("Payment", "The fee for a plan, 5 EUR, is due each month.", "The fee for a plan is due each month."),
    ("Payment", None, "A fee of 5 EUR is due for each plan."),
    ("Payment", "A fee of 5 EUR is due for each plan.", None),
    (
        "Payment",
        "Plans are kept here. For all other kinds of plans that the tower offers, the guild has a 7-day free trial.",
        "Plans are kept here. Certain plans may have a trial, of which the page of the plan says whether it is offered "
        "and how.",
    ),
    ("Payment", "The service fee is 5% of each sale.", "The service fee is 8% of each sale."),
    ("Payment", "The service fee is 8% of each sale.", "The service fee is 5% of each sale."),
    ("Payment", "The service fee is a part of each sale.", "The service fee is 5% of each sale."),
    ("Payment", "The service fee is 5% of each sale.", "The service fee is a part of each sale."),
    ("Payment", "A plan costs 5 EUR a month.", "A plan costs 5 CHF a month."),
    ("Payment", "A plan costs 5 EUR, with prints 9 EUR.", "A plan costs 6 EUR, with prints 8 EUR."),
    ("Payment", "The fee is 5% of a sale, at fairs 9%.", "The fee is 6% of a sale, at fairs 8%."),
    ("Payment", "Refunds reach you within 30 days.", "Refunds reach you after 30 days."),
    ("Payment", "Refunds reach you after 30 days.", "Refunds reach you within 30 days."),
    ("Payment", "Bills are sent every 30 days.", "Bills are sent after 30 days."),
    ("Payment", "Bills are sent after 30 days.", "Bills are sent every 30 days."),
    ("Payment", "Bills are sent every 30 days.", "Bills are sent within 30 days."),
    ("Payment", "Bills are sent within 30 days.", "Bills are sent every 30 days."),
    ("Payment", "A plan costs 5 EUR a month.", "A plan costs 5 EUR a week."),
    ("Payment", "A plan renews itself each month.", "A plan renews itself."),
    ("Payment", "A plan renews itself.", "A plan renews itself each month."),
    ("Payment", "A print is free of charge.", "A print is for a charge."),
    ("Payment", "A plan costs 12 EUR a month.", "A plan costs €12 a month."),
    ("Retention", "We keep logs for 30 days, and mails for 9 days.", "We keep logs for 60 days, and mails for 3 days."),
    ("Contact", "Ask for file 10038 at the gate.", "Ask for file 10005 at the gate."),
    ("Retention", "We do not keep logs of visits.", "We don't keep logs of visits."),
    ("Retention", "We do not keep logs for 30 days.", "We don't keep logs for thirty days."),
    ("Children", "Minors aged 13 draw, those aged 16 sell.", "Minors aged 14 draw, those aged 15 sell."),
    ("Security", "We keep at least 5 guards on watch.", "We keep at most 5 guards on watch."),
    ("Security", "We keep at most 5 guards on watch.", "We keep at least 5 guards on watch."),
    ("Security", "Alarms go to hosting and payment providers.", "Alarms go to payment and hosting providers."),
    ("Contact", "The law of Freedonia governs this policy.", "The law of Sylvania governs this policy."),
    ("Contact", "The courts of Freedonia decide on claims.", "The courts of Sylvania decide on claims."),
    ("Children", "Minors of 13 years of age or more sign up.", "Minors of 16 years of age or more sign up."),
    ("Children", "Minors of 16 years of age or more sign up.", "Minors of 13 years of age or more sign up."),
    ("Children", "Minors have accounts with limits.", "Minors of at least 13 years of age have accounts with limits."),
    ("Children", "Minors of at least 13 years of age have accounts with limits.", "Minors have accounts with limits."),
    ("Children", None, "Minors from 13 years of age on have accounts."),
    ("Children", "Minors from 13 years of age on have accounts.", None),
    ("Data sharing", "We do not sell personal data.", "We sell personal data."),
    ("Data sharing", "We sell personal data.", "We do not sell personal data."),
    ("Data sharing", "We may delete shared data.", "We must delete shared data."),
    ("Data sharing", "We will delete shared data.", "We may delete shared data."),
    ("Data sharing", "Personal data go to hosts.", "Personal data go to hosts and advertisers."),
    ("Data sharing", "Personal data go to hosts and advertisers.", "Personal data go to hosts."),
    ("Data sharing", "Personal data go abroad with care.", "Personal data go abroad only with care."),
    ("Data sharing", "Personal data go abroad only with care.", "Personal data go abroad with care."),
    ("Data sharing", None, "Personal data go to advertisers."),
    ("Data sharing", "Personal data go to hosts, unless a law forbids it.", None),
    ("Data sharing", "Personal data are sold, never rented.", "Personal data are sold, rented."),
    ("Data sharing", "Personal data are sold in bulk.", "Personal data are sold in bulk, never alone."),
    ("Data sharing", "Personal data are sold in bulk, never alone.", "Personal data are sold in bulk."),
    ("Data sharing", "Personal data are never sold in bulk.", None),
    ("Data sharing", "Personal data are sold in bulk.", "Personal data are sold in bulk without names."),
    ("Data sharing", "Personal data are sold in bulk without names.", "Personal data are sold in bulk."),
    ("Data sharing", "Personal data are stored here.", "Personal data are stored here; you may opt out."),
    ("Data sharing", "Personal data are stored here, with your consent.", "Personal data are stored here, as before."),
    ("Data sharing", "Personal data are stored here, as before.", "Personal data are stored here, with your consent."),
    ("Data sharing", "Personal data leave with your consent.", None),
    ("Termination", "Accounts end with the contract.", "Accounts end with the contract, at our sole discretion."),
    ("Termination", "Accounts end with the contract, at our sole discretion.", "Accounts end with the contract."),
    ("Termination", None, "Accounts end at our sole discretion."),
    ("Prohibited use", "Scraping of pages is slow.", "Scraping of pages is slow and prohibited."),
    ("Prohibited use", "Scraping of pages is slow and prohibited.", "Scraping of pages is slow."),
    ("Prohibited use", None, "You may not scrape pages."),
    ("Prohibited use", "You may not scrape pages.", None),
    ("Prohibited use", None, "You must report spam."),
    ("Prohibited use", "You must report spam.", None),
    ("Prohibited use", "Spam is reported by each user.", "Spam must be reported by each user."),
    ("Prohibited use", "Spam must be reported by each user.", "Spam is reported by each user."),
    ("Your rights", "Access to data is free.", "Access to data is free, and you can appeal."),
    ("Your rights", "Access to data is free, and you can appeal.", "Access to data is free."),
    ("Your rights", "You can appeal against a decision on access to data.", None),
    ("Liability", "The loss is borne by us.", "The loss is borne by you."),
    ("Liability", "The loss is borne by you.", "The loss is borne by us."),
    ("Liability", "You indemnify us for claims.", "We indemnify you for claims."),
    ("Liability", "The seller bears the loss.", "The buyer bears the loss."),
    ("Security", None, "We encrypt the disks of our servers."),
    ("Security", "We encrypt the disks of our servers.", None),
    ("Security", "Servers are watched at night.", "Servers and disks are watched at night."),
    ("Security", "Servers and disks are watched at night.", "Servers are watched at night."),
    ("Security", "Servers of a kind are watched.", "Servers of every kind are watched."),
    ("Security", "Servers of every kind are watched.", "Servers of a kind are watched."),
    ("Security", "Servers are watched, we think.", "Servers are watched, we may look."),
    ("Security", "Servers are watched, and we may look.", "Servers are watched, and guards sleep."),
    ("Security", "The people at night watch servers.", "The people (“Guards”) at night watch servers."),
    ("Security", "The people (“Guards”) at night watch servers.", "The people at night watch servers."),
    ("Security", "There are 3 guards on watch.", "There are 5 guards on watch."),
    ("Security", "There are 5 guards on watch.", "There are 3 guards on watch."),
    ("Security", None, "Guards of good repute watch servers."),
    ("Security", "Guards of good repute watch servers.", None),
    ("Security", "Guards watch the servers by day.", "Guards watch the servers by night."),
    ("Security", "The guard watches the server by day.", "The guards watch the server by day."),
    ("Datenschutz", "Die Daten der Kunden werden von uns und den Partnern für die Werbung auf der Seite verwendet.",
     "Die Daten der Kunden werden von uns und den Händlern für die Werbung auf der Seite verwendet."),
    ("Contact", "Write to the office in Freedonia.", "Write to the office in Sylvania."),
    ("Disputes", "A court in Freedonia hears a claim.", "A court in Freedonia hears a claim, and you waive a jury."),
    ("Scope", None, "The site will be permanently closed on 1 July 2027."),
    ("Contact", "This agreement is between you and Quill Ltd.", "This agreement is between you and Owl House Ltd."),
    ("Disputes", "A court in Freedonia hears a claim, and you waive a jury.", "A court in Freedonia hears a claim."),
)  # fmt: skip


def of_clauses() -> Iterator[SentenceExample]:
    """Yield one example for each pair of wordings, beside clauses that don't change."""
    frame = (
        "# Policy\n\nEffective: 1 March 2026\n\n## Scope\n\nThis policy is about the drawings that Inkwell stores.\n"
    )
    for heading, before, after in CLAUSES:
        stays = f"{frame}\n## {heading}\n\nInkwell writes this section in plain words.\n"
        old, new = (f"{stays}\n{wording}\n" if wording else stays for wording in (before, after))
        yield SentenceExample(old, new)


def _of_restatement() -> Iterator[SentenceExample]:
    """Yield examples of sentences that move to another clause or change places."""
    text = "# Policy\n\n## Clubs\n\nClubs sing at noon.{} They eat.\n\nOwls sleep in the tower all day.{} They hum.\n"
    foxes, cats = " Foxes dance in the yard at night.", " Cats lie on the roof by day."
    yield SentenceExample(text.format(foxes, ""), text.format("", foxes))
    yield SentenceExample(text.format(foxes, cats), text.format(cats, foxes))


def _of_what_only_informs() -> Iterator[SentenceExample]:
    """Yield examples of edits to lists, contacts, names and definitions, which a digest tells."""
    asks, offers = "If you have questions, contact us by email.", "If you have questions, contact us by email or phone."
    menu = "".join(
        f"* [{word}](https://inkwell.example/{word})\n" for word in ("Owls", "Hens", "Geese", "Swans", "Doves")
    )
    rows = "\n".join(f"| Owl{letter} | Chat | Freedonia |" for letter in "abcde")
    named = "Inkwell Nest (“we”, “us”) draws. Inkwell Nest sings.\n\nOwls of {} draw."
    yield _line(f"{menu}\n{asks}", f"{menu}* [Ducks](https://inkwell.example/Ducks)\n\n{offers}")
    yield _line(f"{rows}\n| Hen | Chat | Freedonia |\n\n{asks}", f"{rows}\n\n{offers}")
    yield _line(asks, offers)
    yield _line(
        "Monsieur Pierre Hibou, Président de Inkwell SAS.",
        "Monsieur Samuel Oiseau, Directeur général de Inkwell SAS.",
    )
    yield _line(named.format("Inkwell"), named.format("Inkwell Nest"))
    nest = "Owls stay in the Nest. The Nest is warm."
    yield _line(nest, f"{nest}\n\n“Nest” means the place where owls sleep.")
    yield _line(
        "Read our Privacy Policy, and contact us by email, if you recieve mail.",
        "Read our Privacy Notice, and contact us by phone, if you receive mail.",
    )


def _of_headlines() -> Iterator[SentenceExample]:
    """Yield examples of changes of several clauses, and of clauses of which a headline quotes no single words."""
    text = "# Policy\n\n## Data\n\n{}\n"
    yield SentenceExample(
        text.format("We share drawings with hosts.\n\nWe share songs with hosts."),
        text.format("We share drawings with banks.\n\nWe share songs with banks."),
    )
    yield SentenceExample(
        text.format("Drawings go to hosts.\n\nSongs go to hosts.\n\nPrints go to hosts."),
        text.format("Drawings go to banks.\n\nSongs go to banks.\n\nPrints go to banks."),
    )
    yield SentenceExample(
        text.format("Drawings go to hosts and partners."),
        text.format("Drawings go to hosts and partners.\n\nDrawings go to advertisers.\n\nSongs go to advertisers."),
    )
    yield _line("", "## Owlmeter\n\nOwlmeter reads your mail address.\n\nOwlmeter counts the owls at night.")
    yield _line("## Owlmeter\n\nOwlmeter reads your mail address.\n\nOwlmeter counts the owls at night.", "")
    yield SentenceExample(TERMS, TERMS + _RULES)
    yield SentenceExample(_RULES + TERMS + _PAGE, TERMS + _PAGE)
    yield SentenceExample(TERMS + _RULES, TERMS + _RULES.replace("people at once", "people within a day"))
    yield _line(
        "These rules hold for songs and pictures (all of them), and owls see them. Guests add rules of their own.",
        "These rules hold for songs, models and pictures (all), and hens see them. We watch out for grave harm in"
        " particular, and at once lock whoever threatens anyone.",
    )
    yield _line("We keep a drawing (a) in a tower.", "We keep a drawing in a tower.")
    lists = "# Policy\n\n{}* drawings of owls\n{}\n\nWe do not sell:\n\n* drawings of cats\n{}"
    foxes, hens = "* drawings of foxes\n", "* songs of hens\n"
    sold = "We sell:\n\n"
    yield SentenceExample(lists.format(sold, foxes, ""), lists.format(sold, "", foxes + hens))
    yield SentenceExample(lists.format(sold, foxes + hens, ""), lists.format(sold, "", foxes + hens))
    void = "* drawings of owls\n{}\nThe following is void:\n\n{}* drawings of cats\n"
    yield SentenceExample(void.format("", foxes), void.format(foxes, ""))
    kinds = [f"Owls of kind {name} sing in the tower {name}." for name in ("alpha", "beta", "gamma", "delta")]
    for head in ("", "# Policy\n\n## Owls\n\n"):
        yield SentenceExample(head + "\n\n".join(kinds), head + "\n\n".join([*kinds[1:], kinds[0]]))
    yield _line(
        "Apart from the songs of Annex Delta, the songs are sung at night in the tower.",
        "Apart from the songs, the songs are sung at night in the tower of Annex Delta.",
    )
    colours = "The red owl, the blue fox, the white hen and the grey cat meet at the old gate by the sea at night."
    edits = (("red", "pink"), ("blue", "small"), ("white", "large"), ("grey", "brown"), ("old", "new"))
    fewer = colours
    for number, (old, new) in enumerate(edits, start=1):
        fewer = fewer.replace(old, new)
        if number >= 4:
            yield SentenceExample(text.format(colours), text.format(fewer))


def _of_surroundings() -> Iterator[SentenceExample]:
    """Yield examples of unchanged clauses under a changed sentence that reverses their meaning."""
    text = "# Policy\n\n{}\n\n* drawings of owls\n{}\n\n{}\n\n* drawings of cats\n{}"
    foxes = "* drawings of foxes\n"
    for first, second in (
        ("We sell:", "We do not sell:"),
        ("## In Freedonia", "## In Sylvania"),
        ("We print:", "The following is void:"),
    ):
        stays, goes = text.format(first, foxes, second, ""), text.format(first, "", second, foxes)
        yield from (SentenceExample(stays, goes), SentenceExample(goes, stays))
    headings, sentence = ("## What we print", "## What we never print"), "Foxes are shown to everybody.\n"
    stays, goes = (
        text.format(headings[0], sentence, headings[1], ""),
        text.format(headings[0], "", headings[1], sentence),
    )
    yield from (SentenceExample(stays, goes), SentenceExample(goes, stays))
    allowed = "# Policy\n\n## Allowed\n\n* drawings of owls\n* drawings of cats\n"
    yield SentenceExample(allowed, allowed.replace("Allowed", "Prohibited"))


def all_examples() -> Iterator[SentenceExample]:
    """Yield every example, those of classes first."""
    yield from of_classes()
    yield from of_clauses()
    yield from _of_restatement()
    yield from _of_what_only_informs()
    yield from _of_headlines()
    yield from _of_surroundings()
