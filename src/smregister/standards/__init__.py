"""Standards, their clauses, and the assessment of accounts."""
