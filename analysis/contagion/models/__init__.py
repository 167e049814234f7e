"""Published models of contagion on plain matrices: nothing here knows of runs or events, so they work on any data."""
