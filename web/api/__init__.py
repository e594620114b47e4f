"""API answers that need two of the apps below: what the record or the account says, cut to the reader's tier."""
