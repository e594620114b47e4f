"""Statements about people and their data: age, rights, cookies, advertising, authorities, automated decisions."""

from governance.analysis.statement_rules.rule import StatementRule, near, rule
from governance.analysis.statement_rules.words_of_rules import (
    CONFIDENTIALITY,
    NOT,
    READER_MUST_NOT,
)

_AUTHORITY = (
    r"law enforcement|(?:government|governmental|public|judicial|regulatory"
    r"|competent|state) (?:\w+ )?(?:authorit(?:y|ies)|agenc(?:y|ies)"
    r"|entit(?:y|ies)|officials?|requests?|bod(?:y|ies)|demands?)"
    r"|government (?:data )?requests?|subpoenas?|court orders?"
    r"|(?:search|valid|a) warrants?|legal (?:process|requests?|orders?)"
    r"|judicial (?:orders?|process)"
)
_AUTHORITY_NOT = (CONFIDENTIALITY, r"arbitrat\w{1,6}|injuncti\w{2,4}|represents?,? (?:and )?warrants|lodge|complaints?")
_SHARES = (
    r"(?:shar|disclos)(?:e|es|ed|ing)|sell|sells|sold|rent|rents|make available"
    r"|provides?|transfers?|transferred"
)
_AGE = (
    r"(?:at least|under|over|below|aged?|age of|(?:older|younger) than"
    r"|minimum age(?: of| is)?|turned) (?:the age of )?"
    r"(?:[89]|1\d|2[01]|thirteen|sixteen|eighteen)(?! (?:\(\d{1,3}\) )?(?:days?"
    r"|months?|hours?|weeks?|business|calendar|percent|%))|\d{2} years (?:old"
    r"|of age)|\d{2}(?: years)? (?:or|and) (?:older|over)"
    r"|age of (?:majority|consent|digital consent)|minimum age|legal age"
)
_AD = (
    r"ads?|advert(?:s|ising|isement|isements|iser|isers)|ad (?:partners|networks"
    r"|preferences|settings)"
)
_TRACKER = (
    r"cookies?|pixels?|(?:web )?beacons?|local storage|similar technolog(?:y|ies)"
    r"|tracking technolog(?:y|ies)|SDKs?"
    r"|do not track|global privacy control|GPC"
)
_MARKETING = (
    r"(?:direct |e-?mail )?marketing|promotional|promotions?|newsletters?"
    r"|commercial (?:messages|communications|e-?mails)"
)

