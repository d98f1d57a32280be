"""The webcast bot: webcasts.com webcasts, run from Slack."""

__version__ = "0.1.0"
