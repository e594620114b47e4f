"""Settings from the environment: what can't be right is refused by name."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection
from redis.connection import parse_url

from backend.environment import Environment

pytestmark = pytest.mark.pure
NAME = "CLAUSEWATCH_TEST_VALUE"
env = Environment()


@pytest.mark.parametrize(("text", "value"), [("1", True), ("On", True), ("yes", True), ("0", False), ("", False)])
def test_a_flag_is_on_or_off(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv(NAME, text)
    assert env.flag(NAME, not value) is value


@pytest.mark.parametrize("text", ["maybe", "2", "tru", "off;"])
def test_a_flag_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.flag(NAME, False)


@pytest.mark.parametrize("text", ["abc", "", "-1", "1.5", "70000", "٣", "0"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.whole_number(NAME, 8000, least=1, most=65_535)


@pytest.mark.parametrize(
    "text", ["ftp://x", "x", "http://", "https://a:b", "https://[", "https://a/?q=1", "https://a:0"]
)
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.site_address(NAME, "https://clausewatch.example")


def test_a_site_address_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "https://clausewatch.example/")
    assert env.site_address(NAME, "") == "https://clausewatch.example"


def test_a_wrong_database_address_is_refused_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "mysql://user:swordfish@host/name")
    with pytest.raises(ImproperlyConfigured, match=NAME) as error:
        env.database(NAME, "sqlite:///x")
    assert "swordfish" not in str(error.value)


@pytest.mark.parametrize("reader", ["cache", "smtp"])
def test_a_wrong_cache_or_mail_address_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, reader: str) -> None:
    monkeypatch.setenv(NAME, "nothing://user:swordfish@host")
    read = {"cache": lambda: env.cache(NAME, "dbcache://x"), "smtp": lambda: env.smtp(NAME)}[reader]
    with pytest.raises(ImproperlyConfigured, match=NAME) as error:
        read()
    assert "swordfish" not in str(error.value)


def test_a_missing_mail_server_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is not set"):
        env.smtp(NAME)


def test_a_missing_key_is_said_with_its_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, " ")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is not set. Mail needs it."):
        env.required(NAME, "Mail needs it.")


def test_a_broker_without_a_scheme_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "localhost")
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.broker(NAME, "memory://")


def test_the_broker_of_files_that_there_was_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "filesystem://")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}=filesystem:// .* Unset it"):
        env.broker(NAME, "memory://")


def test_a_choice_names_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "loud")
    with pytest.raises(ImproperlyConfigured, match="one of: on, off"):
        env.one_of(NAME, "on", ("on", "off"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", ""),
        ("alerts@example.com", "alerts@example.com"),
        ("Clausewatch Ltd. <Alerts@straße.example>", "Clausewatch Ltd. <alerts@xn--strae-oqa.example>"),
        ('"Clausewatch, Ltd." <alerts@example.com>', '"Clausewatch, Ltd." <alerts@example.com>'),
    ],
)
def test_a_mailbox_is_in_its_one_spelling(monkeypatch: pytest.MonkeyPatch, text: str, value: str) -> None:
    monkeypatch.setenv(NAME, text)
    assert env.mailbox(NAME) == value


@pytest.mark.parametrize(
    "text", ["alerts", "Clausewatch", "Clausewatch <>", "Clausewatch, Ltd. <a@example.com>", "a@i❤.example"]
)
def test_a_mailbox_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.mailbox(NAME)


# --- Every legal character

SPECIAL = [
    "a+b",
    "a#b",
    "a?b",
    "a/b",
    "a@b",
    "a:b",
    "a%b",
    "a%2",
    "a[b",
    "a]b",
    "[ab]",
    "a,b",
    "a;b",
    "$ab",
    "a\\b",
    "a b",
]
READERS: dict[str, tuple[str, Callable[[], str]]] = {
    "DATABASE_URL": ("postgres://ada:{}@host:5432/name", lambda: env.database(NAME, "")["PASSWORD"]),
    "SMTP_URL": ("smtp+tls://ada:{}@host:587", lambda: env.smtp(NAME)["EMAIL_HOST_PASSWORD"]),
    "CACHE_URL": ("rediscache://ada:{}@host:6379/1", lambda: parse_url(env.cache(NAME, "")["LOCATION"])["password"]),
    "BROKER_URL": ("amqp://ada:{}@host//", lambda: Connection(env.broker(NAME, "")).password),
}


@pytest.mark.parametrize("password", [*SPECIAL, "pässwörd", "密码"])
@pytest.mark.parametrize("setting", [name for name in READERS if name != "SMTP_URL"])
def test_any_password_arrives_as_it_is_when_it_is_percent_encoded(
    monkeypatch: pytest.MonkeyPatch, setting: str, password: str
) -> None:
    address, read = READERS[setting]
    monkeypatch.setenv(NAME, address.format(quote(password, safe="")))
    assert read() == password


@pytest.mark.parametrize("password", SPECIAL)
def test_any_password_of_a_mail_server_arrives_too(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    address, read = READERS["SMTP_URL"]
    monkeypatch.setenv(NAME, address.format(quote(password, safe="")))
    assert read() == password


@pytest.mark.parametrize("password", [*SPECIAL, "pässwörd"])
@pytest.mark.parametrize("setting", READERS)
def test_a_password_that_is_not_encoded_arrives_as_it_is_or_is_refused_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, setting: str, password: str
) -> None:
    address, read = READERS[setting]
    monkeypatch.setenv(NAME, address.format(password))
    try:
        outcome = read()
    except ImproperlyConfigured as error:
        outcome, sentence = "", str(error)
    if outcome:
        assert outcome == password
    else:
        assert sentence.startswith(NAME)
        assert "Percent-encode" in sentence or "beyond ASCII" in sentence
        assert password not in sentence.split("Percent-encode")[0]


def test_letters_that_a_mail_server_can_not_be_told_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "smtp+tls://ada:p%C3%A4ss@host:587")
    with pytest.raises(ImproperlyConfigured, match="beyond ASCII") as error:
        env.smtp(NAME)
    assert "p%C3" not in str(error.value)


@pytest.mark.parametrize("around", ["{}\n", "{}\r\n", " {} ", "'{}'", '"{}"', '"{}\n"\n'])
def test_what_secret_stores_and_env_files_leave_around_a_value_is_taken_off(
    monkeypatch: pytest.MonkeyPatch, around: str
) -> None:
    monkeypatch.setenv(NAME, around.format("SG.abc"))
    assert (env.text(NAME), env.key(NAME), env.words(NAME)) == ("SG.abc", "SG.abc", ["SG.abc"])


@pytest.mark.parametrize("value", ["$abc", "$$", "\\$abc", "a'b", "'", 'a"b', "päß", "a=b", "a#b"])
def test_every_other_character_of_a_value_means_itself(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    assert env.text(NAME) == value


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\tb", "a\x7fb", "a\x85b"])
def test_a_value_with_a_line_break_in_it_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(NAME, f"swordfish{value}")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} holds a line break") as error:
        env.text(NAME)
    assert "swordfish" not in str(error.value)


def test_a_value_that_is_no_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "a\udcffb")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is not valid UTF-8"):
        env.text(NAME)


@pytest.mark.parametrize("value", ["SG. abc", "SG.äbc", "SG.\u200babc"])
def test_a_key_that_no_header_can_carry_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} holds a blank or a character beyond ASCII") as error:
        env.key(NAME)
    assert "abc" not in str(error.value)


def test_words_stand_between_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, " a.example, b.example ,,")
    assert env.words(NAME) == ["a.example", "b.example"]
    monkeypatch.delenv(NAME)
    assert env.words(NAME, ["c.example"]) == ["c.example"]


@pytest.fixture
def read_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Reads these bytes as a `.env` file into an environment of its own."""

    def read(content: bytes) -> None:
        monkeypatch.setattr(Environment, "ENVIRON", {})
        (tmp_path / ".env").write_bytes(content)
        env.read_file(tmp_path / ".env")

    return read


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("a#b$c+d", "a#b$c+d"),
        ("'a b # c'", "a b # c"),
        ('"a b # c"', "a b # c"),
        ('"a\\\\b"', "a\\b"),
        ("'a\"b'", 'a"b'),
        ('"a" ', "a"),
        (" a ", "a"),
        ("päß", "päß"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"# first\n\n", b"export ", b"  "])
