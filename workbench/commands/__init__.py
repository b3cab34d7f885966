"""Commands of `python -m workbench`: each module has `add_arguments(parser)` and `run(args) -> int`."""
