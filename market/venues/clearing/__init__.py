"""The clearing house: members, their margin, their defaults."""
