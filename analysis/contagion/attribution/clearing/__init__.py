"""Members of clearing houses: what they hold and need, and why they fell short of it."""
