"""Name and version of the program, as exports and the command line print them."""

VERSION = "0.1.0"
PROGRAM = f"Verbatim {VERSION}"
