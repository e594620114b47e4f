"""Whether all that differs is where to find information: a pointer that came, went or leads elsewhere.

A pointer to what governs ("these terms also apply") is none, and neither is one to where a right is used, a choice is
made, or something is paid: those are the way to it.
"""

import re

from governance.comparison.materiality.edits import ChangedWords, Edit, Edits
from governance.comparison.text.word_lists import WORDS_OF_FORCE

LONGEST_POINTER_WORDS = 45
LONGEST_READ = 10_000
_GO = r"(?:see|visit|read|refer to|consult|check(?: out)?|go to|click(?: here)?|take a look at|head to|look at|view)"
_MORE = r"(?:more|further|additional|detailed|general|full|other)"
_POINTS = re.compile(
    rf"\W{{0,6}}(?:(?:please\s)?(?:learn|read|find out|discover|see) (?:more|how|about)\b"
    rf"|{_MORE} (?:information|info|details?)\b"
    rf"|(?:for|to|if|when)\b[^.;!?]{{2,200}}(?:,|,? please)\s{_GO}\b|(?:please\s)?(?:see|visit|refer to|consult)\s"
    rf"|(?:you can )?(?:find|get|read) (?:out )?{_MORE}\b|(?:the )?details (?:can be found|are available)\b"
    r"|en savoir plus|pour (?:en savoir plus|plus d[’']informations?|de plus amples)\b|plus d[’']informations?\b"
    r"|(?:weitere|mehr|nähere) (?:informationen|infos|details|einzelheiten|dazu|erfahren)\b|erfahren sie mehr\b)",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\W{0,6}(?:(?:view|see|read|download)\s)?(?:(?:the|our|all)\s)?(?:previous|earlier|archived?|prior|past|older"
    r"|former)\s"
    r"[^.;!?]{0,80}\b(?:versions?|terms|polic(?:y|ies)|notices?|pdf|statements?)\b",
    re.IGNORECASE,
)
# To a document that may govern, and to terms that are to come, nobody merely points.
_GOVERNS = re.compile(
    r"\b(?:terms|conditions|agreements?|addend(?:um|a)|contracts?|rules|schedules?|licen[cs]es?|eula"
    r"|new(?! (?:window|tab))|upcoming|updated|preview|next"
    r"|changes?|bedingungen|agb|vertrag\w*|conditions|contrats?|nouve(?:au|lle)s?|neue\w?)\b",
    re.IGNORECASE,
)
# What a mere pointer doesn't say: that something binds or governs, how a right is used or a choice is made, that
# somebody pays, or what is done with data.
_SAYS_MORE = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|agree\w*|accept\w*|consent\w*|govern\w*|subject to|appl(?:y|ies|icable|ied)"
    rf"|incorporat\w+|form(?:s|ing)? part"
    r"|part of|in addition to|supersede\w*|replace\w*|prevail\w*|effective|instead|until|before|bind\w*|bound"
    r"|required?|requires|mandatory"
    r"|opt(?:ing)?[- ]?(?:in|out)|unsubscribe|withdraw\w*|object(?:ion)?s?|delet\w+|eras\w+|cancel\w*|terminat\w+"
    r"|refunds?|returns?"
    r"|complain\w*|appeal\w*|dispute\w*|arbitrat\w+|claims?|exercis\w+|rights?|choices?|preferences|control\w*"
    r"|disabl\w+|turn"
    r"|clos(?:e|es|ing)|remov\w+|revok\w+|deactivat\w+|manag(?:e|es|ing)|request\w*|access(?:es|ing)?|download\w*"
    r"|stop\w*|block\w*|limit\w*"
    r"|biometric\w*|health|location|profil\w+|artificial|ai|minors?|children"
    r"|sells?|sold|sale|shar(?:e|es|ed|ing)|disclos\w+|transfer\w*|train\w*|retain\w*|retention|collect\w*|fees?"
    r"|prices?|pricing|pay\w*"
    r"|charge[ds]?|liab\w+|warrant\w*|indemn\w+|prohibit\w*|restrict\w*|eligib\w+|parents?|guardians?|age"
    r"|consequences?|sanctions?"
    r"|gilt|gelten|müssen|muss|darf|dürfen|nicht|nur|kein\w*|widerruf\w*|widerspr\w+|einwillig\w+|recht\w*|lösch\w+"
    r"|künd\w+"
    r"|s[’']appliqu\w+|applicables?|doi(?:t|vent)|pas|droits?|opposer|opposition|retirer|supprim\w+|résili\w+"
    r"|réclam\w+|consent\w+)\b"
    r"|\d\s?(?:%|days?|months?|years?)|[$€£¥]",
    re.IGNORECASE,
)
_INFORMATION = r"(?:information|info|details?|guidance|instructions|resources|explanations?)"
# A sentence that begins so only leads to what is told elsewhere, whatever that is about.
_INFORMS = re.compile(
    rf"\W{{0,6}}(?:(?:tip|note)\W{{1,6}})?(?:(?:for|if you (?:need|want|wish|would like)) (?:{_MORE} "
    rf"|some )?{_INFORMATION}\b"
    rf"|(?:to|if you(?:[’']d| would)? (?:want|wish|like|prefer) to) (?:learn|find out|know|read|understand|see)"
    rf" (?:{_MORE}|about|how|which|what|the)\b"
    rf"|(?:please )?(?:learn|read|find out|discover|see) more\b|(?:{_MORE}|you can find {_MORE}) {_INFORMATION}\b"
    rf"|you (?:can|may|will) (?:also )?(?:find|read|learn|see|get)(?: out)? (?:{_MORE}|about)\b"
    rf"|(?:please )?(?:see|read|visit|refer to|consult|view|check(?: out)?|click)\s[^.;!?]{{2,120}}\s"
    rf"(?:for|to (?:learn|find|get|read|see)(?: out)?) {_MORE}\b"
    r"|pour (?:en savoir plus|plus d[’'](?:informations?|infos|éléments)|de plus amples (?:informations?"
    r"|renseignements))\b"
    r"|(?:vous pouvez )?en savoir plus\b|plus d[’']informations?\b|vous trouverez (?:plus|de plus amples)\b"
    r"|(?:weitere|mehr|nähere|ausführliche) (?:informationen|infos|details|einzelheiten)\b|erfahren sie mehr\b"
    r"|(?:para|si (?:desea|quiere)) (?:obtener )?más (?:información|detalles)\b|más información\b"
    r"|(?:para )?(?:mais|maiores) (?:informações|detalhes)\b|per (?:maggiori|ulteriori) informazioni\b"
    r"|(?:voor )?meer informatie\b)",
    re.IGNORECASE,
)
# Beside leading to information such a sentence must not bind, nor be the way to use a right or to make a choice.
_DOES_MORE = re.compile(
    r"\b(?:must|shall|should|cannot|not|no|never|only|unless|except|required?|requires|mandatory|agree\w*|accept\w*"
    r"|by (?:using|continuing)|subject to|govern\w*|incorporat\w+|supersede\w*|prevail\w*|bind(?:s|ing)|bound"
    r"|opt(?:ing)?[- ]?(?:in|out)|unsubscrib\w+|withdraw\w*|exercis\w+|cancel\w*|refunds?|disputes?|arbitrat\w+"
    r"|appeal\w*"
    r"|turn(?:ing)? (?:on|off)|disabl\w+|deactivat\w+|revok\w+|manag(?:e|ing) your|choices?|preferences|effective"
    r"|sell(?:s|ing)?|sold|price[sd]?|pricing|fees?|cost|upcoming|claims?"
    r"|we (?:may )?(?:share|disclose|transfer|retain|keep|train|collect)|or to|and to|or if|ou pour|et pour"
    r"|doi(?:t|vent)|pas|opposer|retirer|exercer|résili\w+"
    r"|müssen|muss|darf|dürfen|nicht|nur|kein\w*|widerruf\w*|widerspr\w+|künd\w+|oder um|debe\w*|no|ejercer"
    r"|oder zu)\b"
    r"|\d\s?(?:%|days?|months?|years?)|[$€£¥]",
    re.IGNORECASE,
)
_MONTH_OF_MAY = re.compile(r"\bMay(?= \d)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z]|[\"“*_\[])")
_ENDS = '.!?:)]”"*_'


