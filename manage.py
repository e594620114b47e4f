#!/usr/bin/env python3
"""Every command of the service. On a fresh machine it first makes `.venv` and installs the locked requirements."""

import os
import sys

from backend import bootstrap


def main() -> None:
    bootstrap.ensure_environment(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
