"""Grades the graders: mutants of a solution, and which test notices which."""
