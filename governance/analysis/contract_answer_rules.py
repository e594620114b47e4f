"""Rules that answer questions of vendor questionnaires about the contract, its end, and who stands behind it."""

from governance.analysis.statement_rules.rule import StatementRule, by_us, near, rule
from governance.analysis.statement_rules.words_of_rules import (
    CONFIDENTIALITY,
    DATA,
    NOT,
    NUMERAL,
    PERIOD,
    READER_MUST_NOT,
)

_SCC = r"clause \d{1,2}|option \d|module (?:one|two|three|\d)"
_ENDS = r"(?:terminat|expir|cessation)\w{0,6}|end"

CONTRACT_ANSWER_RULES: tuple[StatementRule, ...] = (
    rule(
        "answer.minimum_age",
        rf"(?:must|need to|need not) be (?:at least |over |under )?(?:the age of )?(?:{NUMERAL})|no minimum age|(?:not"
        r"|never) (?:\w+ ){0,3}(?:directed|intended|allowed|authori[sz]ed|meant"
        r"|permitted)"
        r"|prohibited|restricted to|cannot access",
        r"(?:[89]|1\d|2[01])(?: years)?|thirteen|fourteen|fifteen|sixteen|eighteen|twenty-one|no minimum age",
        r"you|users?|children|individuals?|anyone|minors?",
        r"(?:years|\d{2}\)) (?:old|of age)|years (?:old|of age)|under|age|or older|older",
        no=r"employees?|employed|job applica\w{1,5}|include any|persons under|business days?|days|targeting"
        r"|targeted|to buy|moderators?"
        r"|of our partners?",
    ),
    rule(
        "answer.ended_by_provider",
        near(
            by_us(r"suspend|terminate|disable|block|deactivate|close|restrict|limit|revoke", 9),
            r"accounts?|access|agreement|terms|services?",
            9,
        ),
        r"may|can|reserves?|will|right",
        no=(
            READER_MUST_NOT,
            r"(?:you|customer) (?:may|can|must|wish)|request that customer|sub-?processors?"
            r"|feature|beta|automatically terminate",
        ),
    ),
    rule(
        "answer.ended_by_customer",
        r"(?:you|customer|users?|either party) (?:may|can)(?: also| not)? (?:cancel|terminate|end)",
        rf"any time|{PERIOD}|convenience|for any reason",
        no=(
            r"trial|refunds?|cookies?|arbitrat\w{1,6}|appointments?|orders?|bookings?"
            r"|(?:end|terminate|cancel) (?:an?|the) (?:call|session|chat|conversation)"
        ),
    ),
    rule(
        "answer.change_notice",
        near(
            by_us(r"notify|inform|tell|give|provide|post|publish|email|announce", 8),
            r"chang\w{1,4}|updat\w{1,4}|amend\w{1,6}|modif\w{2,9}|revis\w{1,5}",
            16,
        ),
        r"terms|agreement|polic(?:y|ies)|notice|statement|material|pric(?:e|es|ing)|fees"
        r"|changes",
        no=(
            READER_MUST_NOT,
            r"sub-?processors?|breach|install|address|objects?|incident|suspension|refund|data is"
            r"|your (?:order|booking|delivery)|our (?:investors|vendors|partners|insurers?)",
        ),
    ),
    rule(
        "answer.output_owned",
        near(r"owns?|ownership|assigns?|title|belongs?", r"outputs?|generated content|responses", 14)
        + "|"
        + near(r"outputs?|generated content", r"owned|belongs?|yours", 8)
        + "|"
        + near(r"generates?|produces?", r"(?:is|are) yours|belongs? to you", 6),
        r"you|customer|we|your",
        no=r"infring\w{2,6}|indemnif\w{1,8}|compet\w{1,6}|represent|must own|(?:their|your"
        r"|its) own|our employees",
    ),
    rule(
        "answer.liability_cap",
        r"liabilit(?:y|ies)|liable",
        r"exceed\w{0,3}|(?:limited|capped) to|greater of",
        r"amounts?|fees|paid|payable|[$€£] ?\d{1,7}|sum|dollars|euros",
        no=(
            r"insurance|hold harmless|compensate|(?:vendors?|suppliers?|resellers?)['’]s? liabilit(?:y|ies)",
            r"(?:your|you|customer['’]s|user['’]s)(?: (?!our\b)\w+){0,3} liab\w{2,6}",
            r"(?:you|customer)(?: \w+,?){0,4} (?:defend|indemnif\w{1,8})",
        ),
    ),
    rule(
        "answer.indemnified",
        by_us(r"indemnify|indemnifies|defend|defends", 6),
        r"customer|you",
        r"claims?|third[- ]party|infring\w{2,6}",
        no=r"(?:you|customer|company|licensee)(?: \w+,?){0,8} (?:indemnify|defend|hold)"
        r"|not (?:apply|indemnify)",
    ),
    rule(
        "answer.availability",
        r"uptime|service levels?|availability (?:commitment|of 9\d)|9\d(?:\.\d{1,3})? ?% (?:availab|up)\w{1,6}",
        r"9\d(?:\.\d{1,3})? ?%|percent|credits?|commit\w{0,6}|target|agreement|guarantee",
        no=r"as available",
    ),
    rule(
        "answer.continuity",
        r"business (?:continuity|resilien\w{2,4})|disaster recovery|emergency (?:mode"
        r"|plan)|back-?ups?",
        r"plans?|procedures?|test\w{0,3}|maintain\w{0,2}|restor\w{1,4}|recover\w{0,3}|designed",
        no=(READER_MUST_NOT, r"your own|responsible for (?:\w+ )?back|delet\w{1,4}|remove|confidential information"),
    ),
    rule(
        "answer.exit",
        near(r"export|retrieve|download|port|switch", rf"{DATA}|provider|assets|your (?:documents|files|work)", 8),
        r"you|customer",
        r"terminat\w{1,5}|expir\w{1,6}|switch\w{0,3}|before|prior|ends?|portab\w{2,6}|closing",
        no=(r"export (?:control|law)", r"cookies?|sanction\w{0,2}|eras\w{1,4}"),
    ),
    rule(
        "answer.controller",
        r"(?:is|are|acts? as) (?:the|a|an independent|joint) (?:data )?controllers?"
        r"(?: of| for|,| and|\.|$| under| when)",
        by_us(r"is|are|act|acts", 5),
        no=(
            _SCC,
            NOT,
            r"(?:you|customer|client|company|user)s? (?:is|are|acts?)|“|means|if|third[- ]part\w{1,3}|who|which",
        ),
    ),
    rule(
        "answer.data_protection_officer",
        r"data protection officer|DPO",
        r"appointed|designated|contact(?:ed)?|reach(?:ed)?|is|e-?mail",
        r"our|we|by|at|the",
        no=r"customer(?:['’]s)?|“|contact (?:person|point)|your (?:employer|company|organi[sz]ation|school|own)"
        r"|your (?:data protection officer|DPO)",
        names_contact=True,
    ),
    rule(
        "answer.representative",
        r"representatives?",
        r"article 27|gdpr|eea|european union|united kingdom|uk",
        r"appointed|designated|our|is|under",
        no=r"warrant\w{0,4}|representative proceeding|sales|class|purported",
    ),
    rule(
        "answer.sold",
        near(by_us(r"sells?", 3), DATA, 5),
        r"personal (?:data|information)|your (?:data|information)",
        no=(READER_MUST_NOT, NOT, "to sell"),
    ),
    rule(
        "answer.not_sold",
        near(f"{by_us(NOT, 2)}(?: \\w+,?){{0,3}} [“\"'‘]?sell|{NOT} (?:\\w+ ){{0,2}}“?sold”?", rf"{DATA}|“", 8),
        DATA,
        no=(READER_MUST_NOT, r"(?:you|customer|which) (?:shall|must|may) not"),
    ),
    rule(
        "answer.returned_at_end",
        near(r"returns?|deletes?|erases?|removes?|destroys?", rf"{DATA}|copies", 12),
        near(r"upon|after|following|at|on|within|of|end", _ENDS, 8),
        by_us(r"will|shall|must|deletes?|returns?|erases?|removes?|destroys?|do|does", 3) + r"|data (?:will|shall) be",
        no=(
            READER_MUST_NOT,
            CONFIDENTIALITY,
            r"cookies?|account deletion process|api keys?|you must|inference|session|our data",
        ),
    ),
    rule(
        "answer.role",
        by_us(r"is|are|acts?", 2) + r"(?: \w+){0,4} (?:data )?(?:controllers?|processors?)",
        no=(r"sub-?processors?|“|means|if|who|which|third[- ]part\w{1,3}|payment processors?", _SCC),
    ),
    rule(
        "answer.continuity_plan",
        r"business continuity|disaster recovery",
        r"plans?|procedures?|test\w{0,3}",
        by_us(r"keeps?|maintains?|has|have|tests?|do|does", 3),
        no=(READER_MUST_NOT, r"your own|confidential information"),
    ),
)