def pointer(edit: Edit, _: Edits) -> bool:
    """Whether what came, went or changed only points to information."""
    if edit.shown.kind == "heading":
        return False
    if not edit.is_modified:
        return _only_points(edit.old or edit.new)
    return bool(edit.pieces) and all(map(is_of_pointer, edit.pieces))


def informs(edit: Edit, _: Edits) -> bool:
    """Whether what came or went are sentences that lead to information, whatever it is about."""
    if edit.shown.kind == "heading":
        return False
    if not edit.is_modified:
        return _only_informs(edit.old or edit.new)
    olds, news = (_SENTENCE_END.split(side[:LONGEST_READ]) for side in (edit.old, edit.new))
    changed = [*(one for one in olds if one not in news), *(one for one in news if one not in olds)]
    if not changed or not all(map(_informs, changed)):
        return False
    return [one for one in olds if one in news] == [one for one in news if one in olds]


def _only_informs(wording: str) -> bool:
    sentences = _SENTENCE_END.split(wording.strip())
    return bool(wording.strip()) and all(map(_informs, sentences))


def _informs(sentence: str) -> bool:
    """Whether a sentence leads to information, and is no way to anything else."""
    if len(sentence.split()) > LONGEST_POINTER_WORDS or not _INFORMS.match(sentence):
        return False
    return _DOES_MORE.search(sentence) is None and _GOVERNS.search(sentence) is None


def is_of_pointer(piece: ChangedWords) -> bool:
    """Whether the words are a pointer that came or went whole, or are part of one before and after."""
    if not (piece.old and piece.new):
        words = piece.old or piece.new
        if _is_whole(words) and _only_points(words):
            return True
    return _points(piece.old_sentence) and _points(piece.new_sentence)


def _is_whole(words: str) -> bool:
    """Whether words that came or went are sentences."""
    return words[:1].isupper() and words[-1:] in _ENDS


def _only_points(wording: str) -> bool:
    sentences = _SENTENCE_END.split(wording.strip())
    return bool(wording.strip()) and all(map(_points, sentences))


def _points(sentence: str) -> bool:
    """Whether a sentence says where to find information, and nothing else."""
    if len(sentence.split()) > LONGEST_POINTER_WORDS or _SAYS_MORE.search(_MONTH_OF_MAY.sub("", sentence)):
        return False
    return _EARLIER.match(sentence) is not None or (
        _POINTS.match(sentence) is not None and _GOVERNS.search(sentence) is None
    )
