"""Letters of appointment and replacement, drawn up from the register; and which files are registered ones."""
