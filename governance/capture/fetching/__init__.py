"""One page, or the pages of a document, from the network: politely, within limits, or the reason why not.

Free of Django: what is remembered (robots.txt, validators, permissions) is handed in by whoever has the database.
"""
