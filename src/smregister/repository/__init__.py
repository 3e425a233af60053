"""Git and files: trees, changed paths, transactions, journal, lock, cache."""
