"""What a command can't take is said in a sentence before anything is done."""

import pytest
from django.core.management import CommandError

from backend.commands import CommandLine

PEOPLE = ("--tier", "free", "--platform", "owl-post")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("billing_figures", ("--month", "9999-12")),
        ("billing_figures", ("--month", "0001-01")),
        ("capture_status", ("--limit", "-1")),
        ("capture_status", ("--limit", "9" * 20)),
        ("export_feedback", ("--since", "9999-12-31T23:59:59-23:59")),
        ("resend_batch", ("9" * 20,)),
        ("resend_batch", ("0",)),
        ("resend_batch", ("--held", "--since", "0001-01-01")),
        ("seed_people", ("--count", "0", *PEOPLE)),
        ("seed_people", ("--count", "9" * 20, *PEOPLE)),
        ("survey", ("--limit", "9" * 20)),
        ("sweep", ("--now", "9999-12-31T23:59:59")),
        ("sweep", ("--now", "0001-01-01")),
        ("sweep", ("--now", "soon")),
    ],
)
def test_a_number_or_moment_out_of_bounds_is_refused(name: str, words: tuple[str, ...]) -> None:
    command = CommandLine(["manage.py", name]).fetch_command(name)
    with pytest.raises(CommandError):
        command.create_parser("manage.py", name).parse_args(words)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(SystemExit, match="no text in UTF-8"):
        CommandLine(["manage.py", "set_tier", "a\udcff@example.com", "free"]).execute()
