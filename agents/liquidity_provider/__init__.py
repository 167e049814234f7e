"""Supplies the reserves that others trade against."""
