"""Vaults that mint a stablecoin: what they are made of."""
