"""Trades away differences between prices."""
