"""Whether all that differs is how somebody is reached, or who holds an office of the same company."""

import re

from governance.comparison.materiality.addresses import masked
from governance.comparison.materiality.edits import ChangedWords, Edit, Edits
from governance.comparison.text.word_lists import LEGAL_FORMS

LONGEST_READ = 4_000
LONGEST_WAY_WORDS = 14
BESIDE_OFFICE = 40
# A sentence that says how to reach somebody.
_REACHES = re.compile(
    r"\b(?:contact|reach|write to|e-?mail|call|get in touch with|speak (?:to|with)|talk to) (?:us|our|the|me"
    r"|[A-Z]\w+)\b"
    r"|\b(?:contacting|e-?mailing|calling|writing to|reaching) (?:us|our|the)\b|\bcontact (?:details"
    r"|information|point|form)\b"
    r"|\b(?:send|submit|address|direct|mail)\b[^.]{0,60}\b(?:questions?|inquir\w+|enquir\w+|requests?"
    r"|complaints?|notices? of|reports?)"
    r"|\b(?:questions?|inquir\w+|enquir\w+|comments|concerns|feedback)\b[^.]{0,120}\b(?:contact|e-?mail|write"
    r"|call|reach|send)\b"
    r"|\bto contact\b|\bprivacy inquiry\b"
    r"|\b(?:contacter|contactez|écrire à|écrivez|joindre|adresser)\b|\b(?:kontakt\w*|wenden sie sich"
    r"|schreiben sie|senden sie)\b"
    r"|\b(?:contactar|escribir a|contattar\w*|scrivere a|contato)\b",
    re.IGNORECASE,
)
# What such a sentence may not say: that something ends, is paid, or has to be written in one way.
_BINDS = re.compile(
    r"\b(?:must|shall|only|not|no|never|unless|deemed|valid|written|cancel\w*|terminat\w+|refunds?|returns?"
    r"|opt[- ]?out"
    r"|unsubscrib\w+|sub-?processors?|third part(?:y|ies)|vendors?|controller|arbitrat\w+|court\w*"
    r"|résili\w+|künd\w+|widerruf\w*|pas|nicht|nur)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"(?:†|at|by|via|to|on|or|and|of|in|out|through|using|use|us|our|the|an?|this|that|these|for|with|from|you"
    r"|your|can|may"
    r"|also|either|please|below|above|following|here|directly|e-?mail(?:ing|s)?|mail(?:ing|box)?|post|letter"
    r"|phone|tele"
    r"|telephone|call(?:ing)?|fax|forms?|web|webform|online|pages?|sites?|website|link|address(?:es)?|number"
    r"|contact(?:ing)?"
    r"|reach(?:ing)?|writ(?:e|ing)|send(?:ing)?|support|team|department|desk|officer|dpo|privacy|legal|data"
    r"|protection"
    r"|customers?|services?|help|cent(?:er|re)|inquir(?:y|ies)|enquir(?:y|ies)|questions?|submit(?:ting)?"
    r"|fill(?:ing)?"
    r"|complete|completing|get(?:ting)?|touch|requests?|messages?|chat|app|in-app|attention|click(?:ing)?"
    r"|designated|agent"
    r"|assistance|assist|us|any|have|if|information|more|portal|attn|subject|line|visit(?:ing)?|available|located|found|go(?:ing)?|ticket|office"
    r"|par|à|courriel|courrier|formulaire|adresse|suivante?|ou|et|le|la|les|de|du|un|une|nous|notre|ici|en"
    r"|ligne|téléphone"
    r"|per|über|an|oder|und|die|das|der|dem|den|unser\w*|unter|hier|formular|kontaktformular|telefon|folgende\w?)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\u2020|[^\W_]+(?:-[^\W_]+)*")
_OFFICE = re.compile(
    r"\b(?:(?:managing |executive |publishing )?directors?|chief \w+ officer|ceo|cto|(?:vice[- ])?presidents?"
    r"|chairman|chair"
    r"|board members?|(?:legal )?representatives?|registered agent|publisher"
    r"|gérante?|présidente?|(?:directeur|directrice)(?: général\w*| de la publication)?|représentants? léga\w+"
    r"|geschäftsführ\w+|vorst[aä]nd\w*|aufsichtsrat\w*"
    r"|vertretungsberechtigte\w*|vertreten durch|amministratore|administrador\w*|styrelse\w*|zaakvoerder)\b",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r"[\s,;&·]+")
_NAME = re.compile(r"[A-ZÀ-Ý][\w’'-]{0,30}\.?|de|van|von|der|den|di|da|la|le|and|und|et|y|e")
_NO_PERSON = re.compile(
    rf"\b(?:{LEGAL_FORMS}|sas|sarl|b\.?v|oy|ab|aps|llp|group|holdings?|services?|bank|authority|agency|commission\w*"
    r"|ministry|court|office|institute|foundation|company|partners?)\b|\d",
    re.IGNORECASE,
)


def channel(edit: Edit, _: Edits) -> bool:
    """Whether a sentence says how to reach somebody, and other ways to do so, or another name of the same one."""
    if not (edit.is_modified and edit.pieces) or max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    return all(map(is_way, edit.pieces))


def reaches(edit: Edit, edits: Edits) -> bool:
    """Whether a sentence that came or went only says by which address or number somebody is reached.

    Where the other text had no such way at all, it is news that there is one.
    """
    line = edit.old or edit.new
    if edit.is_modified or len(line) > LONGEST_READ or not _REACHES.search(line) or _BINDS.search(line):
        return False
    words = _WORD.findall(masked(line))
    if "\u2020" not in words or len(words) > 2 * LONGEST_WAY_WORDS or not all(map(_WAY.fullmatch, words)):
        return False
    other = edits.base if edit.after else edits.after
    return any(_REACHES.search(block.visible) and "\u2020" in masked(block.visible) for block in other.blocks)


def is_way(piece: ChangedWords) -> bool:
    sentences = piece.old_sentence, piece.new_sentence
    if not all(map(_REACHES.search, sentences)) or any(map(_BINDS.search, sentences)):
        return False
    words = [word for side in (piece.old, piece.new) for word in _WORD.findall(masked(side))]
    return len(words) <= 2 * LONGEST_WAY_WORDS and all(map(_WAY.fullmatch, words))


def officers(edit: Edit, _: Edits) -> bool:
    """Whether other people hold an office of the same company, such as its directors."""
    if not (edit.is_modified and edit.pieces) or max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    return all(map(is_person, edit.pieces))


def is_person(piece: ChangedWords) -> bool:
    sides = [_OFFICE.sub("X", side).strip(" ,.;") for side in (piece.old, piece.new)]
    if not any(sides) or any(_NO_PERSON.search(side) or not _are_names(side) for side in sides):
        return False
    names = [side for side in sides if side]
    if not any(len(name.split()) > 1 for name in names):
        return False
    return all(_is_beside_office(words, one) for words, one in zip(piece[:2], piece[2:], strict=True) if words)


def _are_names(words: str) -> bool:
    return all(map(_NAME.fullmatch, filter(None, _BETWEEN_NAMES.split(words))))


def _is_beside_office(words: str, sentence: str) -> bool:
    place = sentence.find(words)
    around = sentence[max(0, place - BESIDE_OFFICE) : place + len(words) + BESIDE_OFFICE]
    return place >= 0 and _OFFICE.search(around) is not None
