"""The use cases: each one straight function over small Protocols."""
