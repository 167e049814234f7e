"""Margin accounts: why the accounts of a venue of perpetuals were closed."""
