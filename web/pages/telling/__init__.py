"""Pages of what a person is told, and how: alerts, digests, channels and feeds."""
