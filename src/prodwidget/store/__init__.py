"""Redis: the only code that knows a key name."""
