"""What happened to the register between two moments."""
