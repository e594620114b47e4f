"""The operator's pages: what is broken, what waits, what was sent and read, complaints, and money. They change nothing.

A figure leads to the list of the admin that shows the very rows which it counted; acting is done there.
"""
