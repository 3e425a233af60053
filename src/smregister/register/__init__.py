"""Records looked up by id, reference, account and platform; calendars."""
