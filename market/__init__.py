"""The world: rules, ledgers and venues. Imports numpy only."""
