"""A template filter for the link that undoes a deletion."""

from django import template

from accounts.models import User
from web.links import keep_url

register = template.Library()


@register.filter
def keep_link(user: User) -> str:
    """Return the address of the page on which the person keeps the account that is to be deleted."""
    return keep_url(user)
