"""Putting it together: scenarios, runs and the command line. The only package that knows the others."""
