"""Makes the pages of this folder that are read off the code, and runs the snippets of those that are written by hand."""
