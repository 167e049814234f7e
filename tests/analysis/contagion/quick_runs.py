"""Small runs in which every kind of venue closes positions: shipped scenarios cut down, and presets beside the small scenario."""

from collections.abc import Callable
from typing import Any

from firesale.analysis.tables import RunTables
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from tests.experiments.presets.harbour import beside

Tables = dict[str, Any]
CLOSED = {"venues.vaults.redemption": {"kind": "closed"}}
GAP: Tables = {
    "prices.waypoints.ETH": [[0, 2000.0], [3600, 1900.0], [3660, 1400.0], [4000, 1350.0], [4060, 800.0], [8000, 900.0]],
    "time.step_seconds": 60,
    "time.steps": 120,
}
"""ETH falls by a quarter within a minute, and then by two fifths: further than the limiter of bands lets through."""
SHIPPED: dict[str, tuple[str, Tables]] = {
    "depeg": ("depeg", {"time.steps": 80, "agents.owners.count": 60, "agents.loopers.count": 20}),
    "depeg without redemption": ("depeg", {"time.steps": 70, "agents.owners.count": 60, **CLOSED}),
    "depeg without recovery mode": ("depeg", {"time.steps": 70, "agents.owners.count": 60, "venues.vaults.recovery_ratio": 0.0, **CLOSED}),
    "zero_bids": ("zero_bids", {"time.steps": 180, "agents.vault_owners.count": 60, "agents.crowd.count": 30, "agents.hurried.count": 30}),
    "auto_deleveraging": ("auto_deleveraging", {"time.steps": 50}),
    "moving_margin": ("moving_margin", {}),
    "soft_liquidation": ("soft_liquidation", {}),
    "soft_liquidation with a gap": ("soft_liquidation", GAP),
    "soft_liquidation with a gap, live": ("soft_liquidation", GAP | {"oracles.feed": {"kind": "spot", "sources": ["book"]}}),
    "soft_liquidation with an average": ("soft_liquidation", GAP | {"oracles.feed": {"kind": "twap", "window": 600, "sources": ["book"]}}),
    "soft_liquidation at fundamental prices": ("soft_liquidation", GAP | {"oracles.feed.sources": []}),
}  # fmt: skip
"""Scenarios, cut to a few steps and agents."""
BANDED = tuple(name for name in SHIPPED if name.startswith("soft_liquidation"))


def _owners(pool: str, debt: str, exchange: str, value: float) -> Tables:
    health = {"distribution": "uniform", "low": 1.02, "high": 1.3}
    return {
        "role": "leveraged_trader",
        "count": 12,
        "strategy": {"kind": "hold", "pool": pool, "collateral": "WETH", "debt": debt, "exchange": exchange},
        "positions": [
            {"pool": pool, "collateral": "WETH", "debt": debt, "collateral_value": value, "health_factor": health}
        ],
    }


def compound() -> Tables:
    """Positions are absorbed, and what was absorbed is sold at a storefront."""
    tables = beside("compound-v3")
    tables["agents"]["owners"] = _owners("place", "USDC", "book", 2_000.0)
    lend = {"role": "lender", "strategy": {"kind": "passive", "pool": "place", "asset": "USDC"}}
    tables["agents"]["funders"] = lend | {"deposits": [{"pool": "place", "asset": "USDC", "amount": 50_000.0}]}
    buyer = {"kind": "storefront_buyer", "pool": "place", "exchange": "book"}
    tables["agents"]["buyers"] = {"role": "liquidator", "count": 2, "strategy": buyer, "endowment": {"USDC": 20_000.0}}
    return tables


def maker() -> Tables:
    """Dutch auctions after the delay of an hour."""
    tables = beside("maker-2021", least_debt=10.0)
    tables["time"]["steps"] = 16
    tables["venues"]["place"]["liquidation"] = {"smallest_debt": 1.0}
    tables["venues"]["sea"] = {"kind": "order_book", "base": "WETH", "quote": "COIN", "depth": 3_000.0}
    tables["agents"]["owners"] = _owners("place", "COIN", "sea", 2_000.0)
    bidder = {"kind": "auction_keeper", "pool": "place", "exchange": "sea", "margin": 0.01}
    tables["agents"]["bidders"] = {"role": "liquidator", "count": 2, "strategy": bidder, "endowment": {"COIN": 20_000.0}}  # fmt: skip
    return tables


def liquity() -> Tables:
    """A small stability pool, and vaults that others are given to."""
    tables = beside("liquity-v1", least_debt=10.0, gas_reserve=1.0)
    tables["agents"]["owners"] = _owners("place", "COIN", "swap", 2_000.0)
    rich = _owners("place", "COIN", "swap", 30_000.0) | {"count": 1}
    rich["positions"][0]["health_factor"] = 3.0
    tables["agents"]["rich"] = rich
    depositor = {"kind": "stability_depositor", "vaults": "place", "coin_exchange": "coins"}
    tables["agents"]["depositors"] = {"role": "lender", "strategy": depositor, "endowment": {"COIN": 2_000.0}}
    keeper = {"kind": "trigger_liquidation", "pool": "place"}
    tables["agents"]["keepers"] = {"role": "liquidator", "strategy": keeper}
    return tables


