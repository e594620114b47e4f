"""What is kept of a Stripe account: its objects, by id, and the events of what happened to them."""

import copy
import threading
import time
from itertools import count

from tests.contract import stripe_shapes as shapes

_numbers = count(1)


def new_id(prefix):
    return f"{prefix}_{next(_numbers):014d}"


class Refusal(Exception):
    """An answer other than 200, in Stripe's shape."""

    def __init__(self, status, kind, message, *, code=None, param=None):
        self.status = status
        self.error = {"type": kind, "message": message, "code": code, "param": param}
        super().__init__(message)


def missing(what, id, param="id"):
    return Refusal(404, "invalid_request_error", f"No such {what}: '{id}'", code="resource_missing", param=param)


class StripeObjects:
    def __init__(self, now=None):
        self.now = int(now or time.time())
        self.kept = {}  # id -> object, in the order in which they were made
        self.events = []
        self.lock = threading.RLock()

    def keep(self, thing):
        self.kept[thing["id"]] = thing
        return thing

    def get(self, kind, id, param="id"):
        found = self.kept.get(id)
        if found is None or found["object"] != kind:
            raise missing(kind, id, param)
        return found

    def all(self, kind, **wanted):
        """What is kept of this kind, newest first."""
        return [
            thing
            for thing in reversed(self.kept.values())
            if thing["object"] == kind and all(thing.get(name) == value for name, value in wanted.items())
        ]

    def tell(self, type, thing, previous=None):
        told = shapes.event(new_id("evt"), self.now, type=type, object=copy.deepcopy(thing), previous=previous)
        self.events.append(told)
        return told
