"""Statements about money and liability: fees, refunds, warranties, caps, indemnities."""

from governance.analysis.statement_rules.rule import StatementRule, near, rule
from governance.analysis.statement_rules.words_of_rules import (
    CONFIDENTIALITY,
    NOT,
    READER_MUST_NOT,
)

_LIABLE_NOT = (
    r"(?:your|customer['’]s) liability (?:for|to pay)|insurance|admi(?:t|ts|ssion)"
    r"|remains? (?:\w+ )?liable|apple|indemnity covers|legal liabilities"
    r"|compensate us|expose"
)
_WARRANTS = r"warrant(?:y|ies|s|ed)?|guarantees?|represent(?:s|ations?)?|condition of any kind"
_OUTPUT = r"outputs?|responses?|content|services?|information|results|materials|models?|answers"

LIABILITY: dict[str, tuple[StatementRule, ...]] = {
    "liability_limitation": (
        rule(
            "liability_limitation.cap",
            r"liabilit(?:y|ies)|liable",
            r"exceed\w{0,3}|(?:limited|capped) to|greater of|amounts? (?:\w+ ){0,4}paid"
            r"|maximum|[$€£]\s?\d",
            no=_LIABLE_NOT,
        ),
        rule(
            "liability_limitation.excluded",
            near(
                r"not|neither|nor|no event|no|no circumstances|disclaims?|excludes?|unlawful|only|never",
                r"liabilit(?:y|ies)|liable",
                20,
            )
            + "|liable only|liability (?:is|are|shall be|will be) (?:excluded|disclaimed|limited)",
            r"damages?|loss(?:es)?|indirect|consequential|claims?|arising|caused|failure"
            r"|delay|any|for",
            no=r"jointly|sub-?processors?|(?:does|shall|do|will)(?: not| nothing)? (?:exclude"
            r"|limit)|nothing in|(?:you|customer) (?:will|shall|are|is) (?:be )?(?:solely "
            r"|fully )?(?:liable|responsible)|without liability|" + _LIABLE_NOT,
        ),
        rule(
            "liability_limitation.carve_out",
            r"liabilit(?:y|ies)|liable",
            r"(?:exclu(?:de|des|ded|sion)|limit(?:s|ed|ation|ations)?|restrict\w{0,2}"
            r"|unlimited|fully liable)",
            r"nothing|not|cannot|unlawful|unlimited|fully",
            r"death|injury|negligence|fraud|wil+ful|intent\w{0,6}|allow|rights|law|unlawful"
            r"|liability for",
            no=_LIABLE_NOT,
        ),
    ),
    "warranty_disclaimer": (
        rule(
            "warranty_disclaimer.as_is",
            r"as[ -]is|as available|with all faults",
            r"provided|services?|basis|without|offerings?|software|available",
            no=CONFIDENTIALITY,
        ),
        rule(
            "warranty_disclaimer.none",
            _WARRANTS,
            rf"(?:without|{NOT}|disclaims?"
            rf"|exclud\w{{1,3}}) (?:\w+[ ,/]+){{0,6}}(?:warrant\w{{0,4}}|guarantees?"
            rf"|represent\w{{0,8}})|disclaim\w{{0,3}}",
            no=(
                READER_MUST_NOT,
                r"(?:you|customer) (?:represent|warrant)s?|infring\w{2,6} claims?"
                r"|legal warrant(?:y|ies)",
            ),
        ),
        rule(
            "warranty_disclaimer.accuracy",
            _OUTPUT,
            r"inaccura\w{2,4}|incorrect|incomplete|errors?|not (?:always "
            r"|necessarily )?(?:be )?(?:accurate|reliable|correct)|accuracy|mistakes"
            r"|unreliable|hallucinat\w{1,6}|misleading",
            r"may|might|can|cannot|not|should|sole|evaluate|verify",
            no=r"report|correct your|rectif\w{1,8}|account|personal data|personal information"
            r"|your information|right to|if you (?:notice|believe)",
        ),
        rule(
            "warranty_disclaimer.no_advice",
            rf"{NOT} (?:\w+ ){{0,5}}(?:substitute|professional advice|legal advice"
            rf"|medical advice|rely|relied|advice)|not (?:a )?substitute",
            _OUTPUT + "|advice|rely",
        ),
    ),
    "indemnity": (
        rule(
            "indemnity.by_reader",
            r"(?:you|you['’]ll|customer|user|users|developer|licensee"
            r"|partner)(?: \w+,?){0,8} (?:indemnif(?:y|ies)|defend|hold)|compensate us"
            r"|at your (?:own )?expense",
            r"indemnif(?:y|ies|ied)|hold harmless|harmless|defend|compensate",
            no=r"(?:openai|anthropic|google|mistral ai|perplexity|we|spacexai|xai|provider"
            r"|microsoft) (?:will|shall|agrees? to) (?:\w+[ ,]){0,4}(?:indemnify|defend)",
        ),
        rule(
            "indemnity.by_us",
            r"indemnif(?:y|ies|ied|ication)|defend|hold harmless",
            r"will|shall|agrees?|obligations?|does|apply|not",
            r"claims?|third[ -]party|losses|damages|liabilities|customer|you",
            no=r"copyright notice|legal claims|establish",
            affirms=r"indemnif(?:y|ies|ied|ication)|defend",
        ),
    ),
    "payment_refund_autorenew": (
        rule(
            "payment_refund_autorenew.refund",
            r"(?:non-?)?refund(?:s|ed|able|ing)?",
            r"may|will|shall|not|no|are|is|can|if|within|entitled",
            r"we|you|your|fees?|payments?|purchases?|subscriptions?|customer|charges?|all|are|is",
            no=r"reimburse legal",
            affirms=r"refund(?:s|ed)?",
        ),
        rule(
            "payment_refund_autorenew.renews",
            r"(?:auto-?)?renew(?:s|ed|al|als|ing)?",
            r"automatic(?:ally)?|unless|until|will|successive|cancel",
            r"subscriptions?|plan|terms?|charge[sd]?|membership|order",
        ),
        rule(
            "payment_refund_autorenew.price_change",
            r"(?:chang|increas|adjust|updat|modif)(?:e|es|ed|ing|y|s)?",
            r"prices?|pricing|fees|subscription fees?",
            r"may|will|notice|reserves?|at any time",
            no=r"currency",
        ),
        rule(
            "payment_refund_autorenew.trial",
            r"(?:free )?trials?",
            r"subscriptions?|charge[sd]?|cancel|ends?|paid|payment",
            r"will|may|must|unless|you",
            no=r"jury|court",
        ),
        rule(
            "payment_refund_autorenew.pays",
            r"(?:you|customer|customers|users?|party)(?: \w+,?){0,6} (?:pay|charged|billed"
            r"|owe|authori[sz]e)|(?:we|openai|anthropic|google|microsoft"
            r"|third-party) (?:\w+ ){0,4}(?:charge|bill|invoice)|fees|taxes",
            r"fees?|charges?|prices?|payments?|taxes|amounts?|invoices?|billed|billing",
            r"must|will|shall|agrees?|may|are|is|authori[sz]e",
            no=r"royalty|arbitrat\w{1,6}|attorney\w{0,3}|legal fees|court|liabil\w{2,5}"
            r"|refund\w{0,4}|renew\w{0,4}|damages|filing fee",
        ),
    ),
}
