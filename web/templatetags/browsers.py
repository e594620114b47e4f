"""A template filter that says which browser a sign-in came by."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# In this order: most name others too, to be taken for them.
_BROWSERS = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox")),
    *(("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")),
)
_SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)
_LONGEST = 80


@register.filter
def browser(user_agent: str) -> str:
    """Return the browser and its system in words; the beginning of what it calls itself where neither is known."""
    name = next((words for part, words in _BROWSERS if part in user_agent), "")
    system = next((words for part, words in _SYSTEMS if part in user_agent), "")
    if name and system:
        return _("{browser} on {system}").format(browser=name, system=system)
    return user_agent[:_LONGEST] or _("Unknown browser or program")
