"""What options are worth and how probable it is that a price reaches a barrier: pure functions over arrays."""
