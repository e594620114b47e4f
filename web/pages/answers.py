"""The page of a person's answers to the risk questions about their use of a platform."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import User
from alerts.answering.answers import answers_of, change_answers, forget_answers
from alerts.models import RiskAnswers
from billing.entitlements import Feature
from governance.analysis.risk_questions import ANSWERS, YesIs, answerable, risk_questions
from governance.category_words import category_in_words
from governance.models import Platform, Provision
from web.pages.form_fields import sent_fields
from web.pages.own_pages import FORMS, confirmation, own_form, page_of_feature, person_of, slug_of

TITLE = gettext_noop("Your use of a platform")
MOST_DOCUMENTS = 50
MOST_KEPT = 200
_CHOICES: tuple[tuple[str, Any], ...] = (
    ("yes", gettext_lazy("Yes")),
    ("no", gettext_lazy("No")),
    ("", gettext_lazy("Not answered")),
)
assert {value for value, _words in _CHOICES if value} == set(ANSWERS)
_NARROWS: Mapping[tuple[str, YesIs], Any] = {
    ("likelihood", YesIs.MORE): gettext_lazy("It narrows the likelihood; a yes counts as more risk."),
    ("likelihood", YesIs.LESS): gettext_lazy("It narrows the likelihood; a yes counts as less risk."),
    ("impact", YesIs.MORE): gettext_lazy("It narrows the impact; a yes counts as more risk."),
    ("impact", YesIs.LESS): gettext_lazy("It narrows the impact; a yes counts as less risk."),
}


@dataclass(frozen=True, slots=True)
class QuestionsOfCategory:
    """The questions of a category as fields, and how many of them are answered."""

    name: str
    fields: list[forms.BoundField]
    answered: int


class AnswersForm(forms.Form):
    """A choice of yes, no and no answer for each question that a yes or no answers."""

    def __init__(self, data: Any = None, *, given: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(given))
        for name in answerable():
            question = risk_questions()[name]
            assert question.yes_is is not None
            self.fields[name] = forms.ChoiceField(
                label=question.question,
                choices=_CHOICES,
                widget=forms.RadioSelect,
                required=False,
                help_text=_NARROWS[question.factor, question.yes_is],
                initial="",
            )

    @property
    def answers(self) -> dict[str, str | None]:
        """The answers that were sent; None takes one back."""
        return {name: value or None for name, value in sent_fields(self).items()}

    @property
    def unknown(self) -> set[str]:
        """The names of what was sent that is no question."""
        return set(self.data) - set(self.fields) - {"csrfmiddlewaretoken"}

    def by_category(self, stated: Collection[str], given: Mapping[str, str]) -> list[list[QuestionsOfCategory]]:
        """Return the questions of the categories that are stated, and of the others, each in the order of the table."""
        found: dict[str, list[forms.BoundField]] = {}
        for name in answerable():
            found.setdefault(risk_questions()[name].category, []).append(self[name])
        both: list[list[QuestionsOfCategory]] = [[], []]
        for category, fields in found.items():
            answered = sum(field.name in given for field in fields)
            both[category not in stated].append(QuestionsOfCategory(category_in_words(category), fields, answered))
        return both


def answers_kept(user: User) -> list[tuple[str, str]]:
    """Return the platforms about which the person has answered, each with the address that deletes the answers."""
    rows = RiskAnswers.objects.filter(user=user).select_related("platform").order_by("-answered_at", "-pk")[:MOST_KEPT]
    return [(one.platform.name, reverse("answers-delete-page", args=[one.platform.slug])) for one in rows]


@page_of_feature(Feature.INSTITUTIONAL_ANALYSIS, TITLE, methods=FORMS, kept=answers_kept)
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask how the person uses a platform; POST changes the answers that it sends, and no others."""
    platform, user = _platform(slug), person_of(request)
    given = answers_of(user.pk, platform.pk)
    form = AnswersForm(request.POST if request.method == "POST" else None, given=given)
    if form.is_bound and (form.unknown or not set(form.data) & set(form.fields)):
        raise BadRequest("A question is unknown, or none was sent.")
    if request.method == "POST" and form.is_valid():
        change_answers(user=user, platform=platform, answers=form.answers, now=timezone.now())
        messages.success(request, _("Your answers are saved. The analyses of this platform count them from now on."))
        return redirect("answers-page", platform.slug)
    in_force = Provision.objects.in_force().filter(document__platform=platform)
    stated = set(in_force.order_by().values_list("category", flat=True).distinct())
    of_documents, others = form.by_category(stated, given)
    documents = platform.documents.exclude(current_version=None).order_by("document_type", "pk")
    context = {
        "platform": platform,
        "form": form,
        "stated": of_documents,
        "others": others,
        "others_are_open": any(one.answered or any(field.errors for field in one.fields) for one in others),
        "answered": sum(name in given for name in answerable()),
        "number": len(answerable()),
        "documents": documents.only("title", "pk")[:MOST_DOCUMENTS],
    }
    return render(request, "web/answers.html", context, status=400 if form.errors else 200)


@own_form
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask before the answers about a platform are deleted; POST deletes them, on any plan."""
    platform = _platform(slug)
    if request.method == "POST":
        forget_answers(user=person_of(request), platform=platform)
        messages.success(request, _("Your answers about %(platform)s are deleted.") % {"platform": platform.name})
        return redirect("platform-page", platform.slug)
    return confirmation(
        request,
        heading=_("Delete your answers?"),
        consequence=_(
            "What you answered about %(platform)s is forgotten, and what the answers narrowed is open again in its "
            "analyses."
        )
        % {"platform": platform.name},
        act=_("Delete them"),
        back=reverse("answers-page", args=[platform.slug]),
    )


def _platform(slug: str) -> Platform:
    return get_object_or_404(Platform, slug=slug_of(slug))
