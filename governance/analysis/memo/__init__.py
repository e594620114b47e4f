"""A compliance memo as a file: its parts as plain values, and what makes a PDF, Markdown or DOCX of them."""
