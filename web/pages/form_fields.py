"""Fields that forms of pages share."""

from typing import Any

from django import forms

from accounts.models import validate_one_line
from accounts.near_days import validate_near_day


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
    """A day, chosen in the browser's calendar; where it has none, written as 2026-03-11."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], validators=[validate_near_day], **options)


def sent_fields(form: forms.Form) -> dict[str, Any]:
    """Return what a valid form was sent, without the fields that were not: absent isn't empty.

    Of checkboxes none ticked and not sent look the same, so these count as sent.
    """
    return {
        name: value
        for name, value in form.cleaned_data.items()
        if not form.fields[name].widget.value_omitted_from_data(form.data, form.files, form.add_prefix(name))
    }
