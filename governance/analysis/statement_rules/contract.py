"""Statements about the contract: changes to it, its end, liability, disputes, money."""

from governance.analysis.statement_rules.rule import StatementRule, by_us, near, rule
from governance.analysis.statement_rules.words_of_rules import (
    CONFIDENTIALITY,
    DATA,
    LICENCE,
    READER_MUST_NOT,
    TERMS,
)

_ANOTHER_PARTY = (
    r"(?:suppliers?|vendors?|sub-?(?:processors?|contractors?)|partners?|sellers?|buyers?|merchants?|banks?|users"
    r"|employers?|third[- ]part(?:y|ies)|app ?stores?|licensors?|resellers?|distributors?|advertisers?|carriers?"
    r"|insurers?|employees?|(?:payment|hosting|cloud) provider|providers)"
)
_CONTRACT = (
    r"(?:contract|agreement|term|condition|polic|dispute|relation|purchase|transaction|sale|dealing|licen[cs]e)\w{0,7}"
)
_ANOTHERS = (
    rf"(?:{_ANOTHER_PARTY}['’]s?(?: \w+)?|third[- ]party(?: \w+)?) {_CONTRACT}"
    rf"|{_CONTRACT}(?: \w+)? (?:between|with|from|of|by|among)"
    rf" (?:our |the |an? |your |any |its |other |each |certain ){{0,2}}(?:\w+ )?{_ANOTHER_PARTY}"
)
# "The supplier's contract", "our contracts with suppliers", "disputes between users": the reader's contract is another.
_OF_ANOTHERS_CONTRACT = (
    rf"\A(?![^.;]{{0,120}}?\b(?:these|this|us|we)\b)[^.;]{{0,120}}?\b(?:{_ANOTHERS})"
    rf"|governs? (?:the |our |its |any )?(?:{_ANOTHERS})"
)
_ENDS_ACCOUNT = (
    near(
        r"(?:suspend|terminat|disabl|deactivat|block|ban|clos|revok|cancel|delet)(?:s|e"
        r"|es|ed|ing|ion|ned|ning)?",
        r"accounts?|access|agreement|terms|use of|services?|subscriptions?|licen[cs]e|registration|membership|wallet",
        6,
    )
    + "|"
    + near(r"(?:limit|restrict)(?:s|ed|ing)?", r"accounts?|access|use of", 4)
)
_ACCOUNT = r"accounts?|access|agreement|terms|use of|services?|subscriptions?|licen[cs]e|platform"
_CHANGES = (
    r"(?:chang|modif|updat|amend|revis|supplement)(?:e|es|ed|ing|y|ies|ied|s|ication"
    r"|ications|ment|ments|ion|ions)?"
)
_GIVEN = rf"{DATA}|feedback|contributions?|suggestions"
_CLASS = (
    r"class(?:[- ](?:wide|action|actions|member|arbitrations?|proceedings?|or))?"
    r"|representative (?:action|proceeding|capacity|claim)s?|collective actions?"
    r"|jury(?: trials?)?|individual (?:basis|capacity)"
)

