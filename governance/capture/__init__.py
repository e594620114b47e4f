"""Our own eyes on what platforms publish: fetching it, extracting its text, and judging whether it is the document."""
