"""From a clean clone to a running environment, with the standard library only."""


def ensure_environment(argv: list[str]) -> None:
    """Placeholder until the installer lands in this commit series."""
