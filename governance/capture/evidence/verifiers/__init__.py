"""The programs that verify what we give out: each is one file of the standard library, written from these parts."""
