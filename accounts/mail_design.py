"""How every mail looks: the colours for light and dark, and the step that writes the styles into the elements."""

from functools import cache

import css_inline

LIGHT = {
    "page": "#f3f4f6", "card": "#ffffff", "line": "#d5dae0",
    "ink": "#1f2933", "quiet": "#55616b", "link": "#1f5673",
    "button": "#1f5673", "button_ink": "#ffffff",
    "high": "#a61b12", "medium": "#7a5200", "low": "#3f5567",
    "before": "#fffaf0", "before_line": "#8a4b08", "gone": "#fdebc4",
    "after": "#f3f8fe", "after_line": "#1b5a9e", "fresh": "#d5e8fb",
}  # fmt: skip
DARK = {
    "page": "#14181c", "card": "#1d2329", "line": "#3b4650",
    "ink": "#e4e7ea", "quiet": "#a9b3bc", "link": "#8cc4e0",
    "button": "#8cc4e0", "button_ink": "#10202b",
    "high": "#ff9c92", "medium": "#e6c46b", "low": "#a9bccb",
    "before": "#2a2415", "before_line": "#f3bd7a", "gone": "#5a4310",
    "after": "#17242f", "after_line": "#8cc4ff", "fresh": "#1d4c80",
}  # fmt: skip


def inlined(html: str) -> str:
    """Return the page with each style rule written into the elements it applies to.

    Rules for dark mode stay in the style sheet.
    """
    return _inliner().inline(html)


@cache
def _inliner() -> css_inline.CSSInliner:
    # As shipped the inliner drops @media, and dark mode with it.
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
