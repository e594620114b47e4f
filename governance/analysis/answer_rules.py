"""Rules that answer questions of vendor questionnaires where no rule of a statement is narrow enough.

A denial is an answer, too: "We do not encrypt your data at rest." Whose sentence it must be, the question says.
"""

from governance.analysis.contract_answer_rules import CONTRACT_ANSWER_RULES
from governance.analysis.statement_rules.rule import StatementRule, by_us, near, rule
from governance.analysis.statement_rules.words_of_rules import (
    CONFIDENTIALITY,
    DATA,
    NOT,
    PERIOD,
    READER_MUST_NOT,
    STAFF_TRAINING,
    TRAINS,
)

_SUB = r"sub-?processors?|sub-?contractors?"
_BREACH = r"(?:data |security |personal data |customer data )(?:breach(?:es)?|incidents?)"
_CUSTOMER = r"you|your|customers?|controller|company|users?|individuals|data subjects"
_SCC = r"clause \d{1,2}|option \d|module (?:one|two|three|\d)"
_PLACES = (
    r"united states|usa?\b|u\.s\.|european (?:union|economic area)|eu|eea|europe|united kingdom|uk|switzerland"
    r"|norway|ireland"
    r"|iceland|france|germany|austria|sweden|denmark|finland|netherlands|belgium|luxembourg|spain|portugal|italy|poland"
    r"|czech\w{0,4}|greece|china|people['’]s republic|singapore|hong kong|japan|(?:south )?korea|india|israel"
    r"|canada|australia"
    r"|new zealand|brazil|mexico"
)
_IN_A_PLACE = rf"(?:in|within|outside)(?: of)? (?:the )?(?:{_PLACES})"

