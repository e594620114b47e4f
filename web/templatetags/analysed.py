"""Filters of the analysis: what a category and a rating are called."""

from django import template

from governance.category_words import category_in_words
from web.coded_words import spoken_risk

register = template.Library()
register.filter("category_in_words", category_in_words)
register.filter("risk_in_words", spoken_risk)
