"""The days that a person keeps in sight: as a list, as a calendar, and in reminders by mail."""
