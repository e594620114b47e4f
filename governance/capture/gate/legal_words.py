"""Words that governance documents are full of, in six languages, and what few other texts say."""

import re

LEGAL_WORDS = re.compile(
    r"\b(?:terms|agree\w*|privacy|polic\w+|personal (?:data|information)|liab\w+|rights?|law|consent|cookies?|service"
    r"|user|account|must|may not|prohibit\w*|content|conditions?|datenschutz\w*|nutzung\w*|bedingungen|vertrag\w*"
    r"|haft\w+|conditions|données|contrat|droits?|términos|condiciones|datos|privacidad|termini|condizioni|dati|privacidade"
    r"|voorwaarden|gegevens)\b",
    re.IGNORECASE,
)
