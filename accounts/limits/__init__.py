"""How often who may do what: one counter, and the limits on mails, passwords and requests that count with it."""
