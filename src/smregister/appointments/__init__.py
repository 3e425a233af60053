"""Appointments on a day: who may act for whom, what directives ask of agencies, what is owed when somebody leaves."""
