"""Who makes a choice in a sentence: its reader, or the service and others.

A rule on words alone, in English, German and French.
"""

import re

Span = tuple[int, int]

_I = re.IGNORECASE
# Words between commas before a verb, and what tells of a subject: neither says who acts.
PARENTHESIS = re.compile(r",[^,]{1,100},\s?\Z")
RELATIVE = re.compile(
    r"\b(?:who|which|that|whose)\s(?:\S+\s){1,8}?(?=(?:may|can|cannot|must|shall|should|will|has|have|is|are)\b)", _I
)
# Who may choose.
_OTHERS = (
    r"(?:we|us|wir|nous|(?:the\s|our\s|another\s|any\s|each\s|der\s|le\s)?(?:service\s)?(?:providers?"
    r"|(?:sub-?\s?)?processors?|suppliers?"
    r"|vendors?|licensors?|company|advertisers?|publishers?|affiliates?|regulators?|court|arbitrators?|authority"
    r"|authorities"
    r"|third\spart(?:y|ies)|partners?|administrators?|admins?|employers?|resellers?|agents?|anbieter\w*"
    r"|auftragnehmer\w*|auftragsverarbeiter\w*|prestataire|fournisseur|sous-traitant)"
    r"|other\s\w+|andere\s\w+)"
)
_OTHERS_DO = re.compile(rf"\b{_OTHERS}(?:\s(?:do|does|did)(?:\snot|n['’]t)?)?\s(?:\w+ly\s)?\Z", _I)
_OTHERS_OWN = re.compile(
    r"\b(?:our|(?:provider|company|supplier|vendor|processor)['’]s|unser\w{0,2}|notre)\s(?:\w+\s)?"
    r"(?:right|option|possibility|recht|droit)(?:\s(?:to|auf|zum|de|d['’]))?\s?\Z",
    _I,
)
_OUR_OBJECTION = re.compile(r"\b(?:our|unser\w{0,2}|notre)\s\Z", _I)
_OF_A_NAME = re.compile(r"(?:\A|\W)(?P<who>[A-Z][\w.-]+)\s\Z")
_MODAL = re.compile(
    r"\b(?P<who>(?:[\w’'-]{1,40}+\s){0,2}[\w’'-]{1,40}+)\s(?:(?:\w{1,20}+(?<=\wly)|also|then|both|each|still|only)\s)?"
    r"(?:may|can|cannot|could|shall|will|must|should|has|have|reserves?|kann|können|darf|dürfen|peut|peuvent"
    r"|pouvons)\b",
    _I,
)
_OF_ANOTHER_CUSTOMER = re.compile(
    r"\b(?:its|their|his|whose)\s(?:own\s)(?:\w+\s)?(?:customers?|clients?|users?|members?)\s(?:(?:may|can|must|will|shall)\s)?"
    r"(?:\w+ly\s)?\Z",
    _I,
)
_COMPANY_DOES = re.compile(
    r"\b(?:Inc|Ltd|LLC|GmbH|Corp|Limited|PBC|AG|SE|SAS)\.?\s(?:\w+ly\s|also\s)?(?:may|can|shall|will|must|could|has"
    r"|is)\s\Z"
)
_GERMAN_WE = re.compile(r"\b(?:kann|können|dürfen|haben|werden|darf)\s(?:wir|der\s(?:anbieter|auftragnehmer)\w*)\b", _I)
# "Our landlord may object", "Your sub-licensees may object".
_OF_SOMEBODY = re.compile(
    r"(?:our|your)\s(?:landlord|sub-?licensees?|insurers?|lenders?|investors?|shareholders?|neighbou?rs?|parents?)\Z",
    _I,
)
_IS_OTHER = re.compile(rf"(?:\A|.*\s){_OTHERS}\Z", _I)
_IS_READER = re.compile(
    r"\b(?:you|users?|customers?|clients?|members?|subscribers?|consumers?|licensees?|controllers?|buyers?|sellers?"
    r"|individuals?"
    r"|persons?|residents?|participants?|exporters?|part(?:y|ies)|they|it|who|which|that|subjects?|everyone"
    r"|everybody|anyone"
    r"|organi[sz]ations?|institutions?|schools?|holders?|this|these|those|there|notice|objections?|sie|kunden?"
    r"|nutzer\w*"
    r"|auftraggeber\w*|verantwortliche\w*|vous|clients?|utilisateurs?|responsable|titulaire)\Z",
    _I,
)
# Some agreements call their reader "Company".
_TELLS_THE_SERVICE = re.compile(r"\b(?:[Nn]otif|[Ii]nform)\w*\s(?:us\b|[A-Z])|\bnotice\sto\s(?:us\b|[A-Z])")
_LETS_READER = re.compile(r"\b(?:you|your|customers?|users?|members?|sie|ihnen|vous)\b", _I)
_HEARS = re.compile(r"\b(?:receiv|get|hear|obtain|erhalt|recev|reçoi)\w*\b", _I)


def is_by_another(sentence: str, act: Span) -> bool:
    """Whether the service or a third party chooses, not the reader."""
    lead = RELATIVE.sub("who ", re.split(r"[;:()]", PARENTHESIS.sub(" ", sentence[: act[0]]))[-1])
    if _COMPANY_DOES.search(lead) or _OF_ANOTHER_CUSTOMER.search(lead):
        return True
    if _OTHERS_OWN.search(lead):
        return True
    if sentence[slice(*act)].lower().startswith(("objection", "widerspr", "einspr")) and _OUR_OBJECTION.search(lead):
        return True
    if _OTHERS_DO.search(lead):
        return True
    who = list(_MODAL.finditer(lead))
    german = list(_GERMAN_WE.finditer(lead))
    if german and (not who or german[-1].start() >= who[-1].start()):
        return _LETS_READER.search(lead, german[-1].end()) is None
    if not who:
        return False
    subject, rest = who[-1]["who"], lead[who[-1].end() :]
    if _LETS_READER.search(rest) or _HEARS.search(rest):
        return False
    if _OF_SOMEBODY.match(subject):
        return True
    if _IS_OTHER.match(subject):
        return not (subject.endswith("Company") and _TELLS_THE_SERVICE.search(sentence, act[1]))
    return _is_a_name(subject)


def _is_a_name(subject: str) -> bool:
    """Whether the subject is a name, which no reader is called by: "Owl may object"."""
    last = subject.split()[-1]
    return last[:1].isupper() and not last.endswith("s") and _IS_READER.search(last) is None
