"""Positions that were closed against their owners' will, by venue and in one table."""
