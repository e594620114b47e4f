import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from backend import logs


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """What is logged, as the JSON lines that a collector would get."""
    collected: list[dict[str, Any]] = []
    formatter = logs.configuration(level="INFO", as_json=True)["formatters"]["line"]
    renderer = structlog.stdlib.ProcessorFormatter(
        processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
    )

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            collected.append(json.loads(renderer.format(record)))

    handler = Collector()
    logging.getLogger().addHandler(handler)
    yield collected
    logging.getLogger().removeHandler(handler)