def test_a_line_of_a_file_is_read_whatever_wrote_it(
    read_file: Callable[[bytes], None], start: bytes, line: str, end: bytes, value: str
) -> None:
    read_file(start + f"{NAME}={line}".encode() + end)
    assert env.text(NAME) == value


@pytest.mark.parametrize("line", [f"{NAME} = a", "swordfish", f"{NAME}: a", f"{NAME}=swordfish # of the provider"])
def test_a_line_of_a_file_that_may_mean_two_things_is_refused_by_its_number(
    read_file: Callable[[bytes], None], line: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"\.env, line 2: ") as error:
        read_file(f"# first\n{line}\n".encode())
    assert "swordfish" not in str(error.value)


def test_a_file_that_is_no_text_is_refused_and_one_that_is_absent_is_not(
    read_file: Callable[[bytes], None], tmp_path: Path
) -> None:
    env.read_file(tmp_path / "absent")
    with pytest.raises(ImproperlyConfigured, match="can't be read"):
        read_file(b"\xff\xfe\x00")
    with pytest.raises(ImproperlyConfigured, match="can't be read"):
        env.read_file(tmp_path)


@pytest.mark.parametrize("folder", ["a#b", "a?b", "a%20b", "a+b", "a b", "a[b", "ä@b", "a'b"])
def test_a_data_folder_may_have_any_name(tmp_path: Path, folder: str) -> None:
    data_dir = tmp_path / folder
    address = f"sqlite:///{quote(str(data_dir / 'clausewatch.sqlite3'))}"
    assert env.database("CLAUSEWATCH_UNSET", address)["NAME"] == str(data_dir / "clausewatch.sqlite3")


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("s3://pages?region=eu-central-1", ("pages", "", "eu-central-1", None, "auto")),
        ("s3://pages/a/b/?region=x&endpoint=https://s3.example", ("pages", "a/b", "x", "https://s3.example", "path")),
        ("s3://pages?endpoint=http://127.0.0.1:9000", ("pages", "", "us-east-1", "http://127.0.0.1:9000", "path")),
        ("s3://p?region=x&addressing=virtual", ("p", "", "x", None, "virtual")),
    ],
)
def test_a_bucket_is_named_by_one_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, options: tuple[str | None, ...]
) -> None:
    monkeypatch.setenv(NAME, text)
    read = env.capture_storage(NAME, tmp_path, key_id="AKID")["OPTIONS"]
    names = ("bucket_name", "location", "region_name", "endpoint_url", "addressing_style")
    assert tuple(read[name] for name in names) == options
    assert (read["access_key"], read["secret_key"]) == ("AKID", None)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "folder",
            "s3://",
            "s3://pages",
            "s3://key:secret@pages?region=x",
            "s3://pages:9000?region=x",
            "gs://p?region=x",
        ),
        *("s3://pages?region=x&style=path", "s3://pages?endpoint=ftp://x", "s3://p?region=x&addressing=odd"),
    ],
)
def test_a_store_that_is_none_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured) as refused:
        env.capture_storage(NAME, tmp_path)
    assert "secret" not in str(refused.value)


def test_captures_are_files_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert env.capture_storage(NAME, tmp_path)["OPTIONS"] == {"location": tmp_path}
