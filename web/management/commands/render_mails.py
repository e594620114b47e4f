"""Writes a sample of each mail that the service sends into files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string

from web.account_mail.samples import mails


class Command(BaseCommand):
    help = "Write each mail as .html and .txt into a folder, with an index.html. Fictional changes, no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])

    def handle(self, *args: Any, folder: Path, language: str, **options: Any) -> None:
        rendered = mails(language)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, mail in rendered.items():
                (folder / f"{name}.html").write_text(mail.html, encoding="utf-8")
                (folder / f"{name}.txt").write_text(f"Subject: {mail.subject}\n\n{mail.text}", encoding="utf-8")
            index = render_to_string("web/mail_samples.html", {"mails": rendered.items()})
            (folder / "index.html").write_text(index, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"Can't write to {folder}: {error}") from error
        if options["verbosity"]:
            self.stdout.write(f"{len(rendered)} mails written to {folder}, listed in index.html.")
