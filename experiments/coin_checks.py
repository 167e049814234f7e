"""Coins that vaults mint, in a scenario."""

from typing import Any

from firesale.experiments.forms import ScenarioForm
from firesale.market.errors import BadValueError

MINTING = "vaults"
"""The kind of venue whose debt is minted."""


def mints(form: ScenarioForm, venue: str) -> bool:
    """True if the debt of a venue is minted there."""
    return bool(form.venues[venue].kind == MINTING)


def coins_of(form: ScenarioForm) -> list[str]:
    """The coins of all vaults."""
    return [coin for name, venue in form.venues.items() if mints(form, name) for coin in venue.debt]


def check_coin(form: ScenarioForm, name: str) -> None:
    """A coin is minted by one venue, and is no asset of its own."""
    if not mints(form, name):
        return
    taken = [*form.assets, *form.venues, *(c for other in form.venues if other != name for c in _coins(form, other))]
    for coin in form.venues[name].debt:
        if coin in taken:
            raise BadValueError(f"venues.{name}.debt", coin, "a name of its own: the coin that these vaults mint")


def check_rate(form: ScenarioForm, position: Any, key: str) -> None:
    """Raise BadValueError if a position sets the interest of a vault where owners do not choose it."""
    venue = form.venues[position.pool]
    if position.interest_rate is not None and not getattr(venue, "own_rates", False):
        raise BadValueError(
            f"{key}.interest_rate", position.interest_rate, "nothing: only vaults with own_rates let owners choose"
        )


def check_lends(form: ScenarioForm, pool: str, key: str) -> None:
    """Raise BadValueError if nobody can lend to a venue."""
    if mints(form, pool):
        raise BadValueError(key, pool, "a lending pool: vaults mint what they lend")


def check_coin_strategy(form: ScenarioForm, strategy: Any, key: str) -> None:
    """Who trades coins does so where they are traded against the numeraire."""
    if not hasattr(strategy, "coin_exchange"):
        return
    vaults, numeraire = form.venues[strategy.vaults], next(iter(form.assets))
    _trades(form, strategy.coin_exchange, list(vaults.debt), numeraire, f"{key}.coin_exchange")
    if hasattr(strategy, "exchange"):
        _trades(form, strategy.exchange, list(vaults.collateral), numeraire, f"{key}.exchange")


def _trades(form: ScenarioForm, exchange: str, bases: list[str], quote: str, key: str) -> None:
    venue = form.venues[exchange]
    if venue.base not in bases or venue.quote != quote:
        allowed = (
            f"an exchange of {' or '.join(bases)} against {quote}; this one trades {venue.base} against {venue.quote}"
        )
        raise BadValueError(key, exchange, allowed)


def _coins(form: ScenarioForm, venue: str) -> list[str]:
    return list(form.venues[venue].debt) if mints(form, venue) else []
