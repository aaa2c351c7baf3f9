"""Deep Learning, Three Ways: what a notebook of the course imports."""

from threeways.checks import agree, claim, reproduces

__all__ = ["agree", "claim", "reproduces"]
