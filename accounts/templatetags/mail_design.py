"""The style sheet of the mails."""

from django import template

from accounts.mail_design import DARK, LIGHT

register = template.Library()


@register.inclusion_tag("mail/style.css")
def mail_style() -> dict[str, dict[str, str]]:
    return {"light": LIGHT, "dark": DARK}
