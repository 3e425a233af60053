"""The whole judgement: what is wrong with a register, or with a change to it."""