def perpetuals(preset: str, largest_leverage: float) -> Callable[[], Tables]:
    """Longs with little margin."""

    def made() -> Tables:
        tables = beside(preset, depth=20_000.0, vault=200_000.0, fund=500.0)
        hold = {"kind": "perpetual_hold", "venue": "place", "market": "WETH"}
        leverage = {"distribution": "uniform", "low": 3.0, "high": largest_leverage}
        for side, margin in (("long", 1_000.0), ("short", 300.0)):
            position = {"venue": "place", "asset": "WETH", "side": side, "margin": margin, "leverage": leverage}
            tables["agents"][f"{side}s"] = {"role": "leveraged_trader", "count": 12, "strategy": hold, "perpetuals": [position]}  # fmt: skip
        taker = {"kind": "perpetual_taker", "venue": "place", "market": "WETH"}
        tables["agents"]["takers"] = {"role": "liquidator", "count": 2, "strategy": taker, "endowment": {"USDC": 5_000.0}}  # fmt: skip
        return tables

    return made


def bands() -> Tables:
    """Loans in soft liquidation, arbitrage with the book, and a fall that is too fast for some of them."""
    tables = beside("crvusd")
    tables["time"]["steps"] = 20
    tables["prices"]["waypoints"]["WETH"] = [[0, 100.0], [3_600, 84.0], [7_200, 60.0]]
    owners = _owners("place", "USDC", "book", 2_000.0)
    owners["positions"][0] |= {"bands": 10, "health_factor": {"distribution": "uniform", "low": 1.1, "high": 1.3}}
    lend = {"role": "lender", "strategy": {"kind": "passive", "pool": "place", "asset": "USDC"}}
    traders = {"kind": "two_venue", "first": "place", "second": "book", "least_profit": 0.1}
    keeper = {"kind": "greedy", "pool": "place", "exchange": "book"}
    tables["agents"] |= {
        "owners": owners,
        "funders": lend | {"deposits": [{"pool": "place", "asset": "USDC", "amount": 50_000.0}]},
        "traders": {"role": "arbitrageur", "strategy": traders, "endowment": {"USDC": 20_000.0, "WETH": 100.0}},
        "keepers": {"role": "liquidator", "count": 2, "strategy": keeper, "endowment": {"USDC": 20_000.0}},
    }
    return tables


def of_two(made: Callable[[], Tables]) -> Callable[[], Tables]:
    """The same with a second collateral, or a second market on the same margin, that falls too."""

    def changed() -> Tables:
        tables = made()
        tables["prices"]["waypoints"]["WBTC"] = [[0, 1_000.0], [3_600, 780.0]]
        place = tables["venues"]["place"]
        for use in ("collateral", "markets"):
            if use in place:
                place[use] = ["WETH", "WBTC"]
        for group in tables["agents"].values():
            for uses, name in (("positions", "collateral"), ("perpetuals", "asset")):
                here = [one for one in group.get(uses, []) if "place" in (one.get("pool"), one.get("venue"))]
                group.setdefault(uses, []).extend(one | {name: "WBTC"} for one in here)
        return tables

    return changed


def margin_that_moves() -> Tables:
    """Margin in an asset that has a price of its own."""
    tables = perpetuals("dydx-v4", 4.9)()
    tables["venues"]["place"] |= {"margin_asset": "WBTC", "depth": 20.0, "vault": 200.0, "fund": 0.5}
    tables["prices"]["waypoints"]["WBTC"] = [[0, 1_000.0], [3_600, 1_180.0]]
    for group in ("longs", "shorts"):
        tables["agents"][group]["perpetuals"][0]["margin"] /= 1_000.0
    tables["agents"]["takers"]["endowment"] = {"WBTC": 5.0}
    return tables


PRESETS: dict[str, Callable[[], Tables]] = {
    "compound-v3": compound,
    "maker-2021": maker,
    "liquity-v1": liquity,
    "crvusd": bands,
    "dydx-v4": perpetuals("dydx-v4", 4.9),
    "binance-tiers": perpetuals("binance-tiers", 20.0),
    "compound-v3 of two": of_two(compound),
    "liquity-v1 of two": of_two(liquity),
    "dydx-v4 of two": of_two(perpetuals("dydx-v4", 4.9)),
    "binance-tiers of two": of_two(perpetuals("binance-tiers", 20.0)),
    "dydx-v4 in another margin": margin_that_moves,
}


def quick_run(name: str) -> RunTables:
    """A run of one of these."""
    if name in PRESETS:
        return run(Scenario.from_tables(PRESETS[name]())).tables
    scenario, changes = SHIPPED[name]
    return run(Scenario.load(scenario, changes)).tables
