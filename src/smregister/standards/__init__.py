"""Standards: clauses, the facts of accounts that they are tried against, and the judgement."""
