"""Statements about personal data: what is collected, used, shared, kept, moved, and what people can do about it."""

from governance.analysis.statement_rules.rule import StatementRule, by_us, near, rule
from governance.analysis.statement_rules.words_of_rules import (
    CONFIDENTIALITY,
    DATA,
    NOT,
    PERIOD,
    READER_MUST,
    READER_MUST_NOT,
    STAFF_TRAINING,
    TRAINS,
)

_KEEPS = (
    r"(?:retain|retains|retained|keep|keeps|kept|preserve|preserves|preserved)"
    r"|(?:we|and|or|to|will|may|is|are|be|not|only|temporarily|securely) stored?"
    r"|holds? your"
)
_DELETES = (
    r"(?:delet|eras|remov|purg)(?:e|es|ed|ing|ion)|destr(?:oy|oys|oyed|uction)"
    r"|(?:de-?identif|anonymi[sz])(?:y|ied|e|ed)"
)
_NO_TRAINING = r"compet(?:e|es|ing|itive)|indemnif\w{1,8}"
_DONE = r"(?:is|are|be|been|being|was|were) (?:\w+ ){0,2}"
_KEEPS_DATA = f"{near(_KEEPS, DATA)}|{near(DATA, f'{_DONE}(?:retained|kept|stored|preserved)')}"
_DELETES_DATA = (
    f"{near(_DELETES, f'{DATA}|accounts?')}"
    f"|{near(f'{DATA}|accounts?', f'{_DONE}(?:deleted|erased|removed|purged|destroyed|anonymi[sz]ed|de-identified)')}"
)
_KEEPS_NO_DATA = (
    r"retain(?:s|ed)? (?:\w+ ){0,3}(?:rights?|ownership|title|copyright|discretion"
    r"|interest|control|benefit)|keep (?:\w+ ){0,3}"
    r"(?:confidential|secret|safe|up[ -]to[ -]date|in mind|accurate|current)|(?:app"
    r"|play|microsoft|windows) store"
)
_THEIR_DUTY = (
    READER_MUST_NOT,
    READER_MUST,
    CONFIDENTIALITY,
    _KEEPS_NO_DATA,
    r"coupons?|vouchers?|unlocks|credits|points",
)
_MECHANISM = (
    r"standard contractual clauses|SCCs?|model clauses|adequacy (?:decisions?"
    r"|regulations?|mechanism)|adequate level"
    r"|(?:data )?privacy framework|binding corporate rules|(?:appropriate|adequate"
    r"|suitable) (?:\w+ ){0,2}safeguards"
    r"|international data transfer (?:agreement|addendum)|UK addendum|DPF|legal frameworks"
)
_PLACE = (
    r"(?:in|to|within|into) (?:the |our servers in the "
    r"|servers (?:located )?in the )?(?:united states|usa|u\.s\.?|"
    r"european (?:union|economic area)|eu|eea|united kingdom|uk|china"
    r"|people['’]s republic|prc|singapore|ireland|france"
    r"|germany|sweden|canada|india|japan|switzerland)(?![/ ](?:uk )?(?:privacy|data"
    r"|laws?|gdpr))"
)
_ELSEWHERE = (
    r"outside (?:of )?(?:the |your |their )?(?:eea|eu|uk|u\.k\.|european"
    r"|united kingdom|country|countries|jurisdiction|state|home|"
    r"switzerland|region)|(?:other|another|different|third) (?:countr(?:y|ies)"
    r"|jurisdictions?)|countries (?:other|outside)"
    r"|(?:around|throughout|across) the (?:world|globe)|cross-border"
)
_MOVES = (
    r"(?:transfer|stor|process|host|locat|access|maintain|export|collect)(?:s|e|es"
    r"|ed|red|ring|ing)?|send|sent|kept|keep"
)
_NO_TRADE = (
    r"sanctions?|embargo\w{0,3}|export control|courts?|arbitrat\w{1,6}"
    r"|clause \d{1,2}|module (?:one|two|three|\d)|annex"
    r"|option \d|shall be deemed|goods|governed by|this addendum|amends?|federal trade commission|as the case may be"
)
_SHARES = (
    r"(?:shar|disclos)(?:e|es|ed|ing)|sell|sells|sold|rent|rents|make available"
    r"|provides?|transfers?|transferred"
)
_RECIPIENT = (
    r"third[ -]part(?:y|ies)|(?:service )?providers?|vendors?|affiliates?"
    r"|affiliated compan(?:y|ies)|partners?|advertisers?"
    r"|subsidiar(?:y|ies)|contractors?|(?:sub)?processors?|other users|other people"
    r"|administrators?|employers?|data brokers?"
    r"|(?:corporate|our) group|group compan(?:y|ies)|successors?|acquir(?:er|ers|or"
    r"|ors|ing)|publicly|the public|researchers"
    r"|professional advis[eo]rs|people and accounts"
)
_COMES_TO_US = (
    r"(?:shar|disclos|provid|giv|send)(?:e|es|ed|ing)? (?:\w+ ){0,6}(?:with|to) us"
    r"|(?:receive|obtain|collect|get)s? (?:\w+ ){0,6}from"
)
_COLLECTS = (
    r"collect(?:s|ed|ing)?|(?:we|may|also|automatically) (?:receive|obtain|gather"
    r"|record|log)s?"
)
_AD = (
    r"ads?|advert(?:s|ising|isement|isements|iser|isers)|ad (?:partners|networks"
    r"|preferences|settings)"
)

