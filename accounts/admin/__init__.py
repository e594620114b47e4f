"""What an operator sees of people. Secrets are never shown, and history is never edited."""

from accounts.admin import keys_and_acts as keys_and_acts
from accounts.admin import people as people
