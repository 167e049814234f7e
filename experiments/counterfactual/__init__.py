"""The same seed once more with a channel of contagion switched off, and how much of an outcome each channel accounts for."""
