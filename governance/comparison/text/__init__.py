"""A text as clauses: its lines, labels, dates, quantities, and the signs of what is no document."""
