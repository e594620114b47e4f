"""When mail is due: the hours people chose, in their zones."""
