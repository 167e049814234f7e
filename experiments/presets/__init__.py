"""Ready terms of real protocols: one TOML file each, used by name in a scenario."""
