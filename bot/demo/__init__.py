"""A small Slack in the browser, for trying the app without a workspace.

It speaks Slack's protocols to the app: signed requests out, Web API and response URLs in. It
shares no code with the app, so that a misunderstanding shows.
"""

from bot.demo.clock import Clock
from bot.demo.server import SLACK, make_app
from bot.demo.settings import Client, Command, Settings, Setup, Shortcut
from bot.demo.slack import Slack

__all__ = [
    "SLACK",
    "Client",
    "Clock",
    "Command",
    "Settings",
    "Setup",
    "Shortcut",
    "Slack",
    "make_app",
]
