"""Tables to files: one module a format, each a function from tables and stamp to bytes."""
