"""The two price paths: calm, and a crash."""

from typing import Literal

import numpy as np

from firesale.market.arrays import FloatArray

PricePath = Literal["calm", "crash"]

PRICES = {"ETH": 2000.0, "BTC": 40_000.0, "LINK": 15.0, "AVAX": 30.0}
"""Initial prices of the collaterals, USDC per unit."""

STEP_SECONDS = 3600.0
CALM_SPREAD = 0.01  # standard deviation of the log price around its start
CALM_MEMORY = 0.95  # of the log price from step to step
CRASH_LEAD = 5  # steps that take prices close to the first liquidations
CRASH_LEAD_FALL = 0.90  # price after them, as a part of the first
CRASH_FALL = 0.97  # price after each further step, as a part of the one before


def waypoints(steps: int, path: PricePath) -> dict[str, list[list[float]]]:
    """One price per asset and step."""
    times = np.arange(steps + 1) * STEP_SECONDS
    factors = _calm(steps) if path == "calm" else _crash(steps)
    return {
        asset: [
            [time, price * factor] for time, factor in zip(times.tolist(), factors[:, column].tolist(), strict=True)
        ]
        for column, (asset, price) in enumerate(PRICES.items())
    }


def _calm(steps: int) -> FloatArray:
    """Small moves around the first price, different for each asset."""
    shocks = np.random.default_rng(1).standard_normal((steps, len(PRICES)))
    shocks *= CALM_SPREAD * np.sqrt(1.0 - CALM_MEMORY**2)
    log_price = np.zeros((steps + 1, len(PRICES)))
    for step in range(steps):
        log_price[step + 1] = CALM_MEMORY * log_price[step] + shocks[step]
    return np.exp(log_price)


def _crash(steps: int) -> FloatArray:
    """All assets fall: first to where the least healthy are nearly unsafe, then by a few per cent every step."""
    step = np.arange(steps + 1)
    lead = CRASH_LEAD_FALL ** (np.minimum(step, CRASH_LEAD) / CRASH_LEAD)
    factor = lead * CRASH_FALL ** np.maximum(0, step - CRASH_LEAD)
    return np.tile(factor[:, None], (1, len(PRICES)))
