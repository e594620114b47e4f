"""What schemathesis is told of our server: `fuzz_api.py` names this module in SCHEMATHESIS_HOOKS."""

from typing import Any
from urllib.parse import urlencode

import schemathesis

# gunicorn answers a request line of more than 4,094 bytes by itself, before anything of ours: no operation states that.
LONGEST_QUERY = 3500


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Leave out a query that the server would not read."""
    if len(urlencode(case.query or {}, doseq=True)) > LONGEST_QUERY:
        case.query = {}
