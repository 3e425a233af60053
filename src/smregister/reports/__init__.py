"""Reports: tables from a register and a date."""
