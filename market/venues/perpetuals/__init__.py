"""Perpetual futures: margin accounts against each other and against the vault that makes the market."""