CONTRACT: dict[str, tuple[StatementRule, ...]] = {
    "user_content_licence": (
        rule(
            "user_content_licence.granted",
            r"(?:you|customer|user|users|contributor|developer|licensor|partner"
            r"|seller)(?: \w+,?){0,4} grants?(?: to)?|you (?:\w+ ){0,2}(?:licen[cs]e|give us"
            r"|allow us)|(?:we|us)(?: \w+,?){0,4} (?:are|is) granted|grant(?:s"
            r"|ing)? (?:to )?(?:us|meta|google|microsoft|openai|anthropic|perplexity"
            r"|the company)",
            rf"{LICENCE}|rights?|permission to (?:use|process|reproduce)",
            _GIVEN,
            no=(
                r"we grant|grants? you|granted to you|you are granted|you have all rights"
                r"|legally entitled|necessary permission|must obtain",
                r"class action|location|access your|third-party (?:service|connector)s?",
            ),
        ),
        rule(
            "user_content_licence.scope",
            r"(?:this|the|such|these|above|foregoing) (?:\w+ )?(?:licen[cs]es?|permissions?)",
            r"your content|user content|your feedback|customer content|your (?:inputs?|data"
            r"|submissions?|materials?)",
            r"is|are|ends?|continues?|includes?|lasts?|will|may",
            no=r"we grant|granted to you|legally entitled|necessary permission",
        ),
        rule("user_content_licence.moral_rights", r"moral rights", r"waive\w{0,2}|agree not to assert", r"you|your"),
    ),
    "account_termination": (
        rule(
            "account_termination.by_us",
            _ENDS_ACCOUNT + "|accounts? (?:may|will|can) be (?:suspended|terminated|disabled|closed|deleted)",
            r"(?:may|reserves?|will|can|right to|entitled to|immediately|without notice"
            r"|sole discretion)",
            r"your|customer(?:['’]s)?|users?|accounts?|you|either party|end users?",
            no=(
                r"(?:you|customer) (?:may|can|are free to|has the right"
                r"|have the right) (?:\w+ ){0,4}(?:terminat|cancel|clos|delet|suspend|deactivat"
                r"|disabl|end|stop)\w{0,4}|indemnity",
                READER_MUST_NOT,
                r"represent|liability|liable|cookies?|sub-?processors?|licen[cs]ors?|copyright|your data"
                r"|personal (?:data|information)|conversations?|renew\w{0,4}|changes? to"
                r"|data transfers?|feature|beta",
            ),
            affirms=r"(?:suspend|terminat|disabl|deactivat|block|ban|clos|revok|delet)\w{0,4}",
        ),
        rule(
            "account_termination.by_reader",
            r"(?:you|customer|either party|a party|users?) (?:may|can|are free to|(?:have"
            r"|has) the (?:right|option) to) (?:[\w’]+,? ){0,9}(?:(?:terminate|cancel"
            r"|end (?:your|this|the|our)) (?:\w+ ){0,5}(?:agreement|terms|contract|account"
            r"|subscriptions?|services?|relationship|order)|(?:close|delete|deactivate"
            r"|disable) (?:your |their |its |the |an )?(?:\w+ )?accounts?|stop using)",
            _ACCOUNT + "|contract|relationship",
            no=(r"cookies?|conversations?|history|renewal", r"arbitrat\w{1,6}"),
        ),
        rule(
            "account_termination.effect",
            r"(?:upon|after|following|on|in the event of"
            r"|if) (?:\w+[ ,]){0,6}(?:terminat\w{1,5}|expiration|suspension|suspended"
            r"|closure)",
            r"will|shall|must|may|ceases?|survives?|lose|no longer",
            _ACCOUNT + "|rights",
            no=(
                r"personal data|cookies?|sub-?processors?|arbitrat\w{1,6}|liability|liable"
                r"|customer data|backup|licen[cs]e that|solicit|renewal",
                CONFIDENTIALITY,
            ),
        ),
    ),
    "unilateral_change": (
        rule(
            "unilateral_change.terms",
            f"{near(by_us(_CHANGES, 10), TERMS, 8)}"
            f"|{near(TERMS, '(?:may|will|can) (?:be )?' + _CHANGES, 3)}|may be (?:updated"
            f"|changed|modified|amended)",
            r"(?:(?<!\d )may(?! \d)|can|might|need to|reserves?|from time to time"
            r"|at any time|sole discretion|right to|periodically|will|occasionally)",
            no=(
                READER_MUST_NOT,
                r"(?:you|customer|either party|users?) (?:may|can|shall|will"
                r"|must) (?:\w+ ){0,3}(?:chang|modif|updat|amend|revis)\w{1,6}",
                r"account information|settings|may not be (?:modified|amended|changed)"
                r"|only (?:be )?(?:modified|amended|changed|in writing)|law changes|browser"
                r"|we updated|except (?:in|by) (?:a )?writ\w{2,5}|signed by|laws? (?:may"
                r"|changes?)",
            ),
        ),
        rule(
            "unilateral_change.service",
            near(
                by_us(
                    r"(?:chang|modif|discontinu|remov|withdraw|retir|deprecat|disabl)(?:e|es|ed|ing"
                    r"|y|ies|s)?",
                    12,
                ),
                r"services?|features?|products?|functionality|functions|models|offerings?|apis?",
                6,
            ),
            r"(?:we|us|[A-Z]\w+|company|meta|google|microsoft|openai"
            r"|anthropic) (?:\w+[ ,/]){0,4}(?:may|can|reserves?|will|are constantly)"
            r"|reserves? the right|at any time|sole discretion",
            no=(
                READER_MUST_NOT,
                r"(?:you|customer|users?) (?:may|can|shall|will|must)",
                r"third[- ]part(?:y|ies)|copyright|your (?:account|access|content)|customer['’]s"
                r"|personal data|sub-?processors?|payments?|overdue",
            ),
        ),
        rule(
            "unilateral_change.assign",
            r"assign(?:s|ed|ment|ing)?|novate",
            r"may|freely|without (?:\w+ )?(?:consent|restriction|notice)|not",
            TERMS + "|rights|obligations",
            no=r"assigned to you|right,? title|assign (?:to you|a)|hereby assigns?|case",
        ),
    ),
    "notice_of_change": (
        rule(
            "notice_of_change.told",
            r"notif(?:y|ied|ies|ication)|notice|inform|announce|post(?:ed|ing)?|publish(?:ed"
            r"|ing)?|let you know|e-?mail",
            _CHANGES,
            TERMS + "|material|changes",
            r"we|will|you|us|may|shall|provide",
            no=(
                READER_MUST_NOT,
                r"sub-?processors?|account information|your (?:address|e-?mail|contact)|breach"
                r"|copyright|browser|notice address|party may change its",
            ),
            affirms=r"notif(?:y|ied|ies|ication)|notice|inform|announce|post(?:ed|ing)?"
            r"|publish(?:ed|ing)?|let you know|e-?mail",
        ),
        rule(
            "notice_of_change.effective",
            _CHANGES,
            r"(?:become|becomes|take|takes|be|are|is) (?:\w+ )?effective|take effect"
            r"|effective (?:date|on|upon|immediately)|continued use|continu(?:e|ing) to use",
            TERMS + "|changes",
            no=(READER_MUST_NOT, r"sub-?processors?|waiver|in writing|patches"),
        ),
    ),
    "dispute_resolution_arbitration": (
        rule(
            "dispute_resolution_arbitration.arbitration",
            r"arbitrat(?:ion|ed|or|e|ors|ions)",
            r"will|shall|must|agree[sd]?|binding|resolved|may|opt|can|is|are|not",
            no=r"class|jury|holds? that|enforceab\w{2,6}|unenforceab\w{2,6}|compensate"
            r"|legal liabilities",
        ),
        rule(
            "dispute_resolution_arbitration.informal",
            r"informal(?:ly)?|good[- ]faith|negotiat\w{1,5}|mediat\w{1,5}|before (?:filing"
            r"|initiating|starting|commencing)|prior to (?:filing|initiating|commencing)",
            r"disputes?|claims?|disagreements?|controvers(?:y|ies)",
            no=r"sub-?processors?|copyright",
        ),
        rule(
            "dispute_resolution_arbitration.bodies",
            r"out-of-court|online dispute resolution|ODR|ombuds\w{1,6}|consumer (?:mediation"
            r"|arbitration)|dispute (?:settlement|resolution) (?:body|bodies|platform"
            r"|proceedings|procedures?)|mediat(?:or|ion)",
            r"dispute\w{0,1}|complaints?|consumer\w{0,1}|participate|obliged|willing|settle",
        ),
        rule(
            "dispute_resolution_arbitration.courts",
            r"courts?",
            r"disputes?|claims?|suits?|proceedings?|legal action",
            r"exclusiv\w{1,4}|jurisdiction|bring|brought|resolved|litigat\w{1,4}|file|filed"
            r"|submit|heard",
            no=r"class|jury|order|copyright|subpoena|scc\w?|clauses? \d{1,2}|holds? that",
        ),
        rule(
            "dispute_resolution_arbitration.time_limit",
            r"(?:claim|cause of action|action|dispute|proceeding)s?",
            r"must be (?:\w+ )?(?:filed|brought|commenced|raised)|permanently barred"
            r"|within (?:one|two|\d) (?:\(\d\) )?years?",
            no=r"copyright|refund|warranty",
        ),
    ),
    "class_action_waiver": (
        rule(
            "class_action_waiver.waived",
            _CLASS,
            r"waiv\w{1,4}|not|only|prohibited|no|trial|cannot|individual",
            r"action|actions|proceedings?|arbitrations?|trial|claims?|member|disputes?",
        ),
    ),
    "governing_law": (
        rule(
            "governing_law.law",
            r"govern(?:ed|s|ing)|constru(?:ed|ction)|laws? of|laws appl\w{1,3}",
            r"laws?",
            r"(?:laws?|courts?) of (?:the |england|[A-Z])|(?:[A-Z]\w+|state|its|your|local"
            r"|country['’]s|applicable) laws?|without (?:regard|reference)|country"
            r"|jurisdiction",
            no=(
                _OF_ANOTHERS_CONTRACT,
                r"comply|complies|compliance|infring\w{2,6}|data protection laws? of"
                r"|sub-?processors?|personal data|licen[cs]e|required by|governing the (?:use"
                r"|processing)|warrant\w{0,4}|(?:in)?valid\w{0,4}|unenforceab\w{2,6}|securities"
                r"|clauses? \d{1,2}|protection laws"
                r"|between (?:you|customers?|users?) and (?:your|an?|any|another|other|the (?:seller|bank|merchant"
                r"|vendor))",
            ),
        ),
        rule(
            "governing_law.venue",
            r"exclusiv\w{1,4}|venue|jurisdiction",
            r"courts?|venue",
            r"in|of",
            no=(
                _OF_ANOTHERS_CONTRACT,
                r"arbitrator has|class|order|personal data|copyright|competent jurisdiction"
                r"|having jurisdiction|that has jurisdiction|(?:in)?valid\w{0,4}"
                r"|unenforceab\w{2,6}|proper jurisdiction|clauses? \d{1,2}",
            ),
        ),
    ),
}
