"""Changes of public collections that were read for training: ids, commits and labels here, texts in the collections.

`governance/data/read_changes.jsonl` holds a line a change: `id`, `repo` (of github.com/OpenTermsArchive), `commit` and
`prev_commit`, `path`, `date`, `prev_date`, the label as in the published sets (`label`, `alert`, `severity`, `kind`,
`ambiguous`), and `reader`. No text of a policy is stored; whoever has the collections reads it from there.
"""

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from governance.comparison import parse
from governance.comparison.weighing.taxonomy import DATA
from governance.training.labelled_pairs import LabelledPair, read_rows

READ_CHANGES_PATH = DATA / "read_changes.jsonl"
SET_NAME = "read"
EARLIER_VERSIONS = 20


def read_changes_from(collections: Path, path: Path = READ_CHANGES_PATH) -> Iterator[LabelledPair]:
    """Yield the read changes with their texts, from git repositories `collections/<repo>`.

    Raises FileNotFoundError if a repository or a commit is missing.
    """
    for row in read_rows(path):
        repository = collections / row["repo"]
        if not repository.is_dir():
            raise FileNotFoundError(f"There is no repository at {repository}.")
        yield LabelledPair(SET_NAME, _pair_of(row, repository), row)


def _pair_of(row: Mapping[str, Any], repository: Path) -> dict[str, Any]:
    """Return the change in the shape of the published pairs: texts, and hashes of up to 20 earlier versions."""
    commits = _git(repository, "log", f"-{EARLIER_VERSIONS}", "--format=%H", row["prev_commit"], "--", row["path"])
    earlier = [parse(_text(repository, commit, row["path"])) for commit in commits.split()]
    before, after = (_text(repository, row[name], row["path"]) for name in ("prev_commit", "commit"))
    lines = {block.line_digest for text in earlier[1:] for block in text.blocks}
    return {
        **{name: row[name] for name in ("id", "repo", "path", "date", "prev_date")},
        "kind": "change",
        "sources": 1,
        "before": before,
        "after": after,
        "earlier_norm_hashes": [text.digest for text in earlier],
        "earlier_block_hashes": sorted(lines - {block.line_digest for block in parse(before).blocks}),
    }


def _text(repository: Path, commit: str, path: str) -> str:
    return _git(repository, "show", f"{commit}:{path}")


def _git(repository: Path, *arguments: str) -> str:
    found = subprocess.run(  # noqa: S603 - fixed arguments, no shell
        ["git", "-C", str(repository), "-c", "core.quotePath=off", *arguments],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if found.returncode:
        raise FileNotFoundError(f"git {arguments[0]} in {repository}: {found.stderr.decode(errors='replace').strip()}")
    return found.stdout.decode("utf-8", "replace")
