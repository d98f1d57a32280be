"""Our values, written as Block Kit: pure functions from values to dicts."""
