"""Serves the record to an assistant, as an MCP server on standard input and output."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Reads by the API and changes nothing. `CLAUSEWATCH_API_KEY` and `CLAUSEWATCH_URL` are read from the environment.

    The site is that of this machine by default, and a key without the scope `read`, or none, is shown what is public.
    """

    help = "Serve the record to an assistant (Model Context Protocol) over standard input and output, read-only."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        sys.path.insert(0, str(settings.BASE_DIR / "clients" / "python"))
        from clausewatch_client.mcp_server import main

        main()
