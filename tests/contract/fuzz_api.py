"""Random and hostile requests to the API as it runs, by schemathesis, as nobody and as somebody signed in.

    .venv-dev/bin/python -m tests.contract.fuzz_api --seconds 25     # the short run of CI
    .venv-dev/bin/python -m tests.contract.fuzz_api --seconds 1800   # a long one

The service is started on this machine with its own settings and a database of its own, filled with the demonstration.
It fails on any 5xx, on an answer that isn't in the shape or of the status that the reference states, and on a wrong
content type. Limits are off, or all answers would soon be 429.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ROOT / ".venv" / "bin"
CHECKS = "not_a_server_error,response_schema_conformance,status_code_conformance,content_type_conformance"
# Prints the token of a session of somebody with everything, who has never been asked for a password lately.
SIGN_IN = """
from importlib import import_module
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from accounts.models import User
from billing.plans import Tier
from billing.services.grants import grant_tier
user = User.objects.create_user("fuzz@example.com", "a long passphrase 42")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
grant_tier(user=user, tier=Tier.PROFESSIONAL, until=None, now=timezone.now())
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print("token", session.session_key)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=25, help="for each of the two runs")
    parser.add_argument("--port", type=int, default=0, help="of 127.0.0.1; a free one unless told")
    parser.add_argument("--seed", type=int, help="of a run that is to be repeated")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="clausewatch-fuzz-") as folder:
        port = options.port or free_port()
        environment = {
            **{name: value for name, value in os.environ.items() if name not in ("PRODUCTION", "DATABASE_URL")},
            "DATA_DIR": folder,
            "RATE_LIMITS": "off",
            "LOG_LEVEL": "ERROR",
            "PORT": str(port),
        }
        token = prepare(environment)
        server = subprocess.Popen(
            [
                str(PRODUCT / "python"),
                "-m",
                "gunicorn",
                "backend.wsgi",
                "--bind",
                f"127.0.0.1:{port}",
                "--threads",
                "4",
            ],
            cwd=ROOT,
            env=environment,
        )
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/healthz")
            anonymous = fuzz(port, options, ())
            signed_in = fuzz(port, options, ("--header", f"X-Session-Token:{token}"))
        finally:
            server.terminate()
            server.wait(timeout=20)
    return anonymous or signed_in


def prepare(environment: dict[str, str]) -> str:
    """Make the database and somebody to sign in as, and return the token of their session."""
    manage = [str(PRODUCT / "python"), "manage.py"]
    for command in (["migrate", "--verbosity", "0"], ["createcachetable"], ["load_catalogue"], ["load_demo"]):
        subprocess.run([*manage, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    told = subprocess.run(
        [*manage, "shell", "--verbosity", "0", "--command", SIGN_IN],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return told.rpartition("token ")[2].strip()


def fuzz(port: int, options: argparse.Namespace, more: Sequence[str]) -> int:
    """One run of schemathesis; its exit code."""
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "run", f"http://127.0.0.1:{port}/api/v1/schema/"),
        *("--include-path-regex", "^/api/", "--checks", CHECKS, "--max-time", str(options.seconds)),
        *("--phases", "coverage,fuzzing", "--max-examples", "1000", "--workers", "1", "--no-color"),
        *("--continue-on-failure", "--warnings", "off", "--suppress-health-check", "all", "--no-shrink"),
        *(("--seed", str(options.seed)) if options.seed is not None else ()),
        *more,
    ]
    hooks = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.contract.fuzz_hooks"}
    return subprocess.run(command, cwd=ROOT, env=hooks, check=False).returncode


def wait_until_it_answers(url: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"Nothing answers at {url}.")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
