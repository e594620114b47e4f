"""The page behind a mail's link to say what one thinks of a change in it, without signing in."""

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import validate_one_line
from alerts.models import Opinion
from alerts.opinions.links import BadOpinionLink, read_link
from alerts.opinions.saying import ToldChange, opinion_on, say, take_back

_LABELS = {verdict: f"{verdict.label[0].upper()}{verdict.label[1:]}" for verdict in Opinion.Verdict}
_SAID, _TAKEN_BACK = "Thank you. What you said helps us to tell what matters.", "Your answer is taken back."
_NOT_UNDERSTOOD = "Choose one of the answers, and keep the note to one line. Nothing was changed."


class _Answer(forms.Form):
    """What the page's form sends. Only the verdicts that fit the change are choices."""

    verdict = forms.ChoiceField()
    note = forms.CharField(max_length=500, required=False, validators=[validate_one_line])

    def __init__(self, told: ToldChange, posted: QueryDict) -> None:
        super().__init__(posted)
        self.fields["verdict"].choices = [(verdict, verdict) for verdict in told.verdicts]  # type: ignore[attr-defined]


@never_cache
@csrf_exempt  # the signed token in the address is the authority, and no cookie is looked at
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str, public_id: str) -> HttpResponse:
    """Ask on GET, which records nothing since scanners follow links; record the answer, or take it back, on POST."""
    try:
        told = read_link(token, public_id, timezone.now())
    except BadOpinionLink:
        return render(request, "web/link_unknown.html", status=404)
    done = _apply(request.POST, told) if request.method == "POST" else ""
    opinion = opinion_on(told)
    context = {
        "headline": told.change.headline,
        "is_demonstration": told.change.platform.is_demonstration,
        "done": done,
        "opinion": opinion,
        "answers": [(verdict, _LABELS[verdict]) for verdict in told.verdicts],
    }
    response = render(request, "web/feedback.html", context, status=400 if done == _NOT_UNDERSTOOD else 200)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is the person's secret
    return response


def _apply(posted: QueryDict, told: ToldChange) -> str:
    """Do what the form asks and return the sentence to show."""
    if "take_back" in posted:
        take_back(told=told)
        return _TAKEN_BACK
    answer = _Answer(told, posted)
    if not answer.is_valid():
        return _NOT_UNDERSTOOD
    say(told=told, **answer.cleaned_data, now=timezone.now())
    return _SAID
