"""Writers of findings, changes, reviews and tables, one format each."""
