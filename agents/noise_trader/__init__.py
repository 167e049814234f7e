"""Trades for reasons outside the model."""
