"""Data of the course: the registry, fetching with verification, and one loader module a kind.

``text``, ``images`` and ``series`` load; ``fetch`` transfers and verifies; ``registry`` knows where
each file comes from, its SHA-256, its licence and which chapters use it. Nothing is imported here,
so that a chapter pays only for what it uses.
"""
