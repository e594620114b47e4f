"""Is this the document? The checks before anything becomes a version.

What is only shorter or rewritten is the comparison's business: the gate must not swallow a real change.
"""
