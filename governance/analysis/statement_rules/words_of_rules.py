"""Words that several rules of statements need, as alternatives of a regular expression."""

from governance.comparison.text.numerals import SPELLED

# Whole: "1000", "1,000.50", "1 000", "forty-five". What it says is read by `stated_values`.
NUMERAL = (
    r"(?:\d{1,3}(?:[ ,.'’\u00a0\u2009\u202f]\d{3}){1,3}(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,9}(?:[.,]\d{1,2}(?!\d))?"
    rf"|{SPELLED})"
)
PERIOD = (
    rf"{NUMERAL}(?:\s?\(\d{{1,4}}\))?[\s-](?:(?:calendar|business|working|additional"
    rf"|full|consecutive)\s)?"
    r"(?:hour|day|week|month|year)s?['’]?"
)
DATA = (
    r"(?:data|information|content|conversations?|chats?|inputs?|outputs?|prompts?"
    r"|responses|logs?|records?|files?"
    r"|backups?|copies|recordings?|transcripts?|activity|history|materials?"
    r"|interactions|submissions?|images?|details|messages?|profiles?|PII)"
)
NOT = r"(?:not|never|no|nor|neither|cannot|no longer|(?:do|does|wo|is|are|ca)n['’]t)"
# What the reader or a customer is forbidden to do is a statement about their use, not about the platform's own acts.
READER_MUST_NOT = (
    r"(?:you|customer|customers|users?|developers?"
    r"|end users?) (?:\w+ ){0,2}(?:(?:may|must|shall|will|should|agree|can)"
    r" (?:not|never)|cannot|(?:agree|undertake)s? not|are not (?:allowed|permitted))"
)
READER_MUST = (
    r"(?:you|customer|customers|users?|developers?) (?:must|shall|are required"
    r"|is required|agrees? to|should)"
)
LICENCE = r"(?:sub-?)?licen[cs](?:e|es|ed|ing|able)"
CONFIDENTIALITY = r"confidential information|receiving party|disclosing party|recipient party"
TRAINS = (
    r"(?:re)?train(?:s|ed|ing)?|fine-?tun(?:e|es|ed|ing)"
    r"|(?:improv|develop|enhanc)(?:e|es|ed|ing) (?:\w+ ){0,6}(?:models?|machine|algorithms)"
)
STAFF_TRAINING = (
    r"(?:employee|employees|personnel|staff|workforce)"
    r"|security (?:awareness )?training|privacy training"
    r"|training (?:materials?|courses?|sessions?|programs?|programmes?|records"
    r"|videos?)|(?:provide|receive)s? training"
)
TERMS = (
    r"(?:terms|agreement|polic(?:y|ies)|notice|statement|addendum|guidelines"
    r"|conditions|dpa|prices|pricing|fees|contract)"
)
