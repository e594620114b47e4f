"""Thirty days of made-up platforms that change, and whose sites misbehave, under a clock that is passed in."""
