"""Sends held and failed batches again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet
from django.utils import timezone

from alerts.delivery.resending import ENDED, send_again
from alerts.management.operator_arguments import add_operator
from alerts.models import Batch
from governance.management.arguments import LARGEST_KEY, moment, number


class Command(BaseCommand):
    help = (
        "Send batches again that were held (nobody knows whether the provider took them) or that failed. "
        "Those in doubt and those older than a day are left unless they are asked for. "
        "Exits with 1 where none of what was asked for is sent again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", type=number(int, 1, LARGEST_KEY), metavar="ID")
        parser.add_argument("--held", action="store_true", help="all that are held")
        parser.add_argument("--failed", action="store_true", help="all that failed")
        parser.add_argument("--since", type=moment, metavar="ISO", help="of these, what was held or failed since then")
        parser.add_argument("--despite-doubt", action="store_true", help="also where people may get a mail twice")
        parser.add_argument("--despite-age", action="store_true", help="also what is older than a day")
        add_operator(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = self._chosen(options)
        eligible = chosen.filter(state__in=ENDED).count()
        done = send_again(
            chosen=chosen,
            by=options["by"],
            now=timezone.now(),
            despite_doubt=options["despite_doubt"],
            despite_age=options["despite_age"],
        )
        self.stdout.write(f"{len(done.batch_ids)} of {eligible} held and failed batches will be sent again.")
        if done.in_doubt:
            self.stdout.write(
                f"{done.in_doubt} left: the provider may have taken them, and people may get the mails twice. "
                "Send them all the same with --despite-doubt."
            )
        if done.old:
            self.stdout.write(f"{done.old} left: older than a day. Send them all the same with --despite-age.")
        if not done.batch_ids and (options["ids"] or eligible):
            raise CommandError("Nothing was sent again.")

    def _chosen(self, options: dict[str, Any]) -> "QuerySet[Batch]":
        states = [state for state in ENDED if options[state.value]]
        if bool(options["ids"]) == bool(states):
            raise CommandError("Name batches by their ids, or say --held, --failed or both.")
        if states:
            since = Q(finished_at__gte=options["since"]) if options["since"] else Q()
            return Batch.objects.filter(since, state__in=states)
        if options["since"]:
            raise CommandError("--since goes with --held and --failed.")
        chosen = Batch.objects.filter(pk__in=options["ids"])
        state_of = dict(chosen.values_list("pk", "state"))
        unknown = [str(pk) for pk in options["ids"] if pk not in state_of]
        if unknown:
            raise CommandError(f"There is no batch {' and no batch '.join(unknown)}: nothing was sent again.")
        for pk in options["ids"]:
            if state_of[pk] not in ENDED:
                self.stderr.write(f"batch {pk} is {state_of[pk]}: not sent again")
        return chosen
