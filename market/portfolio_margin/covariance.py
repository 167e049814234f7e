"""How reference prices move together: from their past, or from their volatilities until there is enough of it."""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.portfolio_margin.listing import Listing


def covariance(listing: Listing, correlation: float, least_returns: int) -> FloatArray:
    """Covariance of log prices per year (u, u), about a mean of zero.

    With fewer than `least_returns` in the past: the volatilities, and one `correlation` between any two. Source: RiskMetrics Technical Document
    (1996), zero mean.
    """
    returns = listing.returns
    if len(returns) >= least_returns:
        return np.asarray(returns.T @ returns / (len(returns) * listing.return_years), dtype=np.float64)
    u = len(listing.prices)
    together = np.where(np.eye(u) > 0.0, 1.0, correlation)
    return np.asarray(together * np.outer(listing.volatilities, listing.volatilities), dtype=np.float64)


def correlations(listing: Listing, correlation: float, least_returns: int) -> FloatArray:
    """Correlation of log prices (u, u); 0 between prices of which one did not move."""
    together = covariance(listing, correlation, least_returns)
    deviations = np.sqrt(np.diag(together))
    scale = np.outer(deviations, deviations)
    found = np.divide(together, scale, out=np.zeros_like(together), where=scale > 0.0)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found, dtype=np.float64)


def deviations(exposures: FloatArray, together: FloatArray) -> FloatArray:
    """Standard deviation (n,) of what exposures (n, u) gain, given a covariance (u, u)."""
    variance = np.einsum("nu,uv,nv->n", exposures, together, exposures)
    return np.asarray(np.sqrt(np.maximum(0.0, variance)), dtype=np.float64)
