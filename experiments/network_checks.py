"""What the `[network]` table must find in the rest of the scenario: said of its own keys, not of the pools made from them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from firesale.market.errors import BadValueError
from firesale.market.venues.exchanges import EXCHANGES

if TYPE_CHECKING:
    from firesale.experiments.network_form import Network


def is_readable(tables: Mapping[str, Any]) -> bool:
    """False if what the network needs of the other tables is no table; the form of the scenario says what is wrong with it."""
    seed = tables.get("seed", 1)
    of_tables = (tables.get(name, {}) for name in ("assets", "oracles", "venues", "agents"))
    return all(isinstance(table, Mapping) for table in of_tables) and type(seed) is int and seed >= 0


def check_network(network: "Network", tables: Mapping[str, Any]) -> None:
    """Raise BadValueError at the first name that nothing has, and at limits that contradict each other."""
    assets = tables.get("assets", {})
    venues = tables.get("venues", {}).items()
    exchanges = [name for name, venue in venues if isinstance(venue, Mapping) and venue.get("kind") in EXCHANGES]
    _known(network.debt, assets, "network.debt", "an asset")
    for i, asset in enumerate(network.assets):
        _known(asset, [name for name in assets if name != network.debt], f"network.assets.{i}", "an asset but debt")
        if asset in network.assets[:i]:
            raise BadValueError(f"network.assets.{i}", asset, "each asset once")
    _known(network.oracle, tables.get("oracles", {}), "network.oracle", "an oracle")
    _known(network.exchange, exchanges, "network.exchange", "an exchange")
    _not_above(network, "loan_to_value", "liquidation_threshold")
    _not_above(network, "receipt_loan_to_value", "receipt_liquidation_threshold")


def _known(name: str, names: Iterable[str], key: str, what: str) -> None:
    if name not in names:
        raise BadValueError(key, name, f"the name of {what}: {', '.join(names) or 'none is defined'}")


def _not_above(network: "Network", low: str, high: str) -> None:
    if getattr(network, low) > getattr(network, high):
        raise BadValueError(f"network.{low}", getattr(network, low), f"not above {high}, {getattr(network, high)}")
