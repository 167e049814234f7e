"""Moves the price that a venue believes, when that pays."""
