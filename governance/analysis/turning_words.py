"""The words that turn the truth of what they stand around: that it is past, untrue, only imagined, ended or denied.

One vocabulary, asked by `turned_truth`; English only. Each pattern is asked of a text with any white space.
"""

import re

_I = re.IGNORECASE
_YEAR = r"(?:19|20)\d\d"
# What stands behind "has been": it isn't there any more.
ENDED = (
    r"(?:withdrawn|removed|revoked|repealed|abolished|discontinued|cancel(?:led|ed)|suspended|rescinded|terminated|deleted"
    r"|ended|closed|dropped|expired|taken\sback)\b"
)
BEEN = r"(?:has|have)\s(?:\w+\s)?been|is|are|was|were"
RIGHT = r"(?:right|option|possibility|chance|opportunity|choice|offer)"
CHOOSING = r"(?:opt(?:ing)?(?:\s|-)outs?|objections?|objecting|rejections?)"
PAST = re.compile(
    r"\b(?:until|till|up\sto|before|prior\sto)\s(?:the\send\sof\s|the\syear\s"
    rf"|(?:\d{{1,2}}\s)?[a-z]{{3,9}}\s(?:\d{{1,2}},\s)?)?{_YEAR}\b"
    rf"|\bfrom\s{_YEAR}\s(?:to|until)\s{_YEAR}\b|\bin\sthe\spast\b(?!\s(?:[\w()-]+\s){{0,3}}?"
    r"(?:days?|weeks?|months?|years?)\b)|\b(?:we|you|they|it)\sused\sto\b|\b(?:formerly"
    r"|previously)\b",
    _I,
)
_WRONG = (
    r"(?:false|wrong|untrue|incorrect|inaccurate|mistaken|misleading|a\s(?:myth|mistake|lie|rumou?r"
    r"|misunderstanding))"
)
UNTRUE = re.compile(
    rf"\b(?:it|this|that|which)\s(?:is|was|would\sbe)(?:\s\w+)?\s{_WRONG}\b"
    rf"|\b{_WRONG}\b[^,;.]{{0,40}}?\b(?:that|to\s(?:say|think|believe|assume|claim))\b"
    r"|(?:\b(?:not|never|no\slonger|hardly)|n['’]t)(?:\s\w+)?\s(?:true|the\scase|correct|so\sthat)\b"
    r"|\b(?:we|nobody\scan|you\scannot)\s(?:deny|denies|doubt|dispute)\b",
    _I,
)
# "You would be able to"; "some say that".
IMAGINED = re.compile(
    r"\b(?:would|might)\s(?:\w+\s){0,2}?(?:be\s(?:able|free|allowed|entitled)|have\s(?!to\b)|let|allow"
    r"|opt\b|object\b|reject\b|decline\b)|\b(?:imagine|suppose|(?:some|others|people|they)\s(?:say|claim|believe))\s",
    _I,
)
# A cell of a row that says no to the others of the row, and one that bounds them or says nothing sure of them.
_NO = (
    r"(?:no(?:ne|t|pe|where|body)?|never|nein|n/?a|false|wrong|no\slonger|withdrawn|removed|discontinued|excluded"
    r"|former(?:ly)?|past|ended|expired|closed|refused|denied|rejected|unavailable|void)"
)
SAYS_NO = re.compile(
    rf"[\s*_(]*+(?:{_NO}(?<!not)|not\s(?!later)[^|]*|non|no\slonger\b[^|]*|only\s[^|\d]*|✗|✘|❌|×)[\s*_.)]*", _I
)
BOUNDS_A_ROW = re.compile(
    rf"\A\W{{0,4}}(?:{_NO}|only|unless|except|until|if|planned|soon|coming|optional|on\srequest|upon\srequest|partly"
    r"|from\s(?:\w+\s)?20\d\d|partial(?:ly)?|limited|pending|depends|varies|sometimes|would|customer|you|users?)\b"
    rf"|\A\s*(?:[-–—✗✘❌✖×☐]|x)\s*\Z|~~|<(?:s|del)>|\b(?:no\slonger|not\syet|not)\b|{PAST.pattern}",
    _I,
)
_PAST_TITLE = (
    r"(?:former|previous|past|old|expired|superseded|withdrawn|repealed|obsolete|discontinued|abolished|historical"
    r"|archived)\b(?!\sdue)"
)
_NUMBER_OF_A_TITLE = r"\A\W{0,20}+(?:\d[\d.]{0,12}+\W{0,8}+(?<!\d))?"
DENIES_BELOW = re.compile(
    rf"{_NUMBER_OF_A_TITLE}{_PAST_TITLE}"
    r"|\bno\slonger\s(?:exists?|available|offered|possible|appl(?:y|ies)|valid|in\sforce|open)\b"
    r"|\b(?:choices?|options?|rights?|opt-outs?)\b.{0,120}?\b(?:withdrawn|expired|abolished|discontinued|ended"
    r"|any\s?more)\b"
    rf"|{_NUMBER_OF_A_TITLE}(?:what|things|choices?|options?|acts|nothing|nobody)\b.{{0,120}}?"
    r"(?:\bnever\b|\bnot\b|n['’]t\b|\bcannot\b)"
    r"|\b(?:you|customers?|users?)\s(?:cannot|can['’]t|may\snot|must\snot|(?:do\snot|don['’]t)\shave)\b"
    r"|\bnot\s(?:possible|available|allowed|permitted|offered)\b|\bmyths?\b",
    _I,
)
# What a value may not stand under either, as what is only planned may not: "What we do not", "Roadmap".
DENIES_VALUES_BELOW = re.compile(
    rf"{DENIES_BELOW.pattern}|{PAST.pattern}"
    r"|\b(?:not|never|cannot|no\slonger|n['’]t)(?:\s(?!track\b|sell\b|share\b)\w+)?\W*\Z|n['’]t(?:\s\w+)?\W*\Z"
    r"|\b(?:not|never|no\slonger)\s(?:(?:yet|currently)\s)?(?:provided|included|covered|granted|supported"
    r"|in\sforce|applicable|exist\w*|used|given|true|done)\b"
    r"|\b(?:what|things|companies|vendors|choices|rights|services|promises)\b[^.]{0,20}\b(?:not|never|no\slonger"
    r"|n['’]t)\b"
    rf"|{_NUMBER_OF_A_TITLE}(?:planned|proposed|future|hypothetical|misconceptions?|roadmap|drafts?|proposals?|examples?|samples?"
    r"|templates?)\b|\bunder\sdiscussion\b|\bis\sit\strue\b|\b(?:earlier|previous|old)\sversions?\b"
    r"|\b(?:other|rival)\s(?:providers|companies|services|platforms|vendors|people)\b|\bcompetitors?\b",
    _I,
)
PAST_LEAD_IN = re.compile(
    r"\bno\slonger\b|\b(?:the\sfollowing|these|this)\s(?:\w+\s)?(?:applied|was|were|had|existed)\b|\bapplied\suntil\b",
    _I,
)
# "The following was rejected by our board:", "An example of a clause:", "Once our new towers are ready:".
NOT_IN_FORCE_LEAD_IN = re.compile(
    r"\b(?:was|were|been|we|we\shave|had)\s(?:\w+\s)?(?:rejected|considered|decided\sagainst|proposed|discussed)\b"
    r"|\bcritics\b|\b(?:examples?|samples?)\sof\b|\btemplates?\b|\bcopy\sthis\b|\bask\syour\b|\A\W*once\s(?:our|the|we|this)\b",
    _I,
)
BOUNDING_LEAD_IN = re.compile(
    r"(?:\A|[.!?;]\s)\W{0,4}(?:(?:but|and|only)\s)?(?:if|unless|where|when|in\s(?-i:[A-Z])|for\s(?:\w+\s){0,3}?(?:customers?"
    r"|users?|accounts?|plans?|subscribers?)\b)[^.!?;]{0,200}:\W*\Z|\bonly\W*\Z",
    _I,
)
# In a heading or a lead-in: any word that may deny what stands below, though it needn't.
MAY_DENY = re.compile(
    r"\b(?:not|never|no|none|nothing|nobody|neither|nor|cannot|without|wrong|false|untrue|until|former(?:ly)?"
    r"|previous(?:ly)?|past|old|ended|withdrawn|removed|superseded|unless|except\w*|excluded|would|could|examples?)\b"
    r"|n['’]t\b",
    _I,
)
_BUT = r"(?:(?:but|and|however),?\s)?"
# The sentence behind, as a whole: "You cannot." "Not so here." "This offer has been withdrawn." "Opt-outs are void."
TAKES_BACK = re.compile(
    r"\W{0,4}(?:"
    r"(?:no|not|never|wrong|false|untrue|nonsense)\b"
    r"(?!\s(?:\w+\s)?(?:reasons?|fees?|charges?|costs?|forms?|explanations?|further|other|more))[^.!?]{0,40}[.!?]?\W*\Z"
    r"|correction\b|well,\snot\b|so\s(?:said|went|read)\b|(?:this|that)\sis\s(?:what\swe\swould|planned|only|an?\s(?:plan|example|draft))\b"
    rf"|{_BUT}(?:this|the)\s(?:\w+\s){{0,2}}?(?:claim|sentence|period|clause|paragraph)s?\b[^.!?]{{0,40}}\b(?:withdrawn|wrong|false"
    r"|no\slonger|is\snow)\b"
    rf"|{_BUT}(?:we|you|they|it|this|that|nobody)(?:\s\w+)?\s?(?:cannot|not|never|no\slonger|n['’]t)(?:\s\w+){{0,2}}\W*\Z"
    rf"|{_BUT}(?:this|that|these|those|it|such|the\s(?:above|foregoing|offer|option|right|promise|rule))\b"
    r"[^.!?]{0,60}?\b(?:withdrawn|removed|revoked|repealed|cancel\w{2,4}|expired|ended|suspended|abolished|discontinued"
    r"|no\slonger|no\seffect|void|false|wrong|untrue|not\s(?:true|so|the\scase|apply|available|offered|accepted"
    r"|honou?red)|was\sonce|used\sto|in\sthe\spast)\b"
    rf"|{_BUT}(?:this|that|the|these|such|your)\s(?:\w+\s){{0,3}}?(?:{RIGHT}|{CHOOSING})s?\s(?:[\w-]+\s){{0,6}}?"
    rf"(?:{BEEN})\s(?:\w+\s)?{ENDED}"
    rf"|{_BUT}we\s(?:have|had)\s(?:\w+\s)?{ENDED}[^.!]{{0,30}}\b(?:{RIGHT}|{CHOOSING})\b"
    rf"|{_BUT}(?:your\s|any\s|such\s)?{CHOOSING}\s(?:[\w-]+\s){{0,4}}?(?:{BEEN})\s(?:\w+\s)?{ENDED}"
    rf"|{_BUT}(?:(?:any|such|these|those|your|an?|the|all)\s)?(?:{CHOOSING}|requests?|notices?)\s(?:\w+ly\s)?"
    r"(?:(?:has|have|had|will\shave|shall\shave)\sno\s(?:\w+\s)?(?:effect(?!\son)|consequences?(?!\sfor))"
    r"|(?:is|are|will\sbe|shall\sbe)\s(?:\w+ly\s)?(?:void|ignored|disregarded|ineffective|without\seffect"
    r"|refused|rejected|not\s(?:possible|honou?red|accepted|binding|valid|considered|heeded)))"
    rf"|{_BUT}(?:you|we|customers?|users?)\s(?:cannot|can\snot|can['’]t|may\snot|do\snot|don['’]t"
    r"|will\snot|won['’]t|need\snot|shall\snot)(?:\s(?:do\sso|honou?r|heed|respect|accept|observe|grant)\b[^.!]{0,60})?"
    r"\s?[.!])",
    _I,
)
# It takes back only what comes later, or in a case: "We will not accept opt-outs after that day."
LATER = re.compile(r"\b(?:after|later?|beyond|past|otherwise|then|thereafter|once|if|when|until|unless)\b", _I)
