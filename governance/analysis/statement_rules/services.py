"""Statements about the service: who may use it, how it is protected, who owns what, what others add to it."""

from governance.analysis.statement_rules.rule import StatementRule, rule
from governance.analysis.statement_rules.words_of_rules import CONFIDENTIALITY, DATA, LICENCE, NOT, READER_MUST_NOT

_MEASURES = (
    r"encrypt\w{1,4}|firewalls?|access controls?|security (?:measures?|controls?"
    r"|safeguards?|standards?|programs?|programmes?|practices|testing|features)"
    r"|(?:technical|administrative|physical"
    r"|organi[sz]ational),? (?:\w+,? ){0,4}(?:measures|safeguards)"
    r"|penetration test\w{0,3}|SOC ?2|ISO[ /-]?(?:IEC )?2700\d"
    r"|(?:multi|two)-?factor|(?:protect|safeguard|secure)s? (?:\w+ ){0,3}(?:data"
    r"|information|content)"
)
_BREACH = (
    r"(?:data |security |personal data )?(?:breach(?:es)?|incidents?)"
    r"|unauthori[sz]ed (?:access|use|disclosure)"
)
_SUB = r"sub-?processors?|sub-?contractors?"
_OWNS = r"own(?:s|ed|ership)?|(?:right,? )?title|intellectual property|assigns?|belongs?"
_OUTPUT = r"outputs?|generated content|results"
_OTHERS = r"third[- ]party|third parties(?:['’])?|other companies|integrations?|plug-?ins?|connectors?|linked"
_END_USERS = (
    r"end users?|end-users?|your (?:users|customers|clients|employees)|downstream"
    r"|authori[sz]ed users?|permitted users?"
)
_APP_STORE = r"third[- ]party (?:beneficiar\w{1,3}|rights)|product liability"

