"""SendGrid: its request, its answers and its signed events."""
