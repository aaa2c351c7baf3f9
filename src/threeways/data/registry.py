"""What the course knows about each data set: files, SHA-256, licence, citation, known flaws."""

from __future__ import annotations


class DataError(Exception):
    """A data set that is missing, damaged or described wrongly; the message says what to do."""
