"""Rules that keep or drop a sentence of a model. Pure functions, which know no database, no settings and no network."""
