"""How fast firesale is: the same work as plain Mesa, side by side."""
