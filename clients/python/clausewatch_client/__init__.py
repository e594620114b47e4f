"""A typed client of the Clausewatch API."""

from clausewatch_client.client import Client
from clausewatch_client.errors import ApiError, MemoFailed, NoAnswer
from clausewatch_client.signing_up import PendingSignUp, sign_up

__all__ = ["ApiError", "Client", "MemoFailed", "NoAnswer", "PendingSignUp", "sign_up"]