CHOICES: dict[str, tuple[StatementRule, ...]] = {
    "children_age": (
        rule(
            "children_age.minimum",
            _AGE,
            r"use|uses|using|access|accessing|regist\w{2,6}|accounts?|eligible|services?"
            r"|product|collect|knowingly|directed|intended"
            r"|permitted|allowed|create|agree|you must be",
            no=r"sexual\w{0,3}|exploit\w{0,6}|abus\w{1,4}|business days?|employees?|cookies?|may not send",
        ),
        rule(
            "children_age.consent",
            r"parents?|guardians?|parental",
            r"consents?|permission|agree[sd]?|supervis\w{1,4}|approv\w{1,3}|read"
            r"|authori[sz]\w{1,5}|responsible|controls?|behalf",
            r"child|children|minors?|teen|teens|under|age|old|parental",
            no=r"sexual\w{0,3}|exploit\w{0,6}|abus\w{1,4}|spouse|relating to a third party",
        ),
        rule(
            "children_age.not_for_children",
            near(
                rf"{NOT} (?:\\w+ ){{0,3}}(?:directed|intended|designed|aimed|collect|offered"
                rf"|for use|suitable|market\\w{{0,5}})",
                "child|children|minors?",
                12,
            ),
            no=r"sexual\w{0,3}|exploit\w{0,6}|abus\w{1,4}",
        ),
        rule(
            "children_age.checks",
            r"age (?:verification|assurance|checks?|estimation|prediction|gat\w{1,4})"
            r"|verify (?:your|their) age|estimate (?:your|their) age",
            r"we|may|must|will|you",
        ),
    ),
    "user_rights": (
        rule(
            "user_rights.has",
            r"rights? (?:to|of|under)|you (?:can|may|have the)|request (?:that|to|access"
            r"|deletion|a copy)"
            r"|(?<!.)\W{0,6}(?:\(?\w{1,3}[.)]\s?)?(?:access|correct|rectify|delete|erase|object|restrict|transfer"
            r"|withdraw|request)",
            r"access\w{0,3}|correct\w{0,3}|rectif\w{1,8}|delet\w{1,4}|eras\w{1,4}"
            r"|portab\w{2,6}|object\w{0,3}|restrict\w{0,4}|withdraw"
            r"|opt[ -]out|copy|lodge|complain\w{0,2}|know|download|export",
            r"data|personal|information|processing|authority|consent|privacy",
            no=(
                READER_MUST_NOT,
                CONFIDENTIALITY,
                r"copyright|arbitrat\w{1,6}|refunds?|audit|read it|cookies?|can access these",
            ),
            affirms=r"rights? (?:to|of|under)|you (?:can|may)",
        ),
        rule(
            "user_rights.answered",
            r"requests?",
            r"respond|answer|verify|authori[sz]ed agents?|identity|denied|appeal|free of charge|fee",
            r"rights?|privacy|personal (?:data|information)",
            no=(READER_MUST_NOT, r"law enforcement|government|copyright|(?:you|customer) shall"),
            affirms=r"respond|answer",
        ),
    ),
    "tracking_cookies": (
        rule(
            "tracking_cookies.choice",
            _TRACKER,
            r"opt(?:ing)?[ -]out|block|disable|reject|refuse|consent|accept|turn off|manage"
            r"|control|honou?r|respond|delete|preferences",
            r"you|your|we|browser|users?",
            no=READER_MUST_NOT,
        ),
        rule(
            "tracking_cookies.uses",
            _TRACKER,
            r"(?:we|our|us|partners|may|are|is) (?:\w+ ){0,4}(?:use|used|set|place|placed"
            r"|collect|store|stored|receive|rely)\w{0,2}",
            no=READER_MUST_NOT,
            affirms=r"use|used|set|place|placed|collect|store|stored",
        ),
        rule(
            "tracking_cookies.expire",
            _TRACKER,
            r"expires?|last|remain|stored for|session|persistent",
            r"we|our|you|they|are|is",
        ),
    ),
    "advertising_targeting": (
        rule(
            "advertising_targeting.not_used",
            _AD,
            rf"{NOT} (?:\w+ ){{0,5}}(?:use|used|show|share|target|engage|sell|display|allow"
            rf"|personali[sz]e|contain)\w{{0,3}}",
            no=(READER_MUST_NOT, r"if you (?:do not|don['’]t|opt)|cookies do not|still see"),
        ),
        rule(
            "advertising_targeting.choice",
            _AD,
            r"opt(?:ing)?[ -]out|turn off|choose|control|settings?|preferences|consent|object",
            r"you|your",
            no=READER_MUST_NOT,
        ),
        rule(
            "advertising_targeting.used",
            _AD,
            r"(?:show|personali[sz]|target|measur|share|serve|deliver|display|tailor|help"
            r"|use|select|match)\w{0,4}",
            r"you|your|data|information|interests?|we|our",
            no=(READER_MUST_NOT, r"notify us|copyright|infring\w{2,6}"),
            affirms=r"(?:show|target|shar|serv|deliver|display|us|sold|engag)(?:e|es|ed|ing|s)?",
        ),
    ),
    "law_enforcement_access": (
        rule(
            "law_enforcement_access.requires",
            _AUTHORITY,
            r"requires?|must|only (?:disclose|provide|if|when|in|to)|unless|without (?:a"
            r"|valid|appropriate)|challenge|object|reject|narrow",
            r"data|information|content|records?|requests?|we",
            no=_AUTHORITY_NOT,
        ),
        rule(
            "law_enforcement_access.notifies",
            _AUTHORITY,
            r"notif\w{1,8}|inform|attempt to redirect|redirect",
            r"users?|customers?|you|account",
            no=_AUTHORITY_NOT,
            affirms=r"notif\w{1,8}|inform",
        ),
        rule(
            "law_enforcement_access.discloses",
            _AUTHORITY,
            near(
                f"{_SHARES}|produce|release|preserve|access|respond|report|comply|use",
                r"data|information|content|records?|it|them|accounts?|requests?|disclosures?",
                10,
            )
            + r"|disclosures? (?:\w+ ){0,3}(?:is|are) (?:\w+ )?(?:necessary|required|appropriate)",
            no=(*_AUTHORITY_NOT, r"(?:you|customer) (?:must|shall|may|will)"),
            affirms=r"(?:shar|disclos)(?:e|es|ed|ing)|provides?|produce|release",
        ),
    ),
    "automated_decisions": (
        rule(
            "automated_decisions.none",
            r"automated (?:\w+[- ]){0,2}(?:decisions?|decision-?making|processing|means)"
            r"|profiling|automatic (?:individual )?decisions?",
            rf"{NOT} (?:\w+ ){{0,3}}(?:engage|use|make|carry|subject|conduct|rely)",
            no=r"right (?:not )?to|request",
        ),
        rule(
            "automated_decisions.right",
            r"(?:solely (?:on |by )?|based on )automated (?:\w+[- ]){0,2}(?:processing"
            r"|means)|automated (?:\w+[- ]){0,2}(?:decisions?|decision-?making)|profiling"
            r"|automatic (?:individual )?decisions?",
            r"rights?|object|request|contest|opt[ -]out",
            no=r"prohibited|do not (?:perform|use)|facilitate",
        ),
        rule(
            "automated_decisions.made",
            r"automated (?:\w+[- ]){0,2}(?:decisions?|decision-?making|processing|means)|profiling",
            r"we (?:\w+ ){0,3}(?:use|make|may|process)",
            no=r"abus\w{1,4}|scrap\w{1,5}",
            affirms=r"use|make|process",
        ),
    ),
    "marketing_communications": (
        rule(
            "marketing_communications.choice",
            _MARKETING + "|text messages",
            r"unsubscrib\w{1,4}|opt(?:ing)?[ -](?:out|in)|stop|consent|opted|object",
            r"you|your|we",
            no=r"renew\w{0,4}|cooki\w{1,2}",
        ),
        rule(
            "marketing_communications.sends",
            _MARKETING,
            r"send|sent|sends|contact|receive|communicat\w{1,5}|e-?mail|deliver",
            r"you|your|we",
            no=(READER_MUST_NOT, r"renew\w{0,4}|cooki\w{1,2}|promotional (?:credits?|offers? (?:may|are))"),
            affirms=r"sends?|sent|contact|receive",
        ),
    ),
    "biometric_data": (
        rule(
            "biometric_data.processed",
            r"biometrics?|face(?:print| ?template| geometry|s data)?|voice ?prints?"
            r"|facial recognition|fingerprints?",
            r"collect\w{0,3}|use|uses|used|process\w{0,3}|store\w{0,1}|consent|delete\w{0,1}"
            r"|identify|share\w{0,1}",
            r"we|our|you|your|us|not|this process",
            r"data|information|biometric\w{0,1}|recognition|template",
            no=READER_MUST_NOT,
        ),
    ),
}
