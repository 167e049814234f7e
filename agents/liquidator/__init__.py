"""Closes unsafe positions for a profit."""
