"""Whether a changed clause binds anybody: first what is known exactly, by rules, then a small trained model."""
