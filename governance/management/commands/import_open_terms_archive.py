"""Import a collection of versions as Open Terms Archive publishes it."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from governance.importers.collections import CollectionDescription
from governance.importers.git_source import UnreadableSource
from governance.importers.open_terms_archive import ImportResult, import_collection
from governance.importers.progress import Progress
from governance.importers.recorded_commits import Unread
from governance.names import shown_name

MOST_NAMED = 5


class Command(BaseCommand):
    help = (
        "Import the versions of a collection from a git repository, a clone, a bundle or an address, incrementally and "
        "byte for byte. By default a backfill, of which nobody is told; --as-news publishes its changes as of now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="PATH_OR_URL")
        parser.add_argument(
            "--since", metavar="ISO", help="begin each document with the version in force at this date or time"
        )
        parser.add_argument("--until", metavar="ISO", help="stop after this date (its last moment, UTC) or time")
        parser.add_argument("--as-news", action="store_true", help="publish the changes as detected now")
        parser.add_argument(
            "--pass-over",
            action="store_true",
            help="treat commits that aren't understood as edits by hand, and wait for no release that reads them",
        )
        parser.add_argument("--name", default="", help="what to call the collection; its slug is made from it")
        parser.add_argument("--attribution", default="", help="whom to credit wherever its texts are shown")
        parser.add_argument("--licence", default="", help="the licence of its texts, such as “ODC-BY 1.0”")

    def handle(self, *args: Any, **options: Any) -> None:
        since = _moment(options["since"], "--since", time.min)
        until = _moment(options["until"], "--until", time.max)
        if since and until and since > until:
            raise CommandError("--since is later than --until.")
        for name, longest in (("name", 200), ("attribution", 500), ("licence", 200)):
            if len(options[name]) > longest:
                raise CommandError(f"--{name} is longer than {longest} characters.")
        now = timezone.now()
        progress = Progress(self._write, now, is_terminal=self.stderr.isatty())
        try:
            result = import_collection(
                address=options["source"],
                mirrors=Path(settings.DATA_DIR) / "collections",
                now=now,
                since=since,
                until=until,
                as_news=options["as_news"],
                description=CollectionDescription(
                    name=options["name"].strip(),
                    attribution=options["attribution"].strip(),
                    licence=options["licence"].strip(),
                ),
                pass_over=options["pass_over"],
                on_progress=(lambda done, total: progress.tell(done, total, timezone.now()))
                if options["verbosity"]
                else None,
            )
        except UnreadableSource as error:
            raise CommandError(str(error)) from error
        finally:
            progress.end()
        if options["verbosity"]:
            self._report(result, as_news=options["as_news"])
        self._warn(result, pass_over=options["pass_over"])
        if result.has_read_nothing and not options["pass_over"]:
            raise CommandError(
                "None of the commits that look like versions was understood, so nothing was stored. "
                "Look for a newer release of Clausewatch that reads this collection."
            )

    def _write(self, text: str) -> None:
        self.stderr.write(text, style_func=str, ending="")
        self.stderr.flush()

    def _report(self, result: ImportResult, *, as_news: bool) -> None:
        collection = result.collection
        self.stdout.write(
            f"{collection.name}: {_counted(result.commits_read, 'commit')} read, "
            f"{_counted(result.versions_stored, 'version')} stored "
            f"({'published as news' if as_news else 'backfill'}), {result.versions_known} known before, "
            f"{_counted(result.documents_moved, 'document')} moved, {result.documents_retired} retired."
        )
        if result.was_rewritten:
            self.stdout.write("The publisher has rewritten the history; it was taken up by its paths and texts.")
        if result.is_older_copy:
            self.stdout.write("This is an older copy of what was imported before; nothing was changed.")
        if collection.attribution:
            self.stdout.write(f"Credit: {collection.attribution}. {collection.licence}")
        else:
            self.stdout.write("No attribution is known for this collection; give it with --attribution and --licence.")

    def _warn(self, result: ImportResult, *, pass_over: bool) -> None:
        """Print what was met and not stored, with the first few of each."""
        for unread in Unread:
            found = [notice for notice in result.notices if notice.unread is unread]
            if found:
                self.stderr.write(f"{_counted(len(found), 'commit')} {unread}:")
                for notice in found[:MOST_NAMED]:
                    self.stderr.write(f"  {notice.commit[:12]} “{shown_name(notice.subject)}” {notice.path}")
        if any(notice.unread.stops for notice in result.notices) and not pass_over:
            waiting = result.versions_waiting
            waits, they_are = ("waits", "it is") if waiting == 1 else ("wait", "they are")
            self.stderr.write(
                f"The next import begins there again. {_counted(waiting, 'later version')} of the same documents "
                f"{waits} for it. With --pass-over {they_are} stored now, and those commits never."
            )
        if result.dated_ahead:
            commit, stated_at = result.dated_ahead[0]
            self.stderr.write(
                f"{_counted(len(result.dated_ahead), 'commit')} dated later than now, such as {commit[:12]} of "
                f"{stated_at:%Y-%m-%d %H:%M} UTC. They are kept under the date of the commit that follows, or of now."
            )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _moment(text: str | None, option: str, time_of_day: time) -> datetime | None:
    """Return the time as given, in UTC if it names no zone; for a date alone its first or last moment."""
    if text is None:
        return None
    try:
        day = parse_date(text)
        moment = datetime.combine(day, time_of_day) if isinstance(day, date) else parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{option} {text!r} is not a date or time such as 2026-03-01 or 2026-03-01T12:00:00Z.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
