"""Reports: each a pure function from values to a table, one a file; what they tell is meant for everybody."""
