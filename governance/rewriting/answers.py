"""What the model's answer says, read strictly: whatever is not a list of sentences with cites is no answer."""

import json
import re
from typing import Any

from governance.rewriting.guard.rules import MOST_CITES, Proposed

MOST_SENTENCES, LONGEST_SENTENCE, LONGEST_ID = 30, 400, 40
_FENCED = re.compile(r"```(?:json)?\s(?P<inside>.*)```", re.DOTALL)
# Such as "small-2026-07-18", where "small" was asked.
_OF_A_DAY = re.compile(r"-[\d-]{1,12}")


class AnswerRefused(Exception):
    """The answer can't be used; `code` is one of `Rewrite.Outcome`. What it said is not repeated.

    `was_sent` is false where nobody took the connection, so that nothing can have been asked, or paid for.
    """

    def __init__(self, code: str, *, was_sent: bool = True) -> None:
        super().__init__(code)
        self.code, self.was_sent = code, was_sent


def read_completion(body: bytes, *, model: str) -> str:
    """Return the text of a chat completion that this model wrote. Raises AnswerRefused."""
    found = _object(body)
    try:
        said, choice = str(found["model"]), found["choices"][0]
        message = choice["message"]
        text, refusal = message.get("content"), message.get("refusal")
        ended = choice.get("finish_reason")
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise AnswerRefused("not_of_the_protocol") from error
    if said != model and not (said.startswith(model) and _OF_A_DAY.fullmatch(said[len(model) :])):
        raise AnswerRefused("other_model")
    if refusal or ended == "content_filter":
        raise AnswerRefused("refused")
    if ended == "length":
        raise AnswerRefused("cut")
    if not isinstance(text, str):
        raise AnswerRefused("not_of_the_protocol")
    return text


def usage_of(body: bytes) -> tuple[int, int] | None:
    """Return the tokens of request and answer that an answer says it used; None where it doesn't, or can't have."""
    try:
        usage = _object(body)["usage"]
        asked, answered = usage["prompt_tokens"], usage["completion_tokens"]
    except (AnswerRefused, KeyError, TypeError):
        return None
    is_count = [type(one) is int and 0 < one < 10_000_000 for one in (asked, answered)]
    return (asked, answered) if all(is_count) else None


def read_sentences(text: str) -> list[Proposed]:
    """Return the sentences of `[{"sentence": …, "cites": […]}]`. Raises AnswerRefused for anything else."""
    fenced = _FENCED.fullmatch(text.strip())
    try:
        rows = json.loads(fenced["inside"] if fenced else text)
    except (ValueError, RecursionError) as error:
        raise AnswerRefused("bad_answer") from error
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_SENTENCES:
        raise AnswerRefused("bad_answer")
    return [_sentence(row) for row in rows]


def _sentence(row: Any) -> Proposed:
    if not isinstance(row, dict) or row.keys() != {"sentence", "cites"}:
        raise AnswerRefused("bad_answer")
    sentence, cites = row["sentence"], row["cites"]
    is_sentence = isinstance(sentence, str) and 0 < len(sentence.strip()) <= LONGEST_SENTENCE
    if not is_sentence or not isinstance(cites, list) or not 0 < len(cites) <= MOST_CITES:
        raise AnswerRefused("bad_answer")
    if not all(isinstance(one, str) and len(one) <= LONGEST_ID for one in cites):
        raise AnswerRefused("bad_answer")
    return Proposed(sentence.strip(), tuple(dict.fromkeys(cites)))


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise AnswerRefused("not_of_the_protocol") from error
    if not isinstance(found, dict):
        raise AnswerRefused("not_of_the_protocol")
    return found
