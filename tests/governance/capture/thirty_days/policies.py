"""Fictional policies, made of parts: what a platform may change in them, and what stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

FIRST = ("Amber", "Birch", "Cedar", "Dune", "Ember", "Fern", "Gale", "Heron", "Iris", "Juniper")
SECOND = ("Post", "Market", "Tube", "Rooms")
TITLES = ("Terms of Service", "Privacy Policy", "Subscription Agreement")

# {company}, {price} and {days} are filled in for each platform.
SECTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "Terms of Service": (
        (
            "Who we are",
            (
                "{company} runs this service, and you use it by agreeing to these terms.",
                "These terms are a contract between you and {company}; if you don’t agree, you open no account.",
            ),
        ),
        (
            "Your account",
            (
                "You must be at least sixteen years old to open an account, and may have one only.",
                "You keep your password secret, and you tell us at once when somebody else has used it.",
                "We may close an account that nobody has used for {days} days, after two letters.",
            ),
        ),
        (
            "What you may not do",
            (
                "You may not sell your account, copy the service, or send messages to people who asked you to stop.",
                "You may not upload content that breaks the law or the rights of others, such as their privacy.",
                "You may not use robots to read more of the service than a person could read in the same time.",
            ),
        ),
        (
            "Your content",
            (
                "You own what you upload, and you give us a licence to store it and to show it to those you choose.",
                "The licence ends when you delete the content, apart from copies that other people have made.",
                "We remove content that breaks these terms, and we tell you why we did and how you can object.",
            ),
        ),
        (
            "Fees",
            (
                "The paid plan costs {price} euros a month, which is charged on the first day of each month.",
                "You can cancel the paid plan at any time, and you keep what it offers until the end of the month.",
                "If a payment fails, we try again three times before we move your account to the plan that is free.",
            ),
        ),
        (
            "Liability",
            (
                "We are liable without limit for damage that we cause on purpose or by gross negligence.",
                "For other damage we are liable up to the amount that you have paid to us in the last twelve months.",
                "We are not liable for what happens while the service can’t be reached because of a storm or a strike.",
            ),
        ),
        (
            "Disputes",
            (
                "The law of the land where {company} has its office governs these terms, and its courts decide.",
                "Before you go to court, you write to us and give us {days} days to settle the matter with you.",
            ),
        ),
        (
            "Changes to these terms",
            (
                "We may change these terms, and we tell you of each change by mail before it takes effect.",
                "If you don’t accept a change, you can end the contract on the day before the change takes effect.",
            ),
        ),
    ),
    "Privacy Policy": (
        (
            "What this policy is about",
            (
                "This policy says which personal data {company} collects about you, and what we do with this data.",
                "The controller of your personal data is {company}, and you can write to our data protection officer.",
            ),
        ),
        (
            "What we collect",
            (
                "We collect the name, the address and the birthday that you enter when you open an account.",
                "We collect the address of your device, the pages that you open, and the time at which you open them.",
                "We do not collect the content of letters that you write to other people through the service.",
            ),
        ),
        (
            "What we use it for",
            (
                "We use your personal data to run the service, to keep it safe, and to answer your questions.",
                "We use the pages that you open to find out which parts of the service people can’t find their way in.",
                "We ask for your consent before we use your personal data for anything else.",
            ),
        ),
        (
            "Who gets it",
            (
                "We do not sell your personal data, and we do not give it to companies that show advertising.",
                "We give personal data to companies that host our servers, and these may use it for nothing else.",
                "We give personal data to a court or to the police only when the law obliges us to do that.",
            ),
        ),
        (
            "How long we keep it",
            (
                "We keep the pages that you open for {days} days, and delete the record of them after that.",
                "We keep bills for as long as the law of taxes demands, which is ten years in most countries.",
                "When you close your account, we delete your personal data within {days} days from all of our servers.",
            ),
        ),
        (
            "Your rights",
            (
                "You have the right to see your personal data, to correct it, and to have it deleted.",
                "You have the right to take your personal data with you in a format that machines can read.",
                "You can object to the use of your personal data, and you can complain to an authority.",
            ),
        ),
        (
            "Cookies",
            (
                "We set one cookie that keeps you signed in, and one that remembers the language of your choice.",
                "We set no cookies of other companies, and the service works without any cookies for visitors.",
            ),
        ),
        (
            "Fees for copies",
            (
                "The first copy of your personal data is free; each further copy costs {price} euros.",
                "We send a copy by letter to the address that you name, or by mail if you ask for that.",
            ),
        ),
    ),
    "Subscription Agreement": (
        (
            "The subscription",
            (
                "With a subscription you may use all rooms of {company} on as many as five devices at a time.",
                "A subscription begins on the day on which you pay for it, and goes on until you or we end it.",
            ),
        ),
        (
            "Prices",
            (
                "A subscription costs {price} euros a month, and the price includes the value added tax.",
                "If you pay for a whole year in advance, you get two months of the subscription without charge.",
                "We may offer other prices to students, to schools, and to people who have lost their work.",
            ),
        ),
        (
            "Paying",
            (
                "You pay by card or by direct debit, and we store the number of your card with our bank only.",
                "If you pay late, we may charge interest at the rate that the law sets for consumers.",
                "We send a bill by mail for each payment, and you find all bills in your account.",
            ),
        ),
        (
            "Renewal",
            (
                "A subscription renews by itself each month, unless you cancel it before the month is over.",
                "We remind you of a renewal {days} days before it happens, by mail and on the page of your account.",
            ),
        ),
        (
            "Cancelling",
            (
                "You can cancel a subscription on the page of your account, with a letter, or by telephone.",
                "After you have cancelled, you can use the subscription until the time that you paid for is over.",
                "We may cancel a subscription when its owner has broken this agreement in spite of a warning.",
            ),
        ),
        (
            "Refunds",
            (
                "You can withdraw from this agreement within {days} days, and we then refund all that you paid.",
                "We refund what you paid for days on which the service couldn’t be used because of our fault.",
                "A refund reaches you on the way by which you paid, and you bear no costs for it.",
            ),
        ),
        (
            "Trial",
            (
                "You can try a subscription for one week without charge, and we ask for no card for the trial.",
                "The trial ends by itself, and nothing is charged unless you start a subscription after it.",
            ),
        ),
        (
            "Support",
            (
                "Our support answers subscribers on working days, in English and in French.",
                "Subscribers can ask for a call, and we call back on the same day if the request came before noon.",
            ),
        ),
    ),
}

ADDED = (
    "We may share your personal data with advertising partners, and these may use it to show you advertising.",
    "You agree that disputes are settled by binding arbitration, and you waive the right to a class action.",
    "We may use the content that you upload to train our models of artificial intelligence.",
    "We may suspend your account at any time, for any reason and without telling you before.",
    "You must prove your age with a copy of your passport before you may use the paid rooms.",
)
REWRITTEN = (
    ("We do not sell your personal data", "We may sell your personal data"),
    ("at least sixteen years old", "at least eighteen years old"),
    ("we are liable up to the amount that you have paid", "we are not liable at all, whatever you have paid"),
    ("You can cancel the paid plan at any time", "You can’t cancel the paid plan before twelve months are over"),
    ("We do not collect the content of letters", "We collect and analyse the content of letters"),
    ("we ask for no card for the trial", "we charge your card at the end of the trial"),
)
KINDS = ("price", "period", "added", "removed", "rewritten")


@dataclass
class Policy:
    """The text of a document as it stands now: sections with their paragraphs."""

    company: str
    title: str
    price: int
    days: int
    sections: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def paragraphs(self) -> list[str]:
        return [text for _, texts in self.sections for text in texts]

    def change(self, kind: str, chance: Random) -> str:
        """Change the text, and return words that are only in it since then, or were only in it before."""
        if kind == "price":
            return self._replace(f"{self.price} euros", f"{self.price + 3} euros", price=self.price + 3)
        if kind == "period":
            new = self.days - 3 if self.days > 9 else self.days + 30
            return self._replace(f"{self.days} days", f"{new} days", days=new)
        if kind == "added":
            text = chance.choice([one for one in ADDED if one not in self.paragraphs])
            chance.choice(self.sections[1:])[1].append(text)
            return text
        if kind == "removed":
            # What states the price or the period stays, since later changes are to it.
            figures = f"{self.price} euros", f"{self.days} days"
            longer = [texts for _, texts in self.sections[1:] if len(texts) > 2]
            places = [
                (texts, text) for texts in longer for text in texts[1:] if not any(one in text for one in figures)
            ]
            texts, text = chance.choice(places)
            texts.remove(text)
            return text
        pairs = [pair for pair in REWRITTEN if any(pair[0] in text for text in self.paragraphs)]
        return self._replace(*chance.choice(pairs)) if pairs else self.change("period", chance)

    def _replace(self, old: str, new: str, **figures: int) -> str:
        for _, texts in self.sections:
            for place, text in enumerate(texts):
                if old in text:
                    texts[place] = text.replace(old, new)
                    vars(self).update(figures)
                    return new
        raise LookupError(f"{old!r} is not in the {self.title} of {self.company}.")


def policy_of(company: str, title: str, chance: Random) -> Policy:
    """A policy of a company, as it is on the first day."""
    price, days = chance.randrange(4, 30), chance.randrange(14, 60)
    sections = [
        (heading, [text.format(company=company, price=price, days=days) for text in texts])
        for heading, texts in SECTIONS[title]
    ]
    return Policy(company, title, price, days, sections)


def companies(count: int) -> Sequence[str]:
    """So many names of platforms."""
    return [f"{first} {second}" for second in SECOND for first in FIRST][:count]
