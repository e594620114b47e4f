"""Where outside services report to us."""
