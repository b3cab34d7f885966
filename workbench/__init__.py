"""Use cases: one function, one transaction, one permission check each; and the command line."""
