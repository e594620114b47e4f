"""Is this the document? Signs that a text is not: error pages, stubs, menus, parts that failed, another language.

They look at one text alone and know nothing of another one. Whoever brings a text can ask them before it is stored.
"""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from governance.comparison.text.segment import ParsedText

STUB_WORDS = 200
OPENING_LENGTH = 600
NOTICE_LENGTH = 120
FUNCTION_WORDS_NEEDED = 6
# Words are foreign where another language has so many times the function words of ours.
FOREIGN_TIMES = 4
OTHER_LETTERS_SHARE = 0.5
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
_ANY_FUNCTION_WORD = frozenset(chain.from_iterable(_FUNCTION_WORDS.values()))
_OTHER_LETTERS = re.compile("[\u0370-\u1fff\u2c00-\ua69f\ua800-\ud7ff\uf900-\ufaff]")
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
# To show one address is another matter: the text is there without scripts.
_ASKS_FOR_SCRIPTS = (
    r"enable javascript|javascript (?:is )?(?:disabled|required)(?! to (?:see|view|show))|requires javascript"
    r"|javascript aktivieren|aktivieren sie javascript|activer javascript|habilit[ae] javascript"
    r"|abilita(?:re)? javascript"
)
_NO_SCRIPTS = re.compile(_ASKS_FOR_SCRIPTS, re.IGNORECASE)
_FAILURE = re.compile(
    _ERROR_PAGE
    + "|"
    + _ASKS_FOR_SCRIPTS
    + r"|isn.?t available (?:right now|at the moment)|temporarily unavailable|\b403\b"
    r"|access (?:denied|forbidden)|try (?:again|reloading)"
    r"|redirecting|you are being redirected|checking your browser|just a moment"
    r"|verify you are (?:a )?human|verifying (?:that )?you are human|are you a robot|unusual traffic|security check"
    r"|attention required|request blocked|you have been blocked|enable cookies|browser is (?:not supported|out of date)"
    r"|unsupported browser|update your browser|under maintenance|scheduled maintenance|be right back"
    r"|log ?in to continue|sign ?in to continue|(?:please|you must|you need to) (?:log|sign) in|before you continue"
    r"|(?:you|sie|vous) (?:will be|werden|allez être) (?:redirected|weitergeleitet|redirigée?s?)|weiterleitung"
    r"|redirection (?:en cours|vers)|redirigiendo|redireccionando|serás redirigido"
    r"|reindirizzamento|verrai reindirizzato|doorverwezen|u wordt doorgestuurd|redirecionando"
    r"|você será redirecionado|moved permanently|document has moved"
    r"|bitte (?:melden sie sich an|anmelden)|zugriff verweigert|wartungsarbeiten"
    r"|veuillez vous connecter|accès (?:refusé|interdit)|en maintenance"
    r"|(?:inicia|inicie) sesión|acceso denegado|en mantenimiento|effettua l.accesso|accesso negato|in manutenzione"
    r"|log in om|toegang geweigerd|faça login|acesso negado|em manutenção",
    re.IGNORECASE,
)
_UNAVAILABLE_PART = re.compile(r"(?:is|are) (?:not|un)\s?available in your (?:location|country|region)", re.IGNORECASE)
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


def looks_failed(text: ParsedText) -> bool:
    """Whether a capture is empty, or short and opens like an error, redirect, login or consent page."""
    if text.word_count < 5:
        return True
    if text.word_count >= STUB_WORDS:
        return False
    opening = " ".join(block.visible[:OPENING_LENGTH] for block in text.blocks[:12])[:OPENING_LENGTH]
    return _FAILURE.search(opening) is not None


def asks_for_scripts(text: str) -> bool:
    """Whether a text or a page asks its reader to let scripts run."""
    return _NO_SCRIPTS.search(text) is not None


def is_failure_notice(visible: str) -> bool:
    """Whether a line is the notice of an error page."""
    return len(visible) <= NOTICE_LENGTH and _NOTICE.search(visible) is not None


def has_failure_notice(text: ParsedText) -> bool:
    """Whether one of its lines is such a notice: a part of the document failed."""
    return any(is_failure_notice(block.visible) for block in text.blocks)


def language_of(wordings: Iterable[str]) -> str:
    """The language most of the words belong to by their function words, or "" when they do not say."""
    counts = Counter(filter(_ANY_FUNCTION_WORD.__contains__, chain.from_iterable(map(str.split, wordings))))
    ranked = sorted(
        ((sum(counts[word] for word in words), name) for name, words in _FUNCTION_WORDS.items()), reverse=True
    )
    (most, name), (second, _) = ranked[0], ranked[1]
    return name if most >= FUNCTION_WORDS_NEEDED and most >= 2 * second else ""


def is_foreign_to(language: str, wordings: Iterable[str]) -> bool:
    """Whether words belong to another language than this one: to which, need not be known.

    Related languages share function words, and of what is written in other than Latin letters no word is known.
    """
    text = " ".join(wordings)
    letters = sum(map(str.isalpha, text))
    if letters and len(_OTHER_LETTERS.findall(text)) > OTHER_LETTERS_SHARE * letters:
        return language != ""
    counts = Counter(filter(_ANY_FUNCTION_WORD.__contains__, text.split()))
    of_languages = {name: sum(counts[word] for word in words) for name, words in _FUNCTION_WORDS.items()}
    ours = of_languages.pop(language, 0)
    return max(of_languages.values()) >= max(FUNCTION_WORDS_NEEDED, FOREIGN_TIMES * ours) and language != ""


def belongs_to_a_menu(visible: str) -> bool:
    """Whether a short line is one that sites have in their menus: sign in, about us, careers, follow us."""
    return len(visible) <= 60 and _MENU.match(visible) is not None


def is_unavailable_part(visible: str) -> bool:
    """Whether a line stands for a part that the server did not show to this visitor."""
    return len(visible) <= 200 and _UNAVAILABLE_PART.search(visible) is not None
