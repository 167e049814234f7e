"""The scenario that is measured: leveraged traders in eight pools, on a calm price path and on a crash."""

from typing import Any

from benchmarks.prices import PRICES, STEP_SECONDS, PricePath, waypoints
from firesale.experiments.scenario import Scenario

Tables = dict[str, Any]

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

RECORD_INTERVAL = 1_000_000  # steps: the state is not written down, except at the end
LEAST_HEALTH, MOST_HEALTH = 1.1, 2.1
COLLATERAL_VALUE = 20_000.0  # USDC per trader and pool, median
DEPTH_PER_TRADER = 500.0  # USDC that move a price by one per cent, per trader
INVENTORY = 10_000.0  # what the books hold, in units of depth
CASH_PER_TRADER = 100_000.0  # USDC of each liquidator, per trader of its pool
DEPOSITS_PER_TRADER = 20_000.0  # USDC lent, per trader of the pool
LENDERS = 4  # per pool
POSITIONS_PER_BUNDLE = 1000  # liquidations whose collateral is sold at once


def benchmark_scenario(
    traders: int, steps: int, path: PricePath, positions_per_bundle: int = POSITIONS_PER_BUNDLE
) -> Scenario:
    """`traders` spread evenly over the pools."""
    return Scenario.from_tables(tables(traders, steps, path, positions_per_bundle))


def tables(traders: int, steps: int, path: PricePath, positions_per_bundle: int = POSITIONS_PER_BUNDLE) -> Tables:
    """The scenario as a scenario file would give it."""
    agents: Tables = {}
    for (pool, collaterals), count in zip(POOLS.items(), split(traders, len(POOLS)), strict=True):
        agents |= _players(pool, collaterals, count, positions_per_bundle)
    return {
        "name": f"{path}-{traders}",
        "title": f"{traders} leveraged traders, {path}",
        "time": {"steps": steps, "step_seconds": STEP_SECONDS, "record_interval": RECORD_INTERVAL},
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


def _book(asset: str) -> str:
    return f"{asset}-book"


def _books(traders: int) -> Tables:
    depth = DEPTH_PER_TRADER * traders
    return {
        _book(asset): {"kind": "order_book", "base": asset, "quote": "USDC", "depth": depth, "inventory": INVENTORY}
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


def _players(pool: str, collaterals: tuple[str, ...], count: int, positions_per_bundle: int) -> Tables:
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
                "positions_per_bundle": positions_per_bundle,
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
