"""Makes the memos that were asked for: a duty on a queue of its own, since a long one takes seconds."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from alerts.made_files import NeverToBeMade, make_due_files, still
from alerts.memos.gathering import gather
from alerts.models import Memo
from governance.analysis.memo.markdown import markdown_of
from governance.analysis.memo.redline import REDLINE_VERSION, redline_of
from governance.analysis.memo.telling import layout_of
from governance.analysis.memo.typesetting import pdf_of, typesetting_version
from governance.capture.evidence.memo_evidence import EvidenceTooLarge, MemoFiles, evidence_of
from governance.capture.evidence.verifiers.evidence import EVIDENCE_FORMAT

Format = Memo.Format
_BEGUN, _GATHERED, _SET = 10, 60, 95


def make_due_memos(now: datetime) -> dict[str, int]:
    """Make the memos that wait, some at most; return counts of what they came to."""
    rows = Memo.objects.select_related("user", "document", "change")
    made, failed = make_due_files(rows, _made, now=now)
    return {"memos_made": made, "memos_failed": failed}


def _made(memo: Memo, now: datetime) -> tuple[bytes, Mapping[str, Any]]:
    still(memo).update(progress=_BEGUN)
    data = gather(memo, now=now)
    still(memo).update(progress=_GATHERED)
    file, made_with = file_of(data, format=memo.format, paper=memo.paper)
    still(memo).update(progress=_SET)
    return file, {"progress": 100, "made_at": now, "title": str(data["title"])[:300], "made_with": made_with}


def file_of(data: dict[str, Any], *, format: str, paper: str) -> tuple[bytes, str]:
    """Return the file of a memo's data, and the state of what set it: the same data and state give the same bytes.

    Evidence takes the texts, captures and the key that are there too. Raises NeverToBeMade, and for evidence what
    `evidence_of` raises.
    """
    raw = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
    if format == Format.JSON:
        return raw, data["schema"]
    if format == Format.DOCX:
        return redline_of(data), REDLINE_VERSION
    layout = layout_of(data, raw)
    if format == Format.MARKDOWN:
        return markdown_of(layout).encode(), data["schema"]
    pdf = pdf_of(layout, paper=paper, more_fonts=settings.MEMO_FONTS)
    made_with = typesetting_version(settings.MEMO_FONTS)
    if format == Format.PDF:
        return pdf, made_with
    try:
        evidence = evidence_of(MemoFiles(raw, pdf), now=datetime.fromisoformat(data["made_at"]))
    except EvidenceTooLarge as error:
        raise NeverToBeMade(str(error)) from error
    return evidence, f"{made_with} {EVIDENCE_FORMAT}"
