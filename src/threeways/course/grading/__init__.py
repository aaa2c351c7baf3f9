"""The stages of one submission: ingest, sandbox, run, score, record, report."""
