"""The scenario that is measured: leveraged traders in eight pools, on a calm price path and on a crash."""

from typing import Any, Literal

import numpy as np

from firesale.experiments.scenario import Scenario

PricePath = Literal["calm", "crash"]
Tables = dict[str, Any]

PRICES = {"ETH": 2000.0, "BTC": 40_000.0, "LINK": 15.0, "AVAX": 30.0}
"""Initial prices of the collaterals, USDC per unit."""

POOLS: dict[str, tuple[str, ...]] = {
    "amber": ("ETH",),
    "beryl": ("BTC",),
    "coral": ("LINK",),
    "dolomite": ("AVAX",),
    "emerald": ("ETH", "BTC"),
    "fluorite": ("BTC", "LINK"),
    "garnet": ("LINK", "AVAX"),
    "howlite": ("AVAX", "ETH"),
}
"""Collaterals of each pool; every trader pledges all of them."""

STEP_SECONDS = 3600.0
LEAST_HEALTH, MOST_HEALTH = 1.1, 2.1
COLLATERAL_VALUE = 20_000.0  # USDC per trader and pool, median
DEPTH_PER_TRADER = 500.0  # USDC that move a price by one per cent, per trader
CASH_PER_TRADER = 100_000.0  # USDC of each liquidator, per trader of its pool
DEPOSITS_PER_TRADER = 20_000.0  # USDC lent, per trader of the pool
LENDERS = 4  # per pool
POSITIONS_PER_BUNDLE = 1000  # liquidations whose collateral is sold at once

CALM_SPREAD = 0.01  # standard deviation of the log price around its start
CALM_MEMORY = 0.95  # of the log price from step to step
CRASH_LEAD = 5  # steps that take prices close to the first liquidations
CRASH_LEAD_FALL = 0.90  # price after them, as a part of the first
CRASH_FALL = 0.97  # price after each further step, as a part of the one before


def benchmark_scenario(traders: int, steps: int, path: PricePath, record_interval: int = 1_000_000) -> Scenario:
    """`traders` spread evenly over the pools."""
    return Scenario.from_tables(tables(traders, steps, path, record_interval))


def tables(traders: int, steps: int, path: PricePath, record_interval: int) -> Tables:
    """The scenario as a scenario file would give it."""
    per_pool = split(traders, len(POOLS))
    agents: Tables = {}
    for (pool, collaterals), count in zip(POOLS.items(), per_pool, strict=True):
        agents |= _players(pool, collaterals, count)
    return {
        "name": f"{path}-{traders}",
        "title": f"{traders} leveraged traders, {path}",
        "time": {
            "steps": steps,
            "step_seconds": STEP_SECONDS,
            "record_interval": record_interval,
            "audit_interval": 100,
        },
        "assets": {"USDC": {"price": 1.0}} | {asset: {"price": price} for asset, price in PRICES.items()},
        "prices": {"kind": "path", "waypoints": waypoints(steps, path)},
        "oracles": {"push": {"kind": "push", "sources": [_book(asset) for asset in PRICES]}},
        "ordering": {"kind": "arrival"},
        "venues": _books(traders) | {pool: _pool(collaterals) for pool, collaterals in POOLS.items()},
        "agents": agents,
    }


def split(total: int, parts: int) -> list[int]:
    """Whole numbers that add up to the total and differ by at most one."""
    return [total // parts + (i < total % parts) for i in range(parts)]


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


def _calm(steps: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Small moves around the first price, different for each asset."""
    shocks = np.random.default_rng(1).standard_normal((steps, len(PRICES)))
    shocks *= CALM_SPREAD * np.sqrt(1.0 - CALM_MEMORY**2)
    log_price = np.zeros((steps + 1, len(PRICES)))
    for step in range(steps):
        log_price[step + 1] = CALM_MEMORY * log_price[step] + shocks[step]
    return np.exp(log_price)


def _crash(steps: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """All assets fall: first to where the least healthy are nearly unsafe, then by a few per cent every step."""
    step = np.arange(steps + 1)
    lead = CRASH_LEAD_FALL ** (np.minimum(step, CRASH_LEAD) / CRASH_LEAD)
    factor = lead * CRASH_FALL ** np.maximum(0, step - CRASH_LEAD)
    return np.tile(factor[:, None], (1, len(PRICES)))


def _book(asset: str) -> str:
    return f"{asset}-book"


def _books(traders: int) -> Tables:
    depth = DEPTH_PER_TRADER * traders
    return {
        _book(asset): {"kind": "order_book", "base": asset, "quote": "USDC", "depth": depth, "inventory": 10_000.0}
        for asset in PRICES
    }


def _pool(collaterals: tuple[str, ...]) -> Tables:
    return {
        "kind": "lending_pool",
        "collateral": list(collaterals),
        "debt": ["USDC"],
        "oracle": "push",
        "margin": {"kind": "loan_to_value", "loan_to_value": 0.75, "liquidation_threshold": 0.8},
        "liquidation": {"kind": "fixed_spread", "liquidation_bonus": 0.05},
        "rates": {"kind": "kinked"},
        "backstops": [{"kind": "reserves"}, {"kind": "socialisation"}],
    }


def _players(pool: str, collaterals: tuple[str, ...], count: int) -> Tables:
    """Lenders, traders and one liquidator of a pool."""
    hold = {
        "kind": "hold",
        "pool": pool,
        "collateral": collaterals[0],
        "debt": "USDC",
        "exchange": _book(collaterals[0]),
    }
    deposit = DEPOSITS_PER_TRADER * max(count, 1) / LENDERS
    return {
        f"{pool}-lenders": {
            "role": "lender",
            "count": LENDERS,
            "strategy": {"kind": "passive", "pool": pool, "asset": "USDC"},
            "deposits": [{"pool": pool, "asset": "USDC", "amount": deposit}],
        },
        f"{pool}-traders": {
            "role": "leveraged_trader",
            "count": count,
            "strategy": hold,
            "positions": [_position(pool, collateral, len(collaterals)) for collateral in collaterals],
        },
        f"{pool}-liquidator": {
            "role": "liquidator",
            "strategy": {
                "kind": "greedy",
                "pool": pool,
                "exchange": _book(collaterals[0]),
                "positions_per_bundle": POSITIONS_PER_BUNDLE,
            },
            "endowment": {"USDC": CASH_PER_TRADER * max(count, 1)},
        },
    }


def _position(pool: str, collateral: str, parts: int) -> Tables:
    return {
        "pool": pool,
        "collateral": collateral,
        "debt": "USDC",
        "collateral_value": {"distribution": "lognormal", "median": COLLATERAL_VALUE / parts, "log_deviation": 0.5},
        "health_factor": {"distribution": "uniform", "low": LEAST_HEALTH, "high": MOST_HEALTH},
    }
