"""What a person thinks of how a change was told: the form on the pages of an alert and of a digest."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from alerts.models.opinions import MOST_OF_A_NOTE
from alerts.opinions.saying import ToldChange, opinion_on
from web.pages.feedback import LABELS, AnswerForm, apply_answer


def took_answer(request: HttpRequest, told: ToldChange) -> AnswerForm | None:
    """Store what was sent and say so, and return None; or return the form with its errors."""
    done, refused = apply_answer(request.POST, told)
    if refused is None:
        messages.success(request, done)
    return refused


def answers_of(told: ToldChange, refused: AnswerForm | None) -> dict[str, Any]:
    """Return what the form shows: as it was sent if that was refused, else as it is stored."""
    opinion = opinion_on(told)
    return {
        "opinion": opinion,
        "refused": refused,
        "answers": [(verdict, LABELS[verdict]) for verdict in told.verdicts],
        "chosen": refused["verdict"].value() if refused else opinion and opinion.verdict,
        "note": refused["note"].value() if refused else opinion.note if opinion else "",
        "most_of_a_note": MOST_OF_A_NOTE,
    }
