"""The text of a page or a PDF, in the Markdown that `governance.comparison.text` reads."""
