"""Steering and watching a sandbox from outside."""
