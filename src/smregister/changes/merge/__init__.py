"""Three-way merge of records."""
