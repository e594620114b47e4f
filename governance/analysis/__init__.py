"""What the law has to do with what a document says: derived by rule from clauses and from the tables in `data/`.

Pure functions: no database, no clock; a day is an argument. A clause "engages" a law; nothing here says that it
violates one.
"""
