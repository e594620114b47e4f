"""Documents that are looked at before they are read for good: asked for here, fetched by a duty, added here."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import CharField, Textarea
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.admin.lists import NamesForm, RecordAdmin, column
from governance.capture.adding import NotToBeAdded, Proposal
from governance.capture.declarations.sources import BadDeclaration
from governance.capture.preview_jobs import add_previewed, ask_for_preview, check_proposal, look_again
from governance.models import DocumentPreview
from governance.outside_texts import on_one_line


class LinesField(CharField):
    """A list of texts, one a line."""

    widget = Textarea(attrs={"rows": 3, "cols": 80})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return [line.strip() for line in text.splitlines() if line.strip()]


class PreviewForm(NamesForm):
    addresses = LinesField(help_text="One a line, in their order.")
    select = LinesField(required=False, help_text="CSS, one a line. Empty: the text is found by structure.")
    remove = LinesField(required=False, help_text="CSS, one a line.")

    def clean(self) -> dict[str, Any]:
        """Refuse what can't be fetched."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_proposal(self.proposal())
            except BadDeclaration as error:
                field = "addresses" if error.key == "fetch" else error.key
                self.add_error(*((field, error.at_field) if field in cleaned else (None, str(error))))
            except NotToBeAdded as error:
                raise ValidationError(str(error)) from error
        return cleaned

    def proposal(self) -> Proposal:
        """Return what the form proposes."""
        return Proposal.of(self.cleaned_data)


@admin.register(DocumentPreview)
class DocumentPreviewAdmin(RecordAdmin):
    """Who may add documents may look at them first; a preview can't be changed, only asked for again."""

    form = PreviewForm
    change_form_template = "admin/governance/documentpreview/change_form.html"
    list_display = (
        "__str__",
        "state",
        column("is_good", "good", is_yes_or_no=True),
        "reason",
        column("asked_at", "asked"),
        "asked_by",
        "document",
    )
    list_filter = ("state", "is_good")
    list_select_related = ("document__platform",)
    search_fields = ("=platform_name",)
    ordering = ("-asked_at", "pk")  # type: ignore[assignment]
    asked = ("platform_name", "title", "addresses", "language", "select", "remove", "in_browser")
    kept = ("platform_name", "title", "shown_addresses", "language", "select", "remove", "in_browser")
    found = (
        *("state", "verdict", "reason", "shown_warnings", "shown_title", "word_count", "shown_text"),
        *("asked_at", "asked_by", "read_at", "document", "added_at", "added_by"),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.kept, *self.found) if obj else self.asked

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.kept, *self.found) if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("governance.add_document")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="warnings")
    def shown_warnings(self, row: DocumentPreview) -> SafeString:
        return format_html_join("\n", "<p>{}</p>", ((on_one_line(warning),) for warning in row.warnings)) or SafeString(
            "none"
        )

    @admin.display(description="title of the page")
    def shown_title(self, row: DocumentPreview) -> str:
        return on_one_line(row.page_title)

    @admin.display(description="its pages, in their order")
    def shown_addresses(self, row: DocumentPreview) -> SafeString:
        return _paragraphs(row.addresses)

    @admin.display(description="text that was read")
    def shown_text(self, row: DocumentPreview) -> SafeString:
        return format_html('<pre class="read">{}</pre>', "\n".join(map(on_one_line, row.text.split("\n"))))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store what was asked for by the service; nothing is changed here."""
        row = ask_for_preview(form.proposal(), by=request.user.get_username(), now=timezone.now())
        obj.pk = row.pk

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        self.message_user(request, "It is fetched twice now, as its host allows: look again in half a minute.")
        return self._to(obj.pk)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("<uuid:key>/read-it/", self.admin_site.admin_view(self.add_it), name="governance_preview_add_it"),
            path("<uuid:key>/again/", self.admin_site.admin_view(self.again), name="governance_preview_again"),
        ]
        return [*own, *super().get_urls()]

    def add_it(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Let the document be read from now on."""
        self._require(request)
        try:
            document, row = add_previewed(
                key,
                accepts_warnings="accepts_warnings" in request.POST,
                by=request.user.get_username(),
                now=timezone.now(),
            )
        except DocumentPreview.DoesNotExist:
            self.message_user(request, "This preview is no longer kept. Ask for a new one.", messages.WARNING)
            return HttpResponseRedirect(reverse("admin:governance_documentpreview_changelist"))
        except NotToBeAdded as error:
            self.message_user(request, f"Not added. {error}", messages.ERROR)
        else:
            self.log_change(request, row, f"Lets {document.public_id} be read from now on.")
            self.message_user(request, f"{document.public_id} is read from now on.", messages.SUCCESS)
        return self._to(key)

    def again(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Fetch the same once more."""
        self._require(request)
        row = DocumentPreview.objects.filter(pk=key).first()
        if row is None:
            return HttpResponseRedirect(reverse("admin:governance_documentpreview_changelist"))
        try:
            row = look_again(row, by=request.user.get_username(), now=timezone.now())
        except (BadDeclaration, NotToBeAdded) as error:
            self.message_user(request, str(error), messages.ERROR)
        return self._to(row.pk)

    def _require(self, request: HttpRequest) -> None:
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied

    def _to(self, key: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:governance_documentpreview_change", args=[key]))


def _paragraphs(texts: Iterable[str]) -> SafeString:
    return format_html_join("\n", "<p>{}</p>", ((on_one_line(text),) for text in texts))