SERVICES: dict[str, tuple[StatementRule, ...]] = {
    "security": (
        rule(
            "security.breach_notice",
            _BREACH,
            r"notif(?:y|ies|ied|ication)|inform|report|alert",
            r"we|will|shall|without undue delay|promptly|customer|you|authorit\w{1,4}|hours",
            no=CONFIDENTIALITY
            + r"|liab\w{2,6}|breach of (?:these|this|contract|section|the (?:terms|agreement)|your obligations)"
            r"|material breach|law enforcement requests?|copyright",
            affirms=r"notif(?:y|ies|ied|ication)|inform|report|alert",
        ),
        rule(
            "security.measures",
            _MEASURES,
            r"implement\w{0,3}|maintain\w{0,2}|use|uses|used|employ\w{0,2}|protect\w{0,3}"
            r"|designed|apply|applies|take|takes|ensure\w{0,1}|appl(?:y|ies)|secured?|have"
            r"|is|are",
            no=(
                READER_MUST_NOT,
                r"circumvent|bypass|transfer\w{0,4}|scc\w?|adequacy",
                CONFIDENTIALITY,
                r"anti-?virus software of|not responsible for|practices of",
            ),
            affirms=r"implement\w{0,3}|maintain\w{0,2}|use|uses|encrypt\w{0,4}|protect\w{0,3}|apply|take|takes",
        ),
        rule(
            "security.no_guarantee",
            r"secur(?:e|ity|ed)",
            rf"{NOT} (?:\w+ ){{0,5}}(?:guarantee|ensure|warrant|promise|completely|entirely"
            rf"|fully|absolutely|100)|100 ?(?:%|percent)|no (?:\w+ ){{0,6}}(?:is|are"
            rf"|can be) (?:\w+ ){{0,3}}secure",
            DATA + "|transmission|internet|systems?|storage|method",
            no=r"uninterrupted|error[ -]free",
        ),
        rule(
            "security.readers_duty",
            r"(?:you|customer|customers|users?)(?: \w+,?){0,4} (?:responsible|must|should"
            r"|shall|agrees?|will)(?: \w+,?){0,8} (?:maintain\w{0,3}|keep\w{0,3}"
            r"|protect\w{0,3}|safeguard\w{0,3}|secur(?:e|ity|ing)|notify|access to)",
            r"passwords?|credentials?|log-?in|api keys?|unauthori[sz]ed|secur(?:e|ity)"
            r"|confidentiality of",
            r"accounts?|access|keep|maintain\w{0,3}|protect\w{0,3}|notify|safeguard\w{0,3}"
            r"|secur(?:e|ity)",
            no=(r"circumvent|bypass|interfere|disrupt|breach (?:or|any) security", CONFIDENTIALITY),
        ),
        rule(
            "security.vulnerabilities",
            r"vulnerabilit(?:y|ies)|security (?:researchers?|research|issues?)",
            r"report\w{0,3}|disclos\w{1,4}|research\w{0,4}|fix|remediat\w{1,4}|test\w{0,3}",
            r"we|you|must|may|will|not",
            no=r"probe|scan|circumvent|bypass",
        ),
    ),
    "data_processing_terms": (
        rule(
            "data_processing_terms.sub_processors",
            _SUB,
            r"notice|notif(?:y|ies|ied|ication)|object\w{0,4}|engag\w{1,4}|appoint\w{0,4}"
            r"|authori[sz]\w{1,7}|remain\w{0,1}|written (?:agreement|contract)|liable|list",
            r"will|shall|may|must|is|are|customer|we",
            no=r"clause \d{1,2}|option \d|^\W{0,4}list of",
        ),
        rule(
            "data_processing_terms.instructions",
            r"process(?:es|ed|ing)?",
            r"instructions?|on (?:your|customer['’]s|their|its|the customer['’]s|behalf)",
            r"only|solely|will|shall|not|as (?:a )?processor|acts?|accordance|must",
            r"data|information",
        ),
        rule(
            "data_processing_terms.audit",
            r"audit\w{0,4}|inspections?",
            r"shall|will|may|right|make available|contribute|must|once",
            r"customer|we|party|records|compliance|reports?",
            no=r"copyright|royalt\w{1,3}|payment|arbitrat\w{1,6}",
        ),
        rule(
            "data_processing_terms.roles",
            r"(?:is|are|acts?|acting|be)(?: \w+){0,3} (?:an? "
            r"|the )?(?:\w+ ){0,2}(?:data )?(?:controllers?|processors?)",
            DATA + "|processing",
            no=r"sub-?processors?|meaning|terms? “|right|module (?:one|two|three|\d)|controller responsible",
        ),
        rule(
            "data_processing_terms.confidentiality",
            r"(?:personnel|persons|employees?|individuals|people|staff)",
            r"confidentiality|duty of confidence",
            r"process\w{0,3}|personal data|customer (?:personal )?data|authori[sz]ed|access",
            r"will|shall|ensure|are|is|require",
        ),
        rule(
            "data_processing_terms.assistance",
            r"assist(?:ance|s)?|cooperat\w{1,4}",
            r"data subjects?|impact assessments?|supervisory|data protection|requests?",
            r"will|shall|provide",
        ),
    ),
    "ip_ownership": (
        rule(
            "ip_ownership.output",
            _OWNS,
            _OUTPUT,
            r"you|customer|we|your|our|as between|is|are",
            no=r"compet\w{1,6}|infring\w{2,6} claims?|indemnif\w{1,3}|providing feedback",
        ),
        rule(
            "ip_ownership.service",
            _OWNS + "|retain",
            r"(?:we|openai|anthropic|google|microsoft|meta|mistral ai|perplexity|xai"
            r"|spacexai|company|licensors?|affiliates|deepseek)(?: \w+,?){0,8} (?:own|owns"
            r"|owned|retain|retains|reserve|reserves)|(?:owned|reserved) by|all rights"
            r"|exclusive property",
            r"services?|content|trademarks?|intellectual property|software|technology|rights?",
            no=r"you (?:own|retain)|third part(?:y|ies)['’]? rights",
        ),
        rule(
            "ip_ownership.content",
            r"you|customer|users?",
            r"(?:own|owns|retain|retains|keep)(?: \w+){0,5} (?:rights?|ownership|title"
            r"|content|inputs?|data)|remain(?:s)? (?:your|the property)|belongs? to you",
            _OWNS + "|rights?",
            no=r"infring\w{2,6}|must own",
        ),
        rule(
            "ip_ownership.licence",
            rf"{LICENCE}|right",
            r"(?:we|openai|anthropic|google|microsoft|meta|mistral ai|perplexity|xai"
            r"|spacexai|company|deepseek)(?: \w+,?){0,3} grants?|grants? (?:to )?(?:you"
            r"|customer)|you (?:are granted|have) (?:a|the) (?:\w+[-, ]+){0,6}(?:licen[cs]e"
            r"|right to (?:use|access))",
            r"use|access|services?|software|content|output",
            no=r"you grant|customer grants",
        ),
        rule(
            "ip_ownership.brand",
            r"trademarks?|logos?|brand(?: features| assets| names?|ing)?|marks",
            r"may|must|not|without|shall|permission|consent|only|licen[cs]e",
            r"use|used|using|display",
            no=r"copyright (?:notice|complaint)|impersonat\w{1,4}|infring\w{2,6} your",
        ),
    ),
    "copyright_complaints": (
        rule(
            "copyright_complaints.notice",
            r"copyright\w{0,3}|infring\w{2,6}|DMCA|intellectual property",
            r"notices?|notif\w{1,8}|report|claims? of|complaints?|designated agent"
            r"|counter-?noti\w{2,8}|takedown|inform us",
            r"you|we|may|must|send|submit|will|believe|contain|include",
            no=r"indemnif\w{1,8}|warrant\w{0,4}|defend",
        ),
        rule(
            "copyright_complaints.repeat",
            r"repeat\w{0,3} infring\w{2,6}|infring\w{2,6}",
            r"terminat\w{1,4}|suspend|remove|disable|delete",
            r"we|will|may|policy|accounts?|content",
            no=r"indemnif\w{1,8}|defend|alleged|procure",
        ),
    ),
    "account_eligibility": (
        rule(
            "account_eligibility.accurate",
            r"accounts?|regist\w{2,6}|sign up",
            r"accurate|complete|up[ -]to[ -]date|current|truthful|false",
            r"you|customer|must|agree|provide",
        ),
        rule(
            "account_eligibility.credentials",
            r"(?:shar|transfer|sell|resell|lend|rent|leas)(?:e|es"
            r"|ing)? (?:\w+[ ,]+){0,5}(?:accounts?|credentials?|passwords?)"
            r"|responsible for (?:\w+ ){0,6}(?:activit\w{1,3}|accounts?|passwords?"
            r"|credentials)|(?:keep|keeps|keeping"
            r"|confidentiality)(?: \w+){0,5} (?:passwords?|credentials?|confidential)",
            r"accounts?|credentials?|passwords?",
            r"you|customer|users?|your",
            r"may|must|not|are|is|will|agree|responsible",
            no=r"suspend|terminat\w{1,4}|copyright|liability|data protection",
        ),
        rule(
            "account_eligibility.who",
            r"eligible|you (?:must|need to|have to) (?:\w+ ){0,4}(?:account|register|sign"
            r"|log)|you(?: will|['’]ll)? need an? (?:\w+ ){0,3}account"
            r"|(?:authority|authori[sz]ed) to (?:bind|enter|accept|act)|(?:must not"
            r"|may not) (?:\w+ ){0,8}on behalf of",
            r"accounts?|use|services?|terms|organi[sz]ation|entity|agreement|register",
            r"you|customer|must|represent",
            no=r"sub-?processors?|process\w{0,3} (?:personal )?data|our behalf",
        ),
        rule(
            "account_eligibility.checks",
            r"verif(?:y|ication of|ying) (?:your|their|the|an?|user) (?:\w+ )?(?:identity"
            r"|age|account|phone|e-?mail)",
            r"we|may|must|require\w{0,1}",
            no=r"privacy rights|requests?|breach|data subject|law enforcement",
        ),
    ),
    "third_party_services": (
        rule(
            "third_party_services.not_ours",
            _OTHERS,
            r"not (?:\w+ ){0,4}(?:responsible|liable|control|endorse|review|guarantee|cover)"
            r"|no (?:control|responsibility|liability)|own risk|endorse\w{0,4}|not the provider"
            r"|does not apply|sole(?:ly)? (?:risk|responsible)",
            r"services?|sites?|websites?|apps?|applications?|content|products?|links?|policies",
            no=rf"damages|indirect|consequential|{_APP_STORE}",
        ),
        rule(
            "third_party_services.terms",
            _OTHERS,
            r"subject to|governed by|terms (?:and|of|apply)|own terms|privacy (?:policy"
            r"|policies|practices|notices?)|additional terms|licen[cs]es?",
            r"services?|sites?|websites?|apps?|applications?|content|products?|software|components?",
            r"will|may|are|is|must|your|their|apply",
            no=rf"indemnif\w{{1,8}}|grant\w{{0,3}}|infring\w{{2,6}}|breach|{_APP_STORE}",
        ),
    ),
    "service_scope": (
        rule(
            "service_scope.applies",
            r"(?:these|this|our|the) (?:\w+ ){0,4}(?:terms|policy|agreement|notice|statement"
            r"|addendum)",
            r"(?:does not |do not |also |only |will )?(?:appl(?:y|ies)|govern\w{0,1}|covers?)",
            r"to|your|use|services?|products?",
            no=r"laws? of|conflict\w{0,3}|arbitrat\w{1,6}|disputes?",
        ),
        rule(
            "service_scope.availability",
            r"services?|features?|products?|models?|functionality",
            r"(?:un)?available|availability|beta|preview|experimental|early access|limits?"
            r"|interruptions?|restricted|regions?",
            r"may|not|are|is|can|will|only",
            no=(
                r"as available|as[ -]is|warrant\w{0,4}|liab\w{2,6}|terminat\w{1,5}"
                r"|suspend\w{0,3}|sub-?processors?|personal data",
                READER_MUST_NOT,
            ),
        ),
    ),
    "api_developer_obligations": (
        rule(
            "api_developer_obligations.duty",
            r"apis?|developers?|your (?:app|application|integration)s?|rate limits?|sdks?|api keys?",
            r"(?:you|developers?|customer|app|apps|application) (?:\w+ ){0,3}(?:must|shall"
            r"|will|may not|are responsible|is responsible|agree|cannot)|responsible for",
            no=r"arbitrat\w{1,6}|liabil\w{2,5}|indemnif\w{1,8}|pay|fees",
        ),
    ),
    "downstream_flowdown": (
        rule(
            "downstream_flowdown.duty",
            _END_USERS,
            r"(?:ensure|require|obligate|procure|cause|responsible|liable|bound|inform"
            r"|obtain|pass|flow|provide|disclose|make)\w{0,3}",
            r"you|customer|developer|licensee",
            r"must|shall|will|agrees?|is|are|solely",
            no=r"indemnif\w{1,8}|arbitrat\w{1,6}|pay|fees",
        ),
    ),
    "contact_entity": (
        rule(
            "contact_entity.party",
            r"(?:contract|agreement|entered into|entering into|controller|provided|operated"
            r"|offered|owned|represented|published) (?:\w+ ){0,5}(?:with|by|between|is|are)"
            r"|(?:controller|representative|data protection officer"
            r"|publisher) (?:\w+ ){0,6}(?:is|are)|registered (?:office|in|under)",
            r"(?:inc|llc|ltd|limited|gmbh|s\.?a\.?s|corporation|corp|pte|plc|b\.v|company|co)\.?",
            no=r"third[- ]part(?:y|ies)|sub-?processors?|arbitrat\w{1,6}|licen[cs]ed|lawsuits?|courts?",
        ),
    ),
    "export_sanctions": (
        rule(
            "export_sanctions.restricted",
            r"(?:re-?)?export(?:s|ed|ing|ation)?|sanction(?:s|ed)?|embargo(?:ed|es)?"
            r"|denied (?:persons?|parties)|trade controls?",
            r"laws?|controls?|countr(?:y|ies)|restrict\w{0,4}|embargo\w{0,3}|lists?"
            r"|regulations?|entit(?:y|ies)|territor(?:y|ies)",
            r"may|must|not|shall|will|comply|complies|responsible|represent\w{0,1}|warrants?"
            r"|agrees?|are|is|subject",
            no=(
                r"data (?:exporter|importer)s?|export (?:\w+ ){0,4}(?:data|copy|content"
                r"|information|conversations?)|prohibits? (?:personal )?data",
                r"clause \d{1,2}|adequacy",
            ),
        ),
    ),
    "accessibility": (
        rule(
            "accessibility.states",
            r"accessibility|wcag|assistive technolog(?:y|ies)|disabilit(?:y|ies)",
            r"we|our|services?|comply|conform\w{0,4}|support|committed|improve|feedback",
            no=r"hate|discriminat\w{1,4}|race|gender|religion|protected|insurance",
        ),
    ),
    "marketplace_seller": (
        rule(
            "marketplace_seller.states",
            r"sellers?|merchants?|marketplace|listings?",
            r"must|may|shall|will|responsible|not|are|is",
            r"products?|sell|sales?|purchases?|orders?|buyers?|items?|commission|price",
        ),
    ),
    "creator_monetisation": (
        rule(
            "creator_monetisation.states",
            r"moneti[sz]\w{1,6}|creators?|revenue share|payouts?",
            r"must|may|eligib\w{1,6}|earn|paid|pay|will",
            r"revenue|earnings?|payments?|program\w{0,3}|payouts?|moneti[sz]\w{1,6}",
            no=r"refund\w{0,4}",
        ),
    ),
    "ranking_transparency": (
        rule(
            "ranking_transparency.states",
            r"rank(?:s|ed|ing)?|recommend(?:s|ed|er|ation|ations)|recommender systems?",
            r"order|parameters?|relevance|based on|systems?|signals|personali[sz]\w{1,6}",
            r"results?|content|feed|listings?|search|you|users?",
            r"we|our|is|are",
        ),
    ),
}
