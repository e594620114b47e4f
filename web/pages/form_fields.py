"""Fields that forms of pages share."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS

from accounts.models import validate_one_line
from accounts.near_days import validate_near_day

_LONGEST_DAY = 40
_DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
_DAY_IN_WORDS = re.compile(r"(?P<day>[0-9]{1,2})\.? (?P<month>[^\W\d_]{3,20}) (?P<year>[0-9]{4})")


class OneLineField(forms.CharField):
    """A name or a reference: one line, without characters that nobody sees."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[validate_one_line], **options)


class LongTextField(forms.CharField):
    """A text of several lines, which browsers send with two characters for each end of a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), **options)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar; where it has none, written as 2026-03-11, 11.3.2026 or 11 March 2026.

    The months have the names of the page's language.
    """

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=_DAY_FORMATS, validators=[validate_near_day], **options)

    def to_python(self, value: Any) -> Any:
        return super().to_python(_with_month_in_digits(value) if isinstance(value, str) else value)


def _with_month_in_digits(day: str) -> str:
    """Return “12. November 2026” as “12.11.2026”; what is written otherwise stays."""
    found = _DAY_IN_WORDS.fullmatch(day.strip()[:_LONGEST_DAY])
    months = {str(name).casefold(): number for number, name in MONTHS.items()}
    if found is None or (number := months.get(found["month"].casefold())) is None:
        return day
    return f"{found['day']}.{number}.{found['year']}"


def day_typed(given: str) -> str:
    """Return a day as typed into a DayField in ISO 8601; what is none stays."""
    try:
        day = DayField().clean(given)
    except ValidationError:
        return given
    return str(day.isoformat())


def sent_fields(form: forms.Form) -> dict[str, Any]:
    """Return what a valid form was sent, without the fields that were not: absent isn't empty.

    Of checkboxes none ticked and not sent look the same, so these count as sent.
    """
    return {
        name: value
        for name, value in form.cleaned_data.items()
        if not form.fields[name].widget.value_omitted_from_data(form.data, form.files, form.add_prefix(name))
    }
