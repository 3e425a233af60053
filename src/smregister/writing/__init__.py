"""Writing to the register: judged before, whole or not at all, one at a time, and taken back where it was cut short."""
