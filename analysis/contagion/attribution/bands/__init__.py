"""Positions in bands: what their venue stated of them, and the price that it follows."""
