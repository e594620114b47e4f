"""Lists of vendors that a person brings along, and the platforms that they are."""
