"""Reports: each a pure function from values to a table, one a file; for everybody, where no note says otherwise."""
