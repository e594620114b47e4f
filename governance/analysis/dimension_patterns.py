"""By which words of a sentence each dimension is found: a table."""

import re

from governance.analysis.dimension_table import CellPattern
from governance.analysis.stated_scope import Party
from governance.analysis.stated_values import AMOUNT
from governance.analysis.statement_rules.rule import words
from governance.analysis.statement_rules.words_of_rules import NUMERAL, PERIOD

_PARTIES = (
    r"(?:(?:trusted |third[- ]party |our |other |corporate |business |authori[sz]ed "
    r"|certain |external ){0,2}(?:affiliates?|affiliated companies|service providers"
    r"|vendors"
    r"|partners|third parties|subsidiaries|contractors|(?:sub-?)?processors"
    r"|advertisers|data brokers|researchers"
    r"|professional advis[eo]rs|law enforcement(?: agencies)?|(?:government|public"
    r"|regulatory|competent) authorities|administrators?|other users))"
)
_YEARS = rf"(?:{NUMERAL})(?: ?\(\d{{1,2}}\))?"
_NO_OTHER_BOUND = "".join(
    f"(?<!{bound} )(?<!{bound} the )(?<!{bound} the age of )" for bound in ("under", "below", "over", "above", "than")
)
_USES = words(
    r"(?:you|users?) (?:must|need to|have to) be|use|uses|using|access|accessing|account|eligible|register"
    r"|services?|agree"
)
_OF_CHILDREN = words(
    r"prohibited from targeting|permission|consent of|guardian|monitoring|advertis\w{2,6}"
    r"|parent\w{0,3}[^.]{0,40}if (?:you|they) are|teen\w{0,4}|between|without an? parent|the rest of (?:our|the)"
)
PATTERNS: tuple[CellPattern, ...] = (
    CellPattern(
        "kept_after_deletion",
        words(r"delet\w{1,4}|eras\w{1,4}|remov\w{1,4}|purg\w{1,3}"),
        words(
            r"cookies?|appeal|flagged|violat\w{1,5}|up to (?:two|2|seven|7) years|inactive|notice|whether"
            r"|(?:will|shall) (?:answer|respond|reply|confirm)"
        ),
        words(
            rf"(?:with)?in {PERIOD}|(?:after|for up to|up to|for|no (?:later"
            rf"|longer) than) (?:a period of )?(?:up to )?{PERIOD}"
        ),
        Party.SERVICE,
        words(r"begin\w{0,4}|starts?|starting|initiat\w{1,4}|commenc\w{1,4}|scheduled?|earlier"),
    ),
    CellPattern(
        "kept_for",
        words(r"retain\w{0,3}|retention|keep|kept|stored?|preserv\w{1,4}|hold"),
        words(r"cookies?|delet\w{1,4} (?:\w+ ){0,6}within|years old"),
        words(
            rf"(?:for|up to|of|maximum of|(?:no )?(?:longer|more) than|exceed(?:s|ing)?|=|:|least"
            rf"|after)(?: a period of)?(?: (?:up to|at least|about|approximately|(?:longer|more) than))? {PERIOD}"
        ),
        Party.SERVICE,
    ),
    CellPattern(
        "cookie_life", words(r"cookies?|expir\w{1,5}|pixels?"), words(r"you (?:can|may) delete"), words(PERIOD)
    ),
    CellPattern(
        "notice_period",
        words(r"notice|notif\w{1,8}|inform|advance|before|prior|e-?mail|post\w{0,3}"),
        words(r"refund|arbitrat\w{1,6}|cancel\w{0,6} within|sub-?processors?|trial|renew\w{0,4}|assign\w{0,6}"),
        words(
            rf"(?:at least |no less than |not less than |minimum of )?{PERIOD}(?: (?:prior"
            rf"|advance|written|before|in advance|notice|prior written notice"
            rf"|advance notice))*"
        ),
        Party.SERVICE,
        words(
            rf"(?:remov|abolish|delet|revok|withdr|scrap|cancel)\w{{1,6}}|immediate(?:ly)?"
            rf"|without (?:\w+ ){{0,2}}notice"
            rf"|(?:notify|inform|tell) (?:our |the |its |any )?(?:{_PARTIES})"
        ),
    ),
    CellPattern(
        "termination_notice",
        words(r"notice|notif\w{1,8}|inform|prior|advance|before"),
        words(r"delet\w{1,4}|retriev\w{1,3}|export|renew\w{0,4}|inactiv\w{1,4}|cure\w{0,1}|remedy"),
        words(
            rf"(?:at least |no less than |not less than )?{PERIOD}(?: (?:prior|advance"
            rf"|written|before|notice))*"
        ),
        Party.SERVICE,
        words(r"overdue|late|past due|in arrears"),
    ),
    CellPattern(
        "breach_notice",
        words(r"breach\w{0,2}|incidents?"),
        words(r"cure|remedy|terminat\w{1,5}|logs?"),
        words(rf"(?:within|no later than|not later than) {PERIOD}"),
        Party.SERVICE,
        # What an authority is told tells no reader.
        re.compile(
            r"\A(?![^\0]*\b(?:you|customers?|users?|data subjects?|individuals|controllers?|people|persons|clients?)\b)"
            r"[^\0]*\b(?:authorit(?:y|ies)|regulators?|police|agenc(?:y|ies)|insurers?)\b",
            re.IGNORECASE,
        ),
    ),
    CellPattern(
        "sub_processor_notice",
        words(r"sub-?processors?|sub-?contractors?"),
        words(r"delet\w{1,4}|audit\w{0,3}|terminat\w{1,5} (?:within|upon)"),
        words(
            rf"(?:at least |within |no less than )?{PERIOD}(?: (?:prior|advance|written"
            rf"|before|notice|of))*"
        ),
        beside=words(
            r"sub-?processors? (?:\w+ )?(?:must|shall|will) (?:\w+ )?(?:give|notify|inform|tell)"
            r"|(?:give|notify|inform|tell)s? us"
        ),
    ),
    CellPattern(
        "arbitration_opt_out",
        words(r"opt(?:ing)?[ -]?out|reject|decline|not (?:\w+ ){0,4}bound|withdraw"),
        words(r"we (?:will|shall) confirm|opt out ourselves"),
        words(rf"(?:within|in|no later than) (?:the (?:first )?)?{PERIOD}"),
        Party.READER,
    ),
    CellPattern(
        "informal_period",
        words(r"informal\w{0,2}|good faith|negotiat\w{1,5}|before|prior to|resolve|amicabl\w{1,3}"),
        words(r"opt(?:ing)?[ -]?out|one year|appeal"),
        words(
            rf"(?:within|after|for|least|of) (?:the )?{PERIOD}|{PERIOD} (?:period|after|from"
            rf"|of|before)"
        ),
        bounding=words(
            r"(?:not|cannot|unable)(?: \w+){0,3} (?:resolved?|settled?|reach|reached)|(?:not|nor"
            r"|neither)\b[^.;]{0,120}?"
            r"\b(?:until|before|prior|unless|earlier)"
        ),
    ),
    CellPattern(
        "refund_period",
        words(r"refund\w{0,4}|withdraw\w{0,3}|cancel\w{0,6}"),
        words(r"renew\w{0,4}|notice|delet\w{1,4}|price"),
        words(rf"(?:within|in) (?:the (?:first )?)?{PERIOD}|{PERIOD} (?:of|after|from|to|period)"),
        beside=words(
            r"must return|refund us|(?:you|customers?|users?) (?:must|shall|will|owe) (?:\w+ )?(?:refund|repay)"
            r"|los(?:e|es|t|ing|s)"
            r"|forfeit\w{0,3}|lapses?|refus\w{1,4}|impossible|only (?:after|from)|not (?:before|until)"
        ),
    ),
    CellPattern(
        "answer_period",
        words(r"respond|answer|response|reply"),
        words(r"law enforcement|copyright"),
        words(rf"(?:within|in) {PERIOD}"),
        Party.SERVICE,
    ),
    CellPattern(
        "liability_cap",
        words(r"liabilit(?:y|ies)|liable"),
        None,
        re.compile(rf"(?<!\w)(?:{AMOUNT})(?:\s?\((?:{AMOUNT})\))?(?!\w)", re.IGNORECASE),
    ),
    CellPattern(
        "liability_period",
        words(r"paid|payable|fees|amounts?|charges"),
        words(r"must be (?:filed|brought)"),
        words(
            rf"(?:in|during|for|within|over)(?: the)?(?: (?:prior|previous|preceding|last"
            rf"|most recent|past))? {PERIOD}|{PERIOD} (?:prior|preceding|immediately|before)"
        ),
    ),
    CellPattern(
        "minimum_age",
        _USES,
        _OF_CHILDREN,
        words(
            rf"{_NO_OTHER_BOUND}(?:(?:at least|aged?|age of|minimum age(?: is| of)?) (?:the age of )?{_YEARS}"
            rf"(?: years(?: old| of age)?)?(?: (?:or|and) (?:older|over))?"
            rf"|{_YEARS} years (?:old|of age)(?: (?:or|and) (?:older|over))?|{_YEARS}(?: years)? (?:or"
            rf"|and) (?:older|over))"
        ),
        beside=words(
            r"until|whether|determin\w{1,4}|verif\w{1,7}|estimat\w{1,3}|limited|buy|purchase|employees?"
            r"|employed|job|accounts? (?:must|has to|needs? to) be"
            r"|\d{1,2} ?[ap]\.?m|o['’]clock|moderators?|partners?"
        ),
    ),
    CellPattern(
        "minimum_age",
        _USES,
        _OF_CHILDREN,
        words(rf"(?:under|below|younger than|less than) (?:the age of )?{_YEARS}(?: years(?: old| of age)?)?"),
        beside=words(
            r"collect\w{0,3}|knowingly|process\w{0,3}|sell|shar\w{1,3}|target\w{0,3}|limited|without"
            r"|the rest of|\d{1,2} ?[ap]\.?m"
        ),
        is_ban=True,
    ),
    CellPattern(
        "minimum_age",
        _USES,
        _OF_CHILDREN,
        words(rf"(?:over|above|older than|more than) (?:the age of )?{_YEARS}(?: years(?: old| of age)?)?"),
        has_value=False,
    ),
    CellPattern(
        "choice",
        None,
        words(r"arbitrat\w{1,6}"),
        words(
            r"opt(?:ed|ing)?[ -]?out|unsubscrib\w{1,3}|turn(?:ing)? (?:it |this |them )?off"
            r"|object to|disabl(?:e|ing)|withdraw (?:your )?consent|opt(?:ed|s|ing)?[ -]?in"
            r"|(?:with|unless|without|only (?:with|if)) (?:you |we have "
            r"|we obtain )?(?:have )?(?:your |the user['’]s |customer['’]s )?(?:prior "
            r"|explicit |express )?(?:consent|permission|agree)"
        ),
        Party.READER,
    ),
    CellPattern(
        "who",
        words(r"(?:shar|disclos)(?:e|es|ed|ing)|provides?|transfer\w{0,4}|sell|respond|receive|send"),
        None,
        words(rf"{_PARTIES}(?:,? (?:and|or|and/or)? ?{_PARTIES}){{0,3}}"),
    ),
    CellPattern(
        "purpose",
        None,
        words(r"subject to the terms"),
        words(
            r"(?:in order to|for the (?:sole |limited )?purposes? of|solely to|only to"
            r"|so (?:that )?we can|necessary to|to (?:provide|improve|train|develop|maintain"
            r"|comply|operate|deliver|personali[sz]e|protect|enforce"
            r"|help)) (?:[\w’'/&-]+ ?){1,30}"
        ),
    ),
    CellPattern(
        "mechanism",
        None,
        None,
        words(
            r"(?:EU |UK )?standard contractual clauses|SCCs|adequacy (?:decisions?"
            r"|regulations?)|(?:EU[-– ]U\.?S\.? )?data privacy framework"
            r"|binding corporate rules|UK (?:international data transfer )?addendum"
            r"|(?:appropriate|adequate) (?:\w+ )?safeguards"
        ),
    ),
    CellPattern(
        "place",
        words(r"stor\w{1,4}|process\w{0,3}|transfer\w{0,4}|locat\w{1,3}|host\w{0,3}|kept"),
        None,
        words(
            r"(?:in|to) (?:the )?(?:united states(?: of america)?|u\.s\.?|european (?:union"
            r"|economic area)|eu|eea|united kingdom|uk|people['’]s republic of china|china"
            r"|singapore|ireland|france|germany|sweden|canada|india|japan)(?:(?:,| and"
            r"| or)+ (?:the )?(?:united states|european union|united kingdom|uk|eea"
            r"|singapore|ireland|other (?:countries|jurisdictions)))*"
            # A framework, a law or an office is no place: "the EU-U.S. framework", "the U.S. Department".
            r"(?![-–]|\.?\W{1,2}(?:department|federal|government|commission|privacy|data privacy|dpf|laws?|gdpr)\b)"
        ),
    ),
    CellPattern(
        "law",
        None,
        words(r"conflicts? with"),
        words(
            r"laws? of (?:the )?(?:(?:State|Republic"
            r"|People['’]s Republic) of (?:the )?)?(?-i:[A-Z])[\w’']{1,20}(?: (?:and )?(?-i:[A-Z])\w{1,20}){0,3}"
            r"|(?-i:(?!The|Governing|Applicable|Such|Any|Local|Your|This|That|These|Which|Relevant"
            r"|Mandatory)[A-Z]\w{2,15}) law|(?:laws|law) of (?:your|the) (?:country|state"
            r"|jurisdiction)(?: of residence)?"
        ),
    ),
    CellPattern(
        "venue",
        words(r"courts?"),
        None,
        words(
            r"courts? (?:located )?(?:in|of) (?:the )?(?:(?:State|City|County"
            r"|Republic) (?:and County )?of )?(?-i:[A-Z])[\w’']{1,20}(?:,? (?:County|and(?= (?-i:[A-Z]))"
            r"|(?-i:[A-Z])\w{1,20})){0,4}|courts? of (?:your|the) (?:country|place"
            r"|state)(?: of residence| where you (?:live|reside))?|local courts?"
        ),
    ),
    CellPattern(
        "licence_terms",
        words(r"licen[cs]e|right"),
        None,
        words(
            r"(?:(?:non-?exclusive|exclusive|worldwide|world-wide|global|perpetual"
            r"|irrevocable|royalty[- ]free|fully[- ]paid|transferable|non-?transferable"
            r"|sub-?licen[cs]able|limited|revocable|unlimited)(?:,? (?:and )?)?){2,12}"
        ),
    ),
    CellPattern(
        "limits",
        None,
        None,
        words(
            r"(?:unless|except (?:where|when|if|as|to|for|that|in)|only (?:if|when|where|to"
            r"|for|in|as|with)|solely (?:to|for|as)|to the extent (?:\w+ ){0,3}(?:permitted"
            r"|required|allowed)|other than) (?:[\w’'/&-]+ ?){1,30}"
        ),
    ),
)
