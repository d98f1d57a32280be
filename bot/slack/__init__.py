"""The Slack side: payloads in, views out, handlers between."""
