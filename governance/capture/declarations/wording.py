"""How what somebody wrote stands in our messages, which are read in terminals and mails."""

LETTERS_SHOWN = 120


def shown(text: str) -> str:
    """Return the beginning of the text, with what can't be seen, or would control a terminal, written as escapes."""
    cut = text if len(text) <= LETTERS_SHOWN else f"{text[:LETTERS_SHOWN]}…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "backslashreplace").decode() for char in cut
    )
