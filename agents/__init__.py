"""Who plays: one role per folder, one strategy per file."""
