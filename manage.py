#!/usr/bin/env python3
"""Every command of the service. On a fresh machine it first makes `.venv` and installs the locked requirements."""

import os
import sys

from backend import bootstrap


def main() -> None:
    bootstrap.ensure_environment(sys.argv)
    if sys.argv[1:2] == ["test"]:
        bootstrap.run_tests(sys.argv[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.INSTALLED_APPS  # noqa: B018 - reads the settings, so that a bad value is a sentence and no traceback
    except ImproperlyConfigured as error:
        sys.exit(f"Settings: {error}")
    from backend.commands import CommandLine

    CommandLine(sys.argv).execute()


if __name__ == "__main__":
    main()
