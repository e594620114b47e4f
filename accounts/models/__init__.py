"""Who is asking: people, their keys, the mails they are owed, and what was done to their accounts."""

from accounts.models.api_keys import ApiKey
from accounts.models.notices import Notice
from accounts.models.people import User, validate_one_line, validate_timezone
from accounts.models.security_events import SecurityEvent
from accounts.models.tallies import Tally

__all__ = ["ApiKey", "Notice", "SecurityEvent", "Tally", "User", "validate_one_line", "validate_timezone"]
