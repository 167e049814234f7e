"""The small scenario with its pool taken from a preset."""

from typing import Any

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
