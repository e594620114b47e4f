"""Classifies the version pairs of a gzipped JSON-lines file and writes one prediction per line."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.comparison.predictions import predict


class Command(BaseCommand):
    """`classify_pairs IN.jsonl.gz OUT.jsonl`: predictions for the scorer of labelled policy changes."""

    help = "Classify version pairs (JSON lines, gzipped or plain) and write one prediction a line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pairs", type=Path, help="pairs_*.jsonl.gz or .jsonl")
        parser.add_argument("predictions", type=Path, help="file to write, JSON lines")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = [json.dumps(row, ensure_ascii=False) for row in _predictions(options["pairs"])]
        if not lines:
            raise CommandError(f"{options['pairs']} holds no version pair: nothing was classified.")
        try:
            options["predictions"].write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"Cannot write {options['predictions']}: {error.strerror}.") from error
        self.stdout.write(f"{len(lines)} pairs classified.")


def _predictions(path: Path) -> Iterator[dict[str, Any]]:
    number = 0
    try:
        with _opened(path) as lines:
            for line in lines:
                number += 1
                if line.strip():
                    yield predict(json.loads(line))
    except OSError as error:
        raise CommandError(f"Cannot read {path}: {error.strerror or error}.") from error
    except (EOFError, zlib.error) as error:
        raise CommandError(f"Cannot read {path}: the gzip file is damaged or cut off in line {number + 1}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"Cannot read {path}: not UTF-8 after line {number}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"{path}, line {number}: not a version pair ({type(error).__name__}: {error}).") from error


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")
