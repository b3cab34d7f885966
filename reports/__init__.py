"""Frames of answers and codings to tables and figures, and these to files.

The tables are values (:class:`reports.model.Table`); the writers in ``reports.writers`` turn them into files.
"""
