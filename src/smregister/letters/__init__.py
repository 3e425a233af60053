"""Mails that remind agencies of their officers, in the language of each, for the desk to look through and send."""
