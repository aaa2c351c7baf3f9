"""What lets a process of the course start sooner."""

import sys


def skip_address_grammar() -> None:
    """Keep jsonschema from compiling a grammar for international addresses: two seconds.

    No schema of a notebook asks for such an address. To be called before jsonschema is imported.
    """
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
