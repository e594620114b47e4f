"""Words that the patterns of several modules look for, mostly as the alternatives of a regular expression.

A list holds what all its users share; what only one of them looks for stands beside it there. A module whose list
lacks one of the words keeps its own: one word more changes what is told of a text. Whoever uses a list asks for the
end of a word after it, so that the order within it says nothing.
"""

# Denials.
DENIALS = "not|never|no|nor|neither"
NEGATIONS = f"{DENIALS}|none|nobody|nothing|cannot"
# "Not" at the end of a verb: all that is looked for where any verb may bear it, and the whole word.
NOT_AT_END = r"n['’]t"
CONTRACTED_NOT = rf"\w{{2,6}}{NOT_AT_END}"
# What denies the verb before it: "may never".
NEVER_AFTER_VERB = "not|never|no longer|neither"
# What takes something out of what is said, and what keeps it to something.
EXCEPTIONS = "unless|except|other than"
ONLY = "only|solely|exclusively"

# Verbs.
MODALS = "may|must|shall|will|can"
ALL_MODALS = f"{MODALS}|might|could|should"
BE = "is|are|was|were"
HAVE = "has|have"
DO = "do|does|did"
CONTRACTED_WITH_NOT = f"{DO}|{BE}|{HAVE}|had|must|should|would|could|need"
# What lets a line bind somebody, or limits what it says.
WORDS_OF_FORCE = f"{MODALS}|cannot|not|no|never|only|unless|except"

# Time.
DAYS_IN = {
    "second": 1 / 86_400, "minute": 1 / 1_440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 365 / 12,
    "year": 365.0,
}  # fmt: skip
TIME_UNITS = "|".join(DAYS_IN)
CALENDAR_UNITS = "day|week|fortnight|month|quarter|year"
ALL_TIME_UNITS = f"second|minute|hour|{CALENDAR_UNITS}"
KINDS_OF_DAYS = "calendar|business|working"
# Months by name in English, German and French. Digests of texts depend on which of them make a date.
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier",
            "february feb februar",
            "march mar märz mars",
            "april apr avril",
            "may mai",
            "june jun juni juin",
            "july jul juli juillet",
            "august aug août",
            "september sept sep septembre",
            "october oct oktober octobre",
            "november nov novembre",
            "december dec dezember",
        ),
        start=1,
    )
    for name in names.split()
}
MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))

# Money.
CURRENCIES = "dollars?|euros?|pounds?|francs?"
CURRENCY_CODES = "eur|usd|gbp|chf"

# Parties and laws.
USERS = "users?|customers?|members?"
LEGAL_FORMS = "inc|llc|ulc|ltd|limited|gmbh|corp|corporation|ag|plc"
# The forms that need their points to be told from words, and all that are known, with points or without.
LEGAL_FORMS_WITH_POINTS = r"l\.l\.c|b\.v|s\.a|n\.v"
ALL_LEGAL_FORMS = (
    rf"{LEGAL_FORMS}|l\.?l\.?c|s\.?a\.?s|s\.?a\.?r\.?l|b\.?v|n\.?v|oy|ab|a/s|aps|kg|pty|pte|s\.?r\.?l|s\.?l|llp|k\.?k"
)
LAWS = "gdpr|dsgvo|rgpd|bgb|ucc|bdsg|ttdsg"
