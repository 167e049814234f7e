"""A venue of bands: an exchange whose liquidity is the collateral of those who borrow there."""
