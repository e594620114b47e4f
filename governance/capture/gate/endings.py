"""Whether a text breaks off where the one that is known goes on: what a server sends that fails while it writes."""

FEWEST_LETTERS_OF_A_LINE = 10
# Behind its last element a page may have so many bytes of comments and scripts.
TAIL = 20_000


def is_closed(page: bytes) -> bool:
    """Tell whether a page of HTML ends as one: with the end of its body, whatever follows that."""
    tail = page[-TAIL:].lower()
    return b"</html" in tail or b"</body" in tail


def breaks_off(text: str, known: str) -> bool:
    """Tell whether a text ends within a line of the known one."""
    last = text.rstrip().rsplit("\n", 1)[-1].rstrip()
    if len(last) < FEWEST_LETTERS_OF_A_LINE:
        return False
    before = [line.rstrip() for line in known.split("\n")]
    return last not in before and any(line.startswith(last) for line in before)
