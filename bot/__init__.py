"""The webcast bot: webcasts.com webcasts, run from Slack."""
