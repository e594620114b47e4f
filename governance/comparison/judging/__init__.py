"""What the changed clauses amount to: noise, a capture gone wrong, or a change of the document."""
