"""Answered forms from issues, mails and CSV lists."""
