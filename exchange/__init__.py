"""The field's formats in and out, on bytes and values: codebooks, codings, responses.

Nothing here knows a database or a file system: readers take bytes and the file's name, writers give bytes.
"""
