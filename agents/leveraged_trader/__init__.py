"""Borrows against collateral to hold more of it."""
