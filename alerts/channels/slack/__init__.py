"""Rooms of Slack, by an incoming webhook."""
