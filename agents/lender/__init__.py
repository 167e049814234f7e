"""Supplies what others borrow, and may run."""
