"""The small scenario with its pool taken from a preset."""

from typing import Any

from firesale.experiments.presets.catalogue import preset
from tests.experiments.small import small_tables

ASSETS = {"USDC": 1.0, "WETH": 100.0, "WBTC": 1000.0}
NAMES = {"USD": "USDC", "ETH": "WETH", "BTC": "WBTC"}


def renamed(value: Any, names: dict[str, str]) -> Any:
    """The same tables with other names for assets."""
    if isinstance(value, dict):
        return {names.get(name, name): renamed(one, names) for name, one in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    if isinstance(value, str):
        pool, _, asset = value.rpartition(":")
        return f"{pool}:{names.get(asset, asset)}" if pool else names.get(value, value)
    return value


def with_preset(name: str, names: dict[str, str] = NAMES, **own: Any) -> dict[str, Any]:
    """The small scenario whose pool "harbor" has the terms of a preset; `own` are further keys of its table."""
    tables: dict[str, Any] = renamed(small_tables(), names)
    of = {other: one for one, other in NAMES.items()}
    collateral = [names.get(of[asset], of[asset]) for asset in ("WETH", "WBTC")]
    base = {"preset": name, "collateral": collateral, "debt": [names.get("USD", "USD")], "oracle": "feed"}
    tables["venues"]["harbor"] = base | own
    return tables


SEIZES = ("absorb", "english_auction", "dutch_auction", "stability_pool")
LISTS: dict[str, dict[str, Any]] = {
    "lending_pool": {"collateral": ["WETH", "WBTC"], "debt": ["USDC"], "oracle": "feed"},
    "perpetuals": {"markets": ["WETH"], "margin_asset": "USDC", "oracle": "feed"},
    "bands": {"base": "WETH", "quote": "USDC", "oracle": "feed"},
    "vaults": {"collateral": ["WETH"], "debt": ["COIN"]},
}
"""What a venue of each kind must be told besides a preset."""


def beside(name: str, **own: Any) -> dict[str, Any]:
    """The small scenario with a second venue "place" that has the terms of a preset; `own` are further keys of its table."""
    tables: dict[str, Any] = renamed(small_tables(), NAMES)
    terms = preset(name)
    place = {"preset": name, **LISTS[terms.venue["kind"]], **own}
    if terms.oracle is None:
        place.setdefault("oracle", "feed")
    tables["venues"]["place"] = place
    if "COIN" in place.get("debt", []):
        tables["venues"]["coins"] = {
            "kind": "constant_product",
            "base": "COIN",
            "quote": "USDC",
            "base_reserve": 1000.0,
        }
    return tables


def closes_at_a_spread(name: str) -> bool:
    """True for presets of pools where liquidators repay debt, as those of the small scenario do."""
    venue = preset(name).venue
    return bool(venue["kind"] == "lending_pool" and venue["liquidation"]["kind"] not in SEIZES)
