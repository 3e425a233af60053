"""Appointments, directives, handovers and action items on a day."""
