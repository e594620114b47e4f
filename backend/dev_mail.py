"""The mail viewer of an embedded installation: shows sent mail from the files under MAIL_DIR. Never in production."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from csp.decorators import csp, csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from backend.development import development_only

PER_PAGE = 50
_SHOWN_HEADERS = ("From", "To", "Subject", "Date", "List-Unsubscribe", "List-Unsubscribe-Post", "Message-ID")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,200}\.eml")


@dataclass(frozen=True, slots=True)
class SentMail:
    """One .eml file. One that can't be read as mail is shown as far as possible."""

    name: str
    written_at: datetime
    headers: tuple[tuple[str, str], ...]
    html: str | None
    text: str | None

    def header(self, name: str) -> str:
        return dict(self.headers).get(name, "")

    @property
    def subject(self) -> str:
        return self.header("Subject") or "(no subject)"

    @property
    def recipient(self) -> str:
        return self.header("To")


@development_only
def mail_list(request: HttpRequest) -> HttpResponse:
    """Show all mail, newest first."""
    page = Paginator(mail_files(settings.MAIL_DIR), PER_PAGE).get_page(request.GET.get("page"))
    mails = [read_mail(path) for path in page.object_list]
    return render(request, "backend/dev_mail_list.html", {"mails": mails, "page": page, "folder": settings.MAIL_DIR})


@development_only
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its type knows no view with arguments
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "backend/dev_mail_detail.html", {"mail": read_mail(mail_file(name))})


@development_only
@xframe_options_sameorigin
@csp(  # type: ignore[arg-type]
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],  # mail is styled inline
        "img-src": ["data:"],
        "form-action": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Show the HTML part alone in the viewer's frame: no scripts, no forms, nothing from outside, its own origin."""
    html = read_mail(mail_file(name)).html
    if html is None:
        raise Http404
    return HttpResponse(html, content_type="text/html; charset=utf-8")


@development_only
def mail_raw(request: HttpRequest, name: str) -> HttpResponse:
    """Send the file as it was written, as a download."""
    content = mail_file(name).read_bytes()
    return HttpResponse(
        content,
        content_type="message/rfc822",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def mail_files(folder: Path) -> list[Path]:
    """Return the .eml files of the folder, newest first; none if nothing was sent yet."""
    found = [(path.stat().st_mtime_ns, path.name, path) for path in folder.glob("*.eml") if path.is_file()]
    return [path for _, _, path in sorted(found, reverse=True)]


def mail_file(name: str) -> Path:
    """Return the file of that name, or raise a 404.

    Only plain file names count, so no address leads out of the folder.
    """
    path = settings.MAIL_DIR / name
    if not _NAME.fullmatch(name) or path.is_symlink() or not path.is_file():
        raise Http404
    return path


def read_mail(path: Path) -> SentMail:
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    headers = ((name, _header(message, name)) for name in _SHOWN_HEADERS)
    return SentMail(
        name=path.name,
        written_at=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC),
        headers=tuple((name, value) for name, value in headers if value),
        html=_part(message, "html"),
        text=_part(message, "plain"),
    )


def _header(message: EmailMessage, name: str) -> str:
    """Return the header's text, or as much as the parser can read of a broken one."""
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError) as error:  # what the header parser raises on bad input
        return f"(unreadable: {type(error).__name__})"


def _part(message: EmailMessage, subtype: str) -> str | None:
    try:
        part = message.get_body(preferencelist=(subtype,))
        content = part.get_content() if part is not None else None
    except (LookupError, ValueError, AttributeError, TypeError):  # an unknown charset, a broken multipart
        return None
    return content if isinstance(content, str) else None
