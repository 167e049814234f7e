"""Contagion: who infected whom, through which channel, and what would have happened otherwise."""
