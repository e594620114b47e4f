"""The words that the guard of rewritten sentences knows: what may stand in a sentence though no clause has it."""

from governance.rewriting.guard.stems import stem


def set_of(words: str) -> frozenset[str]:
    """Return the words of a list that is written as one line."""
    return frozenset(words.split())


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


# Words of which a sentence is built and that say nothing by themselves. What denies or limits is not among them.
LITTLE = set_of(
    "a an the and or of to in on at for from by with as into onto about between among through during within "
    "per via is are be been being was were am has have had having do does did it its this that these those "
    "they them their there here which who whom whose what where when while if then than such any each all "
    "some every so both other another also too very just because since how why whether like up out over under "
    "upon itself themselves he she his her him my me i"
)
US = set_of("we us our ours ourselves")
YOU = set_of("you your yours yourself yourselves")
OUR, YOUR, THEIR = "our", "your", "their"
POSSESSIVES = frozenset((OUR, YOUR, THEIR))

# Modal verbs by what they say. "Shall" is read as either of two.
MAY, MUST, WILL, SHALL = "may", "must", "will", "shall"
MODALS = {
    "may": MAY, "can": MAY, "could": MAY, "might": MAY, "must": MUST, "will": WILL, "shall": SHALL,
    "cannot": MAY, "won": WILL, "can't": MAY, "won't": WILL, "mustn't": MUST,
}  # fmt: skip
# Before "to" and a verb: "are allowed to share", "reserve the right to share".
MODALS_BEFORE_TO = {
    "allowed": MAY, "permitted": MAY, "entitled": MAY, "right": MAY, "able": MAY, "free": MAY,
    "required": MUST, "obliged": MUST, "have": MUST, "has": MUST, "need": MUST, "needs": MUST,
}  # fmt: skip

NEGATIONS = set_of("not no never nor neither none nobody nothing cannot without")
LIMITS = set_of("only unless except solely exclusively until without")
# Of these an "if" is the contrary, while "only with your consent" may be said as "if you consent".
EXCEPTIONS = set_of("unless except until without")

# What says that something is no more, or stood before. A clause of a sentence with one of these is about the old text.
PAST_WORDS = set_of("previously formerly earlier before used removed dropped gone removes drops")
# What claims that something came, or went.
CLAIMS_NEW = set_of("now new newly added adds introduces introduced")
CLAIMS_GONE = set_of("removed removes dropped drops gone longer")
# Words that judge. The first are in no rewritten sentence, the others only where the text itself has them.
JUDGEMENTS = _stems(
    "violate violation unlawful illegal unfair unfairly unfairness compliant noncompliant should ought breach infringe "
    "infringement unreasonable abusive unenforceable worrying dangerous alarming unacceptable illegitimate "
    "questionable problematic concerning"
)
JUDGEMENTS_UNLESS_STATED = _stems(
    "lawful legal legally fair fairly comply compliance excessive invalid enforceable void risky harmful good bad "
    "better worse best worst discriminatory deceptive misleading"
)
# Whether these fit is asked of the numbers.
CHANGE_VERBS = _stems(
    "change raise lower increase decrease extend shorten reduce cut go went move lengthen rise fall rose fell grow"
)
RAISING = _stems("increase raise extend lengthen rise rose grow longer more higher greater larger")
LOWERING = _stems("decrease lower shorten reduce cut fall fell drop shorter less fewer smaller")

# A sentence about one of these names a number.
FIGURES = _stems("amount number figure")

# Words about texts and their changes, which are in no clause.
FRAME = (
    _stems(
        "text document policy page clause section provision paragraph sentence wording part passage rule say state "
        "describe mention set read tell now new newly add introduce remove drop gone change replace become before "
        "previously formerly earlier former instead rather version current currently used there following take effect "
        "apply old words statement explain go went move update reword rewrite place longer period amount number figure"
    )
    | CHANGE_VERBS
    | RAISING
    | LOWERING
)
# Groups of words of which one may stand for another.
_SYNONYMS = (
    "share disclose", "collect gather", "retain keep store", "delete erase", "terminate end", "begin start commence",
    "modify change alter", "purchase buy", "obtain get receive", "notify inform tell", "use utilise utilize employ",
    "assist help", "request ask", "provide give supply offer", "fee price", "information data detail",
    "service platform product", "minor child", "approximately about", "additional further more extra",
    "regarding concerning about", "prior before", "subsequent after later", "permit allow", "prohibit forbid ban",
    "require need oblige", "occur happen", "select choose", "reside live", "contact reach", "material content",
    "cease stop", "attempt try", "submit send", "display show", "demonstrate show", "agreement contract",
    "individual person people", "immediately once", "sufficient enough", "entire whole", "company business",
    "via through", "location place", "third-party third", "consent agree agreement permission", "update change amend",
    "create make", "combine join", "monitor watch", "access reach", "discontinue stop", "reduce lower", "cost price",
    "such including include example", "different other", "several many various", "method way", "purpose reason",
    "email e-mail", "organisation organization", "personalise personalize customise customize", "advert ad advertising",
    "user member customer subscriber", "third-party partner", "process handle", "improve better", "right entitlement",
    "website site", "mobile phone telephone", "picture photo image", "legislation law", "dispute disagreement",
)  # fmt: skip


def _synonyms() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in _SYNONYMS:
        stems = _stems(group)
        for one in stems:
            found[one] = found.get(one, frozenset()) | stems
    return found


SYNONYMS = _synonyms()
_TO_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
NUMBER_WORDS = {word: number for number, word in enumerate(_TO_TWENTY.split())} | {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
    "thousand": 1_000, "million": 1_000_000, "dozen": 12,
}  # fmt: skip