PERSONAL_DATA: dict[str, tuple[StatementRule, ...]] = {
    "data_collection": (
        rule("data_collection.none", rf"{NOT} (?:\w+ ){{0,3}}collect", DATA, no=READER_MUST_NOT),
        rule(
            "data_collection.collects",
            f"{near(by_us(_COLLECTS), DATA)}|{near(DATA, f'{_DONE}collected')}",
            r"we|us|our|personal data|personal information|automatically|may|is|are",
            no=(READER_MUST_NOT, READER_MUST, CONFIDENTIALITY, r"fees|payments? owed|debts?"),
            affirms=r"collect(?:s|ed|ing)?|receive|record|log",
        ),
    ),
    "data_use_purposes": (
        rule(
            "data_use_purposes.basis",
            r"legal (?:basis|bases)|legitimate interests?|lawful (?:basis|bases)"
            r"|performance of (?:a|the|our) contract",
            DATA,
            no=(READER_MUST_NOT, TRAINS, _AD),
        ),
        rule(
            "data_use_purposes.uses",
            f"{near('(?:we|may|will|shall|only) (?:[a-z]+ ){0,2}(?:use|process|uses|processes)', DATA)}"
            f"|{near(DATA, f'{_DONE}(?:used|processed)')}",
            r"to|for|in order|purposes?",
            no=(READER_MUST_NOT, READER_MUST, CONFIDENTIALITY, TRAINS, _AD, r"terms of use|acceptable use"),
        ),
    ),
    "ai_training_use": (
        rule(
            "ai_training_use.not_used",
            TRAINS,
            rf"(?:{NOT}|without) (?:\w+[ ,]){{0,6}}(?:use|uses|used|using|train|trains|trained)",
            DATA,
            # A button's name states nothing: "by clicking on ‘do not train on my content’".
            no=(READER_MUST_NOT, STAFF_TRAINING, _NO_TRAINING, r"(?:by )?(?:clicking|selecting|ticking|pressing)"),
        ),
        rule(
            "ai_training_use.choice",
            TRAINS,
            r"opt(?:s|ed|ing)?[ -]?(?:out|in)|turn(?:ed|ing)? (?:it |this |them )?(?:off|on)"
            r"|disabl(?:e|es|ed|ing)|object(?:ion)?"
            r"|(?:your |their |prior |explicit |with )consent|settings?|controls?|permission"
            r"|unless you|toggle|choice",
            r"you|your|users?|customers?",
            no=(READER_MUST_NOT, STAFF_TRAINING, _NO_TRAINING),
        ),
        rule(
            "ai_training_use.used",
            TRAINS,
            f"{near('use|uses|used|using|process|processed|review|analy[sz]e|submitted|this|these', DATA)}"
            f"|{near(DATA, '(?:can |may |is |are |will |be )+(?:also )?(?:used|help)')}"
            f"|allow us to use",
            rf"(?:your|user|users['’]|customer|personal|publicly available|public|feedback"
            rf"|these|this|such|the|any|some|that) (?:\w+ ){{0,3}}{DATA}"
            r"|what you|data|feedback|content",
            no=(READER_MUST_NOT, STAFF_TRAINING, _NO_TRAINING, CONFIDENTIALITY),
            affirms=r"use|uses|used|using|process|processed|review|train|help",
        ),
        rule(
            "ai_training_use.purpose",
            r"(?<!.)\W{0,6}to (?:\w+[ ,]+){0,14}train\w{0,3}",
            r"models?|technolog(?:y|ies)|algorithms?|machine learning",
            no=(READER_MUST_NOT, STAFF_TRAINING),
        ),
    ),
    "data_sharing": (
        rule(
            "data_sharing.not_shared",
            near(f"{by_us(NOT, 2)}(?: \\w+,?){{0,4}} (?:sell|share|disclose|rent)", DATA, 8)
            + "|"
            + near(DATA, f"(?:is|are|be|will) {NOT} (?:\\w+ ){{0,2}}(?:sold|shared|disclosed|rented)", 6),
            no=(*_THEIR_DUTY[:3], _COMES_TO_US),
        ),
        rule(
            "data_sharing.shares",
            f"{near(by_us(_SHARES), DATA, 10)}"
            f"|{near(DATA, f'{_DONE}(?:shared|disclosed|sold|transferred|provided|made available)')}",
            _RECIPIENT,
            r"we|our|us|may|will|is|are",
            no=(
                *_THEIR_DUTY[:3],
                _COMES_TO_US,
                r"harmless|copyright|infring\w{2,6}|warrant\w{0,4}|licen[cs]e|selling rights"
                r"|provide (?:links|necessary)|disclose to you|can provide you|your child to share"
                r"|law enforcement",
            ),
            affirms=r"(?:shar|disclos)(?:e|es|ed|ing)|sells?|sold|provides?|transfers?",
        ),
    ),
    "retention": (
        rule(
            "retention.deleted_within",
            _DELETES_DATA,
            PERIOD,
            no=(*_THEIR_DUTY, r"respond|notify|notice|breach|requests? (?:within|per)|cookies?|years old"),
            affirms=r"(?:delet|eras|remov|purg)(?:e|es|ed|ing)",
        ),
        rule(
            "retention.kept_for",
            _KEEPS_DATA + "|retention (?:period|time)|(?:retain|keep|store)(?:s|ed)? (?:it|them) for",
            PERIOD,
            no=(*_THEIR_DUTY, r"respond|notify|breach|fees|refund|years old"),
            affirms=r"retain(?:s|ed)?|ke(?:ep|eps|pt)|stored?",
        ),
        rule(
            "retention.as_long_as",
            _KEEPS_DATA,
            r"(?:for )?(?:so|as) long as|no longer than|longer (?:than|where|if|when|period)"
            r"|until|only for|where we have|for the (?:period|duration|time)"
            r"|for a (?:limited|short|reasonable|certain)|indefinitely",
            no=_THEIR_DUTY,
        ),
        rule(
            "retention.deleted_at_end",
            _DELETES_DATA + r"|(?:delete|erase|anonymi[sz]e) (?:it|them)",
            r"(?:upon|after|following|on|at|when|once|if) (?:\w+[ ,]){0,5}(?:terminat\w{1,5}"
            r"|expir\w{1,6}|end|clos\w{1,4}|delet\w{1,4}|request|no longer|no further)",
            r"will|shall|may|is|are|we",
            no=(*_THEIR_DUTY, r"cookies?|backup\w{0,3} of your|right to|you (?:will|can|may) (?:also )?delete"),
        ),
        rule(
            "retention.exceptions",
            _KEEPS_DATA,
            r"(?:comply|compliance) with|legal obligations?|required by|disputes?|enforce"
            r"|backups?|safety|fraud|abuse|tax",
            r"we|may|will|must|our",
            no=(*_THEIR_DUTY, r"outside (?:of )?the direct|sell or share|not (?:\w+[ ,]){0,6}retain"),
        ),
        rule(
            "retention.not_deleted",
            r"(?:may|will|does|do|cannot)(?: not)? (?:\w+ ){0,2}(?:delete|remove|erase)",
            near("(?:may|will|do|does|can)(?:not| not)(?: \\w+){0,2}", f"{DATA}|copy|copies"),
            r"our|we|remain",
            no=_THEIR_DUTY,
        ),
        rule(
            "retention.criteria",
            r"(?:retention|storage) periods?|how long we (?:keep|retain|store)",
            DATA,
            r"depend|depends|determin\w{1,4}|var(?:y|ies)|based on|consider|criteria",
            no=_THEIR_DUTY,
        ),
    ),
    "international_transfer": (
        rule(
            "international_transfer.mechanism",
            _MECHANISM,
            _MOVES + r"|rely|relies|certified|complies|transfers?|participat\w{1,5}|in place",
            no=_NO_TRADE,
        ),
        rule(
            "international_transfer.place",
            near(_MOVES, _PLACE, 10),
            f"{near(_MOVES, DATA)}|{near(DATA, _MOVES)}",
            no=(
                _NO_TRADE,
                READER_MUST_NOT,
                r"laws? of|residents?|subjects? located|if you (?:are|live)|(?:was|were) (?:stored|hosted|kept)",
                r"(?:data|information) of (?:our |the )?(?:\w+ )?(?:employees|staff|applicants|personnel)",
            ),
        ),
        rule(
            "international_transfer.elsewhere",
            _ELSEWHERE,
            f"{near(_MOVES, DATA)}|{near(DATA, _MOVES)}",
            no=(_NO_TRADE, READER_MUST_NOT),
        ),
    ),
}
