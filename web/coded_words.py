"""Words that the record has for its codes, such as “Privacy policy”, in the language of the page.

Below web they are English, since the API, mails of the operator and logs use them.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

SEVERITIES: Mapping[str, Any] = {
    "high": gettext_lazy("High severity"),
    "medium": gettext_lazy("Medium severity"),
    "low": gettext_lazy("Low severity"),
}
_WORDS = frozenset(
    {
        # Severities, classes of changes, and what became of a provision
        *(_("High"), _("Medium"), _("Low"), _("high"), _("medium"), _("low")),
        *(_("Substantive"), _("Editorial"), _("Cosmetic"), _("Flapping"), _("Extraction")),
        *(_("Added"), _("Removed"), _("Modified"), _("Moved")),
        # What is thought of an alert
        *(_("It was told as it should be"), _("It was not worth telling")),
        *(_("It should have weighed more"), _("It should have been told the same day")),
        *(_("it was told as it should be"), _("it was not worth telling")),
        *(_("it should have weighed more"), _("it should have been told the same day")),
        # Whether documents are read
        *(_("never captured"), _("captured in part"), _("can't be read at present")),
        *(_("no longer captured"), _("never read by us"), _("read, and seen to be the document")),
        *(_("something else came, which is looked at again"), _("cannot be read")),
        *(_("the site does not let us read it"), _("the site no longer has it")),
        _("can only be read in a browser, and none is installed"),
        # Why no mail comes
        *(_("the address is not verified"), _("the person unsubscribed"), _("the account is closed")),
        *(_("the address came back or complained"), _("mail to the address came back")),
        _("the mail provider doesn't write to the address any more"),
        *(_("mail to the address was reported as spam"), _("the mailbox took no more mail")),
        # As what people do business
        *(_("provides AI systems or models"), _("uses AI systems")),
        *(_("decides why and how personal data is processed"), _("processes personal data for others")),
        *(_("sells to or contracts with consumers"), _("sells or earns through a platform")),
        *(_("hosts or intermediates for others"), _("pays for or places advertising")),
        *(_("is a financial entity"), _("provides ICT services to financial entities")),
        _("is an essential or important entity"),
        # Ratings of the analysis, what they rest on, and their factors
        *(_("Very low"), _("Moderate"), _("Very high"), _("Not assessable"), _("Not assessable yet")),
        *(_("Text"), _("Text and your answers"), _("Power"), _("Default"), _("Breadth"), _("In force")),
        *(_("Your likelihood question"), _("Your impact question"), _("Exposure"), _("What happened")),
        _("Reversible"),
        # Where a precedent stands
        *(_("Final"), _("Settled, which is no finding"), _("Under appeal"), _("Annulled"), _("Superseded")),
        _("Not checked whether it still stands"),
        # Sectors
        *(_("Adult"), _("AI services"), _("Dating"), _("Developer tools"), _("Devices IoT")),
        *(_("Education"), _("Gaming"), _("Government civic"), _("Marketplace ecommerce")),
        *(_("Messaging"), _("Music audio"), _("News media"), _("Other"), _("Payments fintech")),
        *(_("Productivity cloud"), _("Search ads"), _("Social media"), _("Telecom isp")),
        *(_("Travel mobility"), _("Video streaming")),
        # Types of documents
        *(_("Acceptable use policy"), _("Accessibility statement"), _("Advertising content policy")),
        *(_("Brand guidelines"), _("Business privacy policy"), _("Closed captioning policy")),
        *(_("Commercial terms"), _("Community guidelines"), _("Content monetisation policy")),
        *(_("Copyright claims policy"), _("Data controller agreement"), _("Data processor agreement")),
        *(_("Deceased users"), _("Developer terms"), _("Editorial policy")),
        *(_("General conditions of sale"), _("Human rights policy"), _("Imprint")),
        *(_("In app purchases policy"), _("Law enforcement guidelines"), _("License agreement")),
        *(_("Live policy"), _("Marketplace sellers conditions"), _("Premium partner conditions")),
        *(_("Privacy policy"), _("Quality guidelines"), _("Restricted use policy")),
        *(_("Review guidelines"), _("Seller warranty"), _("Service level agreement")),
        *(_("Single sign on policy"), _("Terms of service"), _("Trackers policy")),
        *(_("User consent policy"), _("Vulnerability disclosure policy")),
    }
)


def spoken(words: str) -> str:
    """Return the words in the language of the page; those that aren't known here stay as they are."""
    return gettext(words) if words in _WORDS else str(words)


spoken_later = lazy(spoken, str)
_STILL_OPEN, _TO = "still open, from ", " to "


def spoken_risk(said: str) -> str:
    """Return a rating of the analysis, such as “Low to Moderate”, in the language of the page."""
    low, is_range, high = said.removeprefix(_STILL_OPEN).partition(_TO)
    if not is_range or get_language() == "en":
        return spoken(said)
    ends = {"low": spoken(low), "high": spoken(high).lower()}
    if said.startswith(_STILL_OPEN):
        return gettext("still open, from %(low)s to %(high)s") % (ends | {"low": ends["low"].lower()})
    return gettext("%(low)s to %(high)s") % ends
