"""Patterns of captures and texts that are not policy: error pages, stubs, banners; and of announcements."""

import re
from collections import Counter
from collections.abc import Iterable

from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.comparison.text.normalise import visible_text
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.segment import ParsedText

STUB_WORDS = 200
OPENING_LENGTH = 600
POINTER_WORDS = 25
NOTICE_LENGTH = 120
FUNCTION_WORDS_NEEDED = 6
_FUNCTION_WORD_LISTS = {
    "English": "the and of to for that with your our this are or by",
    "German": "der die das und von für mit den ist auf dem ein eine nicht werden",
    "French": "le les des et du pour une est vous nous dans sur ou par",
    "Spanish": "el los las y del para una con su por nuestro sus que",
    "Portuguese": "o os uma e do da dos das para com seu sua que não",
    "Italian": "il gli della di per che con una sono dei nel alla",
    "Dutch": "de het een en van voor met dat op aan zijn wij",
}
_FUNCTION_WORDS = {name: words.split() for name, words in _FUNCTION_WORD_LISTS.items()}
_ERROR_PAGE = (
    r"page (?:isn.?t|is not|not) (?:available|found)|something went wrong|we.?re all mixed up"
    r"|an (?:unexpected )?error (?:has )?occurred"
    r"|(?:couldn.?t|can.?t|could not|cannot) find (?:the|that|this|your) page"
    r"|service unavailable|too many requests|\b404\b|bad gateway|gateway time-?out|internal server error|page not found"
    r"|seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|pagina non trovata"
    r"|pagina niet gevonden|página não encontrada|(?:etwas ist schiefgelaufen|ein fehler ist aufgetreten)"
    r"|une erreur (?:est survenue|s.est produite)|se ha producido un error|algo (?:salió|ha salido) mal"
    r"|si è verificato un errore|er is (?:iets misgegaan|een fout opgetreden)|ocorreu um erro|algo deu errado"
)
_NOTICE = re.compile(_ERROR_PAGE, re.IGNORECASE)
_FAILURE = re.compile(
    _ERROR_PAGE + r"|isn.?t available (?:right now|at the moment)|temporarily unavailable|\b403\b"
    r"|access (?:denied|forbidden)|try (?:again|reloading)"
    r"|redirecting|you are being redirected|enable javascript|checking your browser|just a moment"
    r"|verify you are (?:a )?human|verifying (?:that )?you are human|are you a robot|unusual traffic|security check"
    r"|attention required|request blocked|you have been blocked|enable cookies|browser is (?:not supported|out of date)"
    r"|unsupported browser|update your browser|under maintenance|scheduled maintenance|be right back"
    r"|log ?in to continue|sign ?in to continue|(?:please|you must|you need to) (?:log|sign) in|before you continue"
    r"|(?:you|sie|vous) (?:will be|werden|allez être) (?:redirected|weitergeleitet|redirigée?s?)|weiterleitung"
    r"|redirection (?:en cours|vers)|redirigiendo|redireccionando|serás redirigido"
    r"|reindirizzamento|verrai reindirizzato|doorverwezen|u wordt doorgestuurd|redirecionando"
    r"|você será redirecionado|moved permanently|document has moved"
    r"|bitte (?:melden sie sich an|anmelden|aktivieren sie javascript)|zugriff verweigert|wartungsarbeiten"
    r"|veuillez (?:vous connecter|activer javascript)|accès (?:refusé|interdit)|en maintenance"
    r"|(?:inicia|inicie) sesión|acceso denegado|en mantenimiento|effettua l.accesso|accesso negato|in manutenzione"
    r"|log in om|toegang geweigerd|faça login|acesso negado|em manutenção",
    re.IGNORECASE,
)
_UNAVAILABLE_PART = re.compile(r"(?:is|are) (?:not|un)\s?available in your (?:location|country|region)", re.IGNORECASE)
_POINTER = re.compile(
    r"learn more|find out more|read more|more info(?:rmation)?\b|information\b[^.]{0,80}\bhere\b|for details,? see",
    re.IGNORECASE,
)
# What a credit or a pointer doesn't say: a duty, a limit, a price, what binds. A licence lets people use things
# ("can"), and "No. 16" is a number.
_BINDS = re.compile(
    r"\b(?:must|shall|will|cannot|never|not|no(?!\.\s?\d)"
    r"|requires|required to|requirement|mandatory|binds?|binding|bound|agree[sd]?|consent"
    r"|waive[sr]?|forfeit|prohibit\w{0,3}|liable"
    r"|liability|pay|pays|payable|fees?|charged?|only|unless)\b"
    rf"|[{CURRENCY_SIGNS}]\s?\d|\d\s?(?:[{CURRENCY_SIGNS}]|(?:eur|usd|gbp|chf|dollars?|euros?|percent)\b|%)",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"open (?:data|government|source)|licen[cs]ed? under|data ?set|data exchange|©|\(c\) \d{4}"
    r"|all rights reserved|creative commons|cc[ -]by",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"cookie|sub-?processor|\b_g[ac]|pixel|local storage|vendor list|list of (?:vendors|providers|partners)",
    re.IGNORECASE,
)
_ANNOUNCEMENT = re.compile(
    r"we(?:.re| are|.ve| have) (?:updat|chang|revis)\w+|will (?:take effect|become effective|be effective|apply from)"
    r"|(?:go|come)s? into effect"
    r"|until then|upcoming (?:changes|terms|version)"
    r"|(?:new|updated) (?:version|terms|policy)[^.]{0,60}(?:effective|take effect)"
    r"|wir (?:aktualisieren|ändern|haben [^.]{0,60}(?:aktualisiert|geändert))|(?:tritt|treten) am [^.]{0,40} in kraft"
    r"|nous (?:mettons à jour|modifions|avons (?:mis à jour|modifié))|(?:entrera|entreront) en vigueur"
    r"|(?:estamos actualizando|hemos (?:actualizado|modificado))|(?:entrará|entrarán) en vigor"
    r"|(?:stiamo aggiornando|abbiamo aggiornato)|(?:entrerà|entreranno) in vigore"
    r"|(?:we werken [^.]{0,40} bij|we hebben [^.]{0,60}(?:bijgewerkt|gewijzigd))|gaan? in op"
    r"|(?:estamos atualizando|atualizámos|atualizamos)|(?:entrará|entrarão) em vigor",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(r"[.!?]\s+\S")
_SIGNS_OF_ANNOUNCEMENT = (
    "updat", "chang", "revis", "effect", "apply from", "until then", "upcoming", "aktualisier", "änder", "in kraft",
    "modif", "mettons à jour", "mis à jour", "vigueur", "vigor", "actualiz", "aggiorn", "we werken", "gewijzigd",
    "bijgewerkt", "in op", "atualiz",
)  # fmt: skip
_MENU = re.compile(
    r"^[\W_\d]*+(?:skip to|sign (?:in|up|out)|log ?(?:in|out)|register|menu|search|home|support|faqs?"
    r"|help(?: cent(?:er|re))?|about(?: us)?|contact(?: us)?|careers?|jobs|press|blog|news(?:letter|room)?"
    r"|investors?|partners?|pricing|products?|solutions|resources|developers?"
    r"|download(?: the app)?|get the app|shop|store|cart|account|my account|language"
    r"|facebook|instagram|twitter|x|linkedin|youtube|tiktok|pinterest|follow us|subscribe|site ?map|imprint|impressum"
    r"|accessibility|cookie (?:settings|preferences)|privacy(?: policy| cent(?:er|re))?|terms(?: of (?:use|service))?"
    r"|all rights reserved|back to top|share|print|anmelden|registrieren|hilfe|über uns|kontakt|karriere|presse"
    r"|se connecter|connexion|s.inscrire|aide|à propos|nous contacter|mentions légales|iniciar sesión|ayuda|contacto"
    r"|accedi|aiuto|chi siamo|contatti|inloggen|over ons|entrar|ajuda|sobre nós)\b(?:[\W_]*+[^\W_]\S{0,19}+){0,2}+"
    r"[\W_]*+$",
    re.IGNORECASE,
)

_EFFECT = re.compile(
    r"effective|takes? effect|into effect|in force|into force|valid from|applies from|apply from"
    r"|gültig ab|(?:gilt|gelten) ab|in kraft|en vigueur|applicables? à (?:partir|compter)|en vigor"
    r"|in vigore|ingang|em vigor",
    re.IGNORECASE,
)


def looks_failed(text: ParsedText) -> bool:
    """Whether a capture is empty, or short and opens like an error, redirect, login or consent page."""
    if text.word_count < 5:
        return True
    if text.word_count >= STUB_WORDS:
        return False
    opening = " ".join(block.visible[:OPENING_LENGTH] for block in text.blocks[:12])[:OPENING_LENGTH]
    return _FAILURE.search(opening) is not None


def is_failure_notice(visible: str) -> bool:
    """Whether a line is the notice of an error page."""
    return len(visible) <= NOTICE_LENGTH and _NOTICE.search(visible) is not None


def has_failure_notice(text: ParsedText) -> bool:
    """Whether one of its lines is such a notice: a part of the document failed."""
    return any(is_failure_notice(block.visible) for block in text.blocks)


def language_of(wordings: Iterable[str]) -> str:
    """The language most of the words belong to by their function words, or "" when they do not say."""
    counts = Counter(word for wording in wordings for word in wording.split())
    ranked = sorted(
        ((sum(counts[word] for word in words), name) for name, words in _FUNCTION_WORDS.items()), reverse=True
    )
    (most, name), (second, _) = ranked[0], ranked[1]
    return name if most >= FUNCTION_WORDS_NEEDED and most >= 2 * second else ""


def belongs_to_a_menu(visible: str) -> bool:
    """Whether a short line is one that sites have in their menus: sign in, about us, careers, follow us."""
    return len(visible) <= 60 and _MENU.match(visible) is not None


def announces_change(visible: str) -> bool:
    """Whether a clause announces new or changed terms."""
    opening = visible[:2_000]
    return holds_any(folded(opening), _SIGNS_OF_ANNOUNCEMENT) and _ANNOUNCEMENT.search(opening) is not None


def states_effect(visible: str) -> bool:
    """Whether a clause with a date says that this is the day the text takes effect."""
    return len(visible) <= 600 and _EFFECT.search(visible) is not None


def is_attribution(raw: str) -> bool:
    """Whether a clause credits a data source or licence and links to it."""
    if "://" not in raw or not _ATTRIBUTION.search(raw[:2_000]):
        return False
    return _BINDS.search(visible_text(raw[:2_000])) is None


def is_pointer(added_raw: str) -> bool:
    """Whether an added wording only says where to find information: a link in a short sentence without a rule."""
    if "](" not in added_raw or len(added_raw) > 600:
        return False
    visible = visible_text(added_raw).strip()
    if _BINDS.search(visible):
        return False
    is_one_sentence = not _NEXT_SENTENCE.search(visible)
    return is_one_sentence and visible.count(" ") < POINTER_WORDS and _POINTER.search(visible) is not None


def lists_recipients_or_cookies(visible: str, headings: tuple[str, ...]) -> bool:
    """Whether a table row belongs to a list of cookies or of companies, by its headings or its own words."""
    return _LISTS.search(" ".join(headings[-2:]) + " " + visible[:600]) is not None


def is_unavailable_part(visible: str) -> bool:
    """Whether a line stands for a part that the server did not show to this visitor."""
    return len(visible) <= 200 and _UNAVAILABLE_PART.search(visible) is not None
