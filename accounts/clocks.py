"""How far the clocks of the hosts that this service runs on, and of those that it asks, may be apart."""

from datetime import timedelta

# The most by which one host's clock may be behind another's. A time that one wrote and another compares may be off so
# far, either way: what must not happen early waits so much longer.
CLOCKS_DIFFER = timedelta(minutes=5)
