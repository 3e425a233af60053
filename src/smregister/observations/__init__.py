"""What was seen of accounts, by people, by tools or in lists of theirs, put on record."""
