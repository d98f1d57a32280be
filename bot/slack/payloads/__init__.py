"""Slack's dicts, read into our values."""
