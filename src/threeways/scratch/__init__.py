"""NumPy reference implementations that the chapters derive, one module a topic."""
