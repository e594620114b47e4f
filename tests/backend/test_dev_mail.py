"""The mail viewer: what was sent can be read, and nothing else, and never in production."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

pytestmark = pytest.mark.pure
MakeMail = Callable[..., str]
PAGES = ["/dev/mail/", "/dev/mail/a.eml/", "/dev/mail/a.eml/html/", "/dev/mail/a.eml/raw/"]


@pytest.fixture
def client() -> Client:
    """A browser on this machine."""
    return Client(HTTP_HOST="127.0.0.1:8000")


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DEV_MAIL = True
    settings.MAIL_DIR = tmp_path / "mail"
    settings.MAIL_DIR.mkdir()
    return settings.MAIL_DIR


@pytest.fixture
def write(folder: Path) -> Callable[[str, bytes, int], None]:
    def write(name: str, content: bytes, at: int = 1_700_000_000) -> None:
        (folder / name).write_bytes(content)
        os.utime(folder / name, (at, at))

    return write


def mail(subject: str = "Your code", *, html: str = "<p style='color:red'>1234</p>", text: str = "1234") -> bytes:
    message = EmailMultiAlternatives(subject, text, "from@example.com", ["ada@example.com"])
    message.attach_alternative(html, "text/html")
    return message.message().as_bytes()


def test_mails_are_listed_newest_first(client: Client, write: Callable[..., None]) -> None:
    for number in (2, 3, 1):
        write(f"{number}.eml", mail(f"Subject {number}"), 1_700_000_000 + number)
    answer = client.get("/dev/mail/")
    assert re.findall(r"Subject \d", answer.content.decode()) == ["Subject 3", "Subject 2", "Subject 1"]
    assert answer.content.decode().count("ada@example.com") == 3


def test_long_lists_have_pages(client: Client, write: Callable[..., None]) -> None:
    for number in range(51):
        write(f"{number}.eml", mail(f"Subject {number}."), 1_700_000_000 + number)
    assert "Subject 0." not in client.get("/dev/mail/").content.decode()
    assert "Subject 0." in client.get("/dev/mail/?page=2").content.decode()
    for odd in ("0", "-1", "99", "x"):
        assert client.get("/dev/mail/", {"page": odd}).status_code == 200


def test_before_the_first_mail_the_page_says_so(client: Client, folder: Path) -> None:
    assert "Nothing was sent yet" in client.get("/dev/mail/").content.decode()
    folder.rmdir()
    assert "Nothing was sent yet" in client.get("/dev/mail/").content.decode()


def test_a_mail_is_shown_with_its_headers_and_text(client: Client, write: Callable[..., None]) -> None:
    write("a.eml", mail(text="Plain <b>1234</b>"))
    page = client.get("/dev/mail/a.eml/").content.decode()
    assert "from@example.com" in page
    assert "Plain &lt;b&gt;1234&lt;/b&gt;" in page


def test_html_is_shown_in_a_frame_that_can_do_nothing(client: Client, write: Callable[..., None]) -> None:
    write("a.eml", mail(html="<script>alert(1)</script><p style='color:red'>hello</p>"))
    page = client.get("/dev/mail/a.eml/")
    assert "<script>" not in page.content.decode()
    frame = re.search(r'<iframe src="([^"]+)"[^>]* sandbox="([^"]*)"', page.content.decode())
    assert frame is not None
    assert "allow-scripts" not in frame[2]
    assert "allow-same-origin" not in frame[2]
    inside = client.get(frame[1])
    assert b"hello" in inside.content
    policy = dict(part.strip().partition(" ")[::2] for part in inside["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'unsafe-inline'"
    assert "script-src" not in policy
    assert "allow-scripts" not in policy["sandbox"]
    assert policy["frame-ancestors"] == "'self'"
    assert inside["X-Frame-Options"] == "SAMEORIGIN"


def test_the_viewer_itself_keeps_the_strict_policy(client: Client, write: Callable[..., None]) -> None:
    write("a.eml", mail())
    for path in ("/dev/mail/", "/dev/mail/a.eml/"):
        page = client.get(path)
        assert "unsafe-inline" not in page["Content-Security-Policy"]
        assert "style=" not in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_the_file_can_be_saved_as_it_was_sent(client: Client, write: Callable[..., None]) -> None:
    content = mail()
    write("a.eml", content)
    answer = client.get("/dev/mail/a.eml/raw/")
    assert answer.content == content
    assert answer["Content-Disposition"] == 'attachment; filename="a.eml"'
    assert answer["Content-Type"] == "message/rfc822"


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "../secret_key",
        "..%2fsecret_key",
        "..%2Fb.eml",
        "%2e%2e%2fb.eml",
        "%2fetc%2fpasswd",
        "..\\b.eml",
        ".hidden.eml",
        "b.eml%00.eml",
        "a.eml%0a",
        "no-such.eml",
        "notes.txt",
        "x" * 300 + ".eml",
        "folder.eml",
        "link.eml",
    ],
)
@pytest.mark.parametrize("page", ["", "html/", "raw/"])
def test_no_name_leads_out_of_the_folder(
    client: Client, folder: Path, write: Callable[..., None], name: str, page: str
) -> None:
    (folder.parent / "secret_key").write_text("swordfish")
    (folder.parent / "b.eml").write_bytes(mail())
    (folder / "folder.eml").mkdir()
    (folder / "link.eml").symlink_to(folder.parent / "secret_key")
    write("a.eml", mail())
    write("notes.txt", b"swordfish")
    write(".hidden.eml", mail())
    answer = client.get(f"/dev/mail/{name}/{page}")
    assert answer.status_code == (400 if "%00" in name else 404)
    assert b"swordfish" not in answer.content


HOSTILE = {
    "empty": b"",
    "no headers": b"\xff\xfe\x00 nothing of a mail \x80",
    "unknown charset": b"Subject: x\nContent-Type: text/plain; charset=no-such\n\nhello\xff",
    "broken multipart": b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/html\n',
    "no boundary": b"Subject: x\nContent-Type: multipart/alternative\n\nhello",
    "bad encoded word": b"Subject: =?utf-8?b?////?= =?x?q?=ff?=\nTo: <<>>,,\x00@\nDate: never\n\nhello",
    "bad base64": b"Subject: x\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n!!!",
    "bad disposition": b"Content-Type: text/html; charset*=''%zz\nContent-Disposition: ;;;\n\n<p>",
    "message inside": b"Subject: x\nContent-Type: message/rfc822\n\nSubject: y\n\nhello",
    "deep": b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(60)),
    "script in headers": b'Subject: <script>alert(1)</script>\nFrom: "<script>" <a@b>\n\nhello',
}


WITH_HTML = {"broken multipart", "bad base64"}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_is_hardly_mail_breaks_nothing(client: Client, write: Callable[..., None], kind: str) -> None:
    write("a.eml", HOSTILE[kind])
    assert client.get("/dev/mail/").status_code == 200
    page = client.get("/dev/mail/a.eml/")
    assert page.status_code == 200
    assert b"<script>" not in page.content
    assert client.get("/dev/mail/a.eml/html/").status_code == (200 if kind in WITH_HTML else 404)
    assert client.get("/dev/mail/a.eml/raw/").content == HOSTILE[kind]


@pytest.mark.parametrize("path", PAGES)
def test_where_mail_reaches_people_there_is_no_viewer(
    client: Client, write: Callable[..., None], settings: Any, path: str
) -> None:
    write("a.eml", mail())
    assert client.get(path).status_code == 200
    settings.DEV_MAIL = False
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_the_viewer_is_only_read(client: Client, write: Callable[..., None], path: str) -> None:
    write("a.eml", mail())
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("host", ["localhost:8000", "LOCALHOST", "127.0.0.1", "[::1]:8000"])
@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.53", "::1"])
def test_this_machine_may_read_the_mail_by_any_of_its_names(folder: Path, host: str, address: str) -> None:
    assert Client(HTTP_HOST=host, REMOTE_ADDR=address).get("/dev/mail/").status_code == 200


@pytest.mark.parametrize(
    "stranger",
    [
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "127.0.0.1.evil.example"},
        {"HTTP_HOST": "localhost", "REMOTE_ADDR": "203.0.113.9"},
        {"HTTP_HOST": "localhost", "REMOTE_ADDR": ""},
        {"HTTP_HOST": "localhost", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_HOST": "localhost", "HTTP_FORWARDED": "for=127.0.0.1"},
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_may(
    settings: Any, folder: Path, write: Callable[..., None], page: str, stranger: dict[str, str]
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    write("a.eml", mail())
    assert Client(**stranger).get(page).status_code == 404
