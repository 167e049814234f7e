"""Fitting price processes to a file of prices: one process per file, and the command `firesale calibrate`."""