_RULES: tuple[StatementRule, ...] = (
    rule(
        "answer.sub_processors_used",
        near(r"authori[sz](?:e|es|ed|ation)|appoint|engage|engages|list of|consents?", _SUB, 14),
        r"authori[sz]\w{1,6}|grants?|consents?|maintain|current list|may",
        no=(
            _SCC,
            r"means|object\w{0,4}|terminat\w{1,5}|duty of|notif\w{1,8}|notice"
            r"|(?:you|customers?) (?:may|must|shall|will|can)(?: not)? (?:\w+ )?(?:engage|appoint|use)"
            r"|our (?:\w+ )?consent",
        ),
    ),
    rule(
        "answer.sub_processor_notice",
        _SUB,
        r"notif(?:y|ies|ied|ication)|notice|inform|tell|e-?mail|write",
        r"new|additional|replac\w{1,6}|chang\w{1,4}|added|addition|prior",
        by_us(r"notify|notifies|inform|tell|e-?mail|write|provide|give|update", 8)
        + r"|be (?:\w+ )?(?:notified|informed)",
        no=(_SCC, r"breach|if customer (?:objects|does not object)|after (?:it|they|the \w+) (?:has|have) been"),
    ),
    rule(
        "answer.sub_processor_objection",
        _SUB + r"|appointment|replacement",
        r"(?:you|customer|company|controller) (?:\w+[ ,]){0,8}(?:objects?|oppose)|right to object"
        r"|objections?",
        r"may|can|within|right|days",
        no=(_SCC, r"legitimate interests?|automated|data subjects?"),
    ),
    rule(
        "answer.sub_processor_terms",
        _SUB,
        r"(?:same|equal|like) (?:\w+ ){0,3}duties|written (?:agreement|contract)|same (?:\w+ ){0,3}obligations"
        r"|obligations"
        r"|equivalent|no less|remain\w{0,1} (?:fully )?liable",
        by_us(r"enter|impose|ensure|require|remain|engage", 10)
        + r"|sub-?processors?(?: \w+){0,3} (?:bound|subject|held)",
        no=(_SCC, r"(?:your|customer['’]s|the customer['’]s) sub-?processors?"),
    ),
    rule(
        "answer.breach_told",
        _BREACH,
        by_us(r"notify|notifies|inform|report|alert|tell", 8),
        _CUSTOMER,
        no=(CONFIDENTIALITY, READER_MUST_NOT, r"(?:you|customer) (?:must|shall|will|agrees? to) (?:\w+ ){0,3}notify"),
    ),
    rule(
        "answer.breach_time",
        _BREACH,
        rf"within {PERIOD}|without (?:undue|unreasonable) delay|no later than {PERIOD}",
        by_us(r"notify|notifies|inform|report|alert|tell", 8),
        no=(
            CONFIDENTIALITY,
            r"(?:you|customer) (?:must|shall|will) (?:\w+ ){0,3}notify",
            r"(?:notify|inform|tell)s? (?:the |our |its )?(?:insurers?|authorit(?:y|ies)|vendors?|press|police"
            r"|investors?)",
        ),
    ),
    rule(
        "answer.encryption",
        r"encrypt(?:s|ed|ion)?",
        r"at[- ]rest|in[- ]transit|TLS|AES|SSL|transmi\w{2,6}|stored",
        no=(READER_MUST_NOT, r"end-to-end-encrypted|you (?:must|should)|topic|do not know whether"),
    ),
    rule(
        "answer.certifications",
        r"SOC ?[123]|ISO(?:[/ -]?IEC)? ?(?:27001|27017|27018|27701|42001)|PCI[- ]?DSS"
        r"|FedRAMP|HITRUST|CSA STAR",
        r"certif\w{2,8}|audit\w{0,3}|complian(?:t|ce)|reports?|attest\w{0,6}"
        r"|maintain\w{0,2}|complet\w{1,4}|assess\w{0,6}",
        no=r"ask us to obtain|expected (?:in|by|for)|(?:have|has) engaged an auditor",
    ),
    rule(
        "answer.access_control",
        near(
            r"access(?:es)?",
            r"least[- ]privilege|need[- ]to[- ]know|role[- ]based|(?:limited|restricted"
            r"|granted) (?:only )?to|unique ids?"
            r"|(?:multi|two)[- ]?factor|SSO|authori[sz]ed (?:personnel|employees|individuals)",
            12,
        )
        + "|"
        + near(
            r"(?:limit|restrict|control)(?:s|ed)?|least[- ]privilege|role[- ]based|(?:multi"
            r"|two)[- ]?factor|SSO|strict",
            "access",
            8,
        ),
        r"we|personnel|employees|staff|systems|our|data",
        DATA + "|systems?",
        no=(READER_MUST_NOT, CONFIDENTIALITY, r"suspend|your access|you (?:must|may|can)|law enforcement|regions?"),
    ),
    rule(
        "answer.security_measures",
        near(
            by_us(r"(?:implement|maintain|use|adopt|employ)(?:s|ed|d)?|takes?", 10),
            r"(?:security|technical|organi[sz]ational|administrative"
            r"|physical) (?:\w+,? ){0,5}(?:measures|safeguards|controls)",
            12,
        ),
        no=(READER_MUST_NOT, CONFIDENTIALITY, r"transfer\w{0,4}|cannot|guarantee"),
    ),
    rule(
        "answer.instructions",
        near(r"process(?:es|ed|ing)?|act|acts", r"instructions?", 20),
        r"only|solely|accordance|documented|not",
        DATA,
        no=(
            _SCC,
            READER_MUST_NOT,
            r"customer['’]s instructions (?:must|shall)|infringe|our instructions"
            r"|reasonably believes|ccpa|our documented instructions",
        ),
    ),
    rule(
        "answer.security_tests",
        r"penetration (?:test\w{0,3})|vulnerabilit(?:y|ies) (?:scan\w{0,4}|test\w{0,3}"
        r"|assess\w{0,6}|management)|security (?:and vulnerability )?testing"
        r"|pen[- ]?tests?",
        r"perform|conduct|annual\w{0,2}|regular\w{0,2}|we|will|carried|independent",
        no=READER_MUST_NOT,
    ),
    rule(
        "answer.audit_right",
        r"audits?|inspect(?:ions?)?",
        r"(?:customer|you|company|controller) (?:may|can|shall be permitted"
        r"|has the right|will have the right|is entitled|may not|cannot)(?: \w+,?){0,9} (?:audits?"
        r"|inspect|inspections?)"
        r"|(?:permit|allow|contribute|submit)(?:s|ing)?(?: [\w’',-]+){0,14} (?:audits?"
        r"|inspect|inspections?)",
        no=(_SCC, r"payment|royalt\w{1,3}|costs?|results of|legal proceedings"),
    ),
    rule(
        "answer.audit_reports",
        r"(?:audit|third-party|soc|assessment) (?:\w+ )?(?:reports?|summar\w{1,3}"
        r"|certifications?)|results of (?:\w+ ){0,3}audits?",
        r"provide|make\w{0,1} available|available|share|request",
        r"customer|you|controller|company",
        no=(_SCC, r"available to us"),
    ),
    rule(
        "answer.data_subject_help",
        r"data subjects?|rights requests?|individuals",
        r"assist(?:ance|s)?|help|cooperat\w{1,4}|enable",
        by_us(r"assist|provide|help|cooperate|enable", 12),
        r"requests?|rights",
        no=_SCC,
    ),
    rule(
        "answer.impact_assessment_help",
        r"(?:data protection |privacy )?impact assessments?",
        r"assist(?:ance|s)?|help|cooperat\w{1,4}|information|support",
    ),
    rule(
        "answer.rights_answer_time",
        near(r"respond|answer|answered|reply|act on", PERIOD, 14) + "|" + near(PERIOD, r"respond|answer|reply", 8),
        r"rights?|privacy|personal (?:data|information)|access|delet\w{2,4}|requests?",
        by_us(r"respond|answer|reply|act", 6) + r"|response|requests? (?:\w+ ){0,6}answered",
        no=r"copyright|law enforcement|breach|support",
    ),
    rule(
        "answer.erased_on_request",
        r"delet\w{1,4}|eras\w{1,4}|remov\w{1,4}|purg\w{1,3}",
        PERIOD,
        r"(?:you|users?|customer)(?: \w+){0,3} (?:delete|deleted|request|requested|ask|close|remove)"
        r"|able to delete|requests?(?: \w+){0,4} (?:deletion|delet\w{1,3}|eras\w{1,4})|(?:deletion|erasure) requests?"
        r"|(?:up)?on (?:your |customer['’]s )?request|(?:your|such|a|the) requests?"
        r"|deleted (?:conversations?|chats?|content|messages?|accounts?|data|files?)"
        r"|(?:account|following|after|upon|of) (?:\w+ ){0,2}deletion|(?:has|have) been deleted",
        no=(
            READER_MUST_NOT,
            CONFIDENTIALITY,
            r"respond|we answer|change your mind|notify|notice|breach|cookies?|years old|(?:you"
            r"|customer) (?:must|shall)|inactiv\w{1,4}",
        ),
    ),
    rule(
        "answer.sensitive_data",
        r"special categor(?:y|ies)|sensitive (?:personal )?(?:data|information)"
        r"|protected health information",
        rf"{NOT}|prohibit\w{{0,3}}|collect\w{{0,3}}|process\w{{0,3}}|infer\w{{0,4}}",
        r"we|you|customer|our|may|must|shall|will|(?:please )?do not (?:submit|upload|send|provide|include|enter)",
        no=r"right to|rights|advert\w{2,6}|ads?|limit the use|others|distribute|check|monitor",
    ),
    rule(
        "answer.location",
        near(near(DATA, r"(?:stored|hosted|processed|kept|located|held)", 8), _IN_A_PLACE, 12)
        + "|"
        + near(near(r"stores?|hosts?|keeps?|holds?", DATA, 6), _IN_A_PLACE, 10),
        no=(
            READER_MUST_NOT,
            CONFIDENTIALITY,
            _SCC,
            r"laws? of|residents?|courts?|if you (?:are|live)|your (?:own )?servers|was stored|were stored",
            r"(?:data|information) of (?:our |the )?(?:former )?(?:\w+ )?(?:employees|staff|applicants"
            r"|personnel)|our own (?:\w+ )?data",
            r"by your (?:bank|provider)",
        ),
    ),
    rule(
        "answer.no_training_choice",
        TRAINS,
        r"(?:cannot|can['’]t|may not|not (?:possible|able|allowed|permitted)|no (?:way|right|option|possibility))"
        r"(?: \w+){0,3} (?:opt(?:[ -]out)?|object|decline|refuse|turn|switch|withdraw)"
        r"|opt(?:ing)?[ -]?out (?:\w+ ){0,4}(?:is|are) (?:not|un)",
        r"you|users?|customers?|your",
        no=(STAFF_TRAINING, r"compet(?:e|es|ing|itive)"),
    ),
    rule(
        "answer.personnel_confidentiality",
        r"(?:personnel|persons|employees?|people|staff)",
        r"bound (?:by|to) (?:\w+ ){0,3}confidentiality|(?:duty|duties|obligations?) of (?:confidentiality"
        r"|confidence|secrecy)"
        r"|confidentiality (?:obligations?|agreements?|undertakings?|duties)",
        r"process\w{0,3}|data|authori[sz]ed|access",
        no=(READER_MUST_NOT, r"confidential information|receiving party|disclosing party|liab\w{2,6}"),
    ),
    rule(
        "answer.authorities",
        near(by_us(r"disclose|discloses|share|shares|give|gives|provide|provides|hand|pass", 6), DATA, 6),
        r"to (?:\w+ ){0,3}authorit(?:y|ies)|to (?:the )?police|to courts?",
        no=(READER_MUST_NOT, CONFIDENTIALITY, r"supervisory|data protection authorit\w{1,3}"),
    ),
    rule(
        "answer.authorities_told",
        r"authorit(?:y|ies)|law enforcement|subpoenas?|court orders?|police",
        by_us(r"notify|notifies|inform|informs|tell|tells", 6),
        r"requests?|demands?|orders?|subpoenas?|disclosures?",
        r"you|users?|customers?|account",
        no=(CONFIDENTIALITY, r"supervisory|breach(?:es)?|incidents?|copyright"),
    ),
    rule(
        "answer.automated_decisions",
        r"automated (?:\w+[- ]){0,2}(?:decisions?|decision-?making|processing|means)",
        by_us(r"makes?|takes?|uses?|engages?|rely|relies|subjects?", 6),
        r"decisions?|decision-?making",
        no=r"right (?:not )?to|scrap\w{1,5}|access(?:es|ing)?",
    ),
)
ANSWER_RULES: dict[str, StatementRule] = {one.id: one for one in (*_RULES, *CONTRACT_ANSWER_RULES)}
