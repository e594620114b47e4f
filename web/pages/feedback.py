"""The page behind a mail's link to say what one thinks of a change in it, without signing in."""

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import validate_one_line
from alerts.models import Opinion
from alerts.models.opinions import MOST_OF_A_NOTE
from alerts.opinions.opinion_links import BadOpinionLink, read_link
from alerts.opinions.saying import ToldChange, opinion_on, say, take_back
from web.coded_words import spoken_later
from web.pages.form_fields import sent_fields

LABELS = {verdict: spoken_later(f"{verdict.label[0].upper()}{verdict.label[1:]}") for verdict in Opinion.Verdict}
_SAID, _TAKEN_BACK = _("Thank you. What you said helps us to tell what matters."), _("The answer is taken back.")
_CHOOSE = _("Choose one of the answers.")
_TOO_LONG = _("A note has at most %(limit_value)d characters; this one has %(show_value)d.")


class AnswerForm(forms.Form):
    """What the page's form sends. Only the verdicts that fit the change are choices."""

    verdict = forms.ChoiceField(error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE})
    note = forms.CharField(
        max_length=MOST_OF_A_NOTE,
        required=False,
        validators=[validate_one_line],
        error_messages={"max_length": _TOO_LONG},
    )

    def __init__(self, told: ToldChange, posted: QueryDict) -> None:
        super().__init__(posted)
        self.fields["verdict"].choices = [(verdict, verdict) for verdict in told.verdicts]  # type: ignore[attr-defined]


@never_cache
@csrf_exempt  # the signed token in the address is the authority; a cookie only decides whether the note is shown
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str, public_id: str) -> HttpResponse:
    """Ask on GET, which records nothing since scanners follow links; record the answer, or take it back, on POST."""
    try:
        told = read_link(token, public_id, timezone.now())
    except BadOpinionLink:
        return render(request, "web/link_unknown.html", status=404)
    done, refused = apply_answer(request.POST, told) if request.method == "POST" else ("", None)
    context = {
        "headline": told.change.headline,
        "is_demonstration": told.change.platform.is_demonstration,
        "done": done,
        "refused": refused,
        "answers": [(verdict, LABELS[verdict]) for verdict in told.verdicts],
        "most_of_a_note": MOST_OF_A_NOTE,
        **_said(request, told, refused),
    }
    response = render(request, "web/feedback.html", context, status=400 if refused else 200)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is the person's secret
    return response


def _said(request: HttpRequest, told: ToldChange, refused: AnswerForm | None) -> dict[str, object]:
    """Return what was said and what stands in the form: as it was sent if that was refused, else as it is stored.

    A stored note is shown to its person when they are signed in, and not to whoever else holds the mail.
    """
    opinion, is_own = opinion_on(told), request.user.pk == told.user_id
    return {
        "opinion": opinion,
        "is_anothers": request.user.is_authenticated and not is_own,
        "chosen": refused["verdict"].value() if refused else opinion and opinion.verdict,
        "note": refused["note"].value() if refused else opinion.note if opinion and is_own else "",
    }


def apply_answer(posted: QueryDict, told: ToldChange) -> tuple[str, AnswerForm | None]:
    """Do what the form asks; return the sentence to show, or the form with its errors."""
    if "take_back" in posted:
        take_back(told=told)
        return str(_TAKEN_BACK), None
    answer = AnswerForm(told, posted)
    if not answer.is_valid():
        return "", answer
    verdict, known = answer.cleaned_data["verdict"], opinion_on(told)
    kept = known.note if known is not None and known.verdict == verdict else ""
    say(told=told, verdict=verdict, note=sent_fields(answer).get("note", kept), now=timezone.now())
    return str(_SAID), None
