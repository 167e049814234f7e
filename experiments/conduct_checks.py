"""What players ask of venues, and venues of assets, must be on offer."""

from typing import Any

from firesale.experiments.coin_checks import check_coin_strategy, check_lends, coins_of
from firesale.experiments.forms import ScenarioForm
from firesale.market.errors import BadValueError
from firesale.market.liquidation import LIQUIDATIONS

TAKES_LIQUIDITY = ("constant_product", "concentrated_liquidity", "stable_swap")
"""Kinds of exchanges whose reserves players provide."""


def check_pair(form: ScenarioForm, exchange: Any, key: str) -> None:
    """An exchange opens with reserves of its own, and nobody has lent what it would hold of a receipt token; coins are backed at set-up."""
    allowed = (*form.assets, *coins_of(form))
    for field in ("base", "quote"):
        if getattr(exchange, field) not in allowed:
            raise BadValueError(f"{key}.{field}", getattr(exchange, field), f"a base asset: {', '.join(allowed)}")
    if exchange.base == exchange.quote:
        raise BadValueError(f"{key}.quote", exchange.quote, "another asset than base")


def check_markets(form: ScenarioForm, venue: Any, key: str) -> None:
    """Perpetuals are on base assets, each once, and margin is another one."""
    if not venue.markets:
        raise BadValueError(f"{key}.markets", venue.markets, "at least one asset")
    for i, asset in enumerate(venue.markets):
        if asset not in form.assets or asset in venue.markets[:i]:
            raise BadValueError(f"{key}.markets.{i}", asset, f"base assets, each once: {', '.join(form.assets)}")
    if venue.margin_asset not in form.assets or venue.margin_asset in venue.markets:
        allowed = [asset for asset in form.assets if asset not in venue.markets]
        raise BadValueError(
            f"{key}.margin_asset", venue.margin_asset, f"a base asset without a market here: {', '.join(allowed)}"
        )


def check_sources(sources: list[str], key: str) -> None:
    """An oracle reads each exchange once: one that is named twice would count twice."""
    for i, source in enumerate(sources):
        if source in sources[:i]:
            raise BadValueError(f"{key}.{i}", source, "each exchange once")


def check_mechanism(form: ScenarioForm, strategy: Any, part: type, key: str) -> None:
    """A strategy that closes positions does so at a pool whose mechanism it knows."""
    wanted = getattr(part, "mechanism", None)
    mechanism = getattr(form.venues.get(getattr(strategy, "pool", "")), "liquidation", None)
    if wanted is None or mechanism is None:
        return
    kind = mechanism.kind
    if not issubclass(LIQUIDATIONS[kind], wanted):
        kinds = " or ".join(name for name, member in LIQUIDATIONS.items() if issubclass(member, wanted))
        raise BadValueError(f"{key}.pool", f"{strategy.pool} ({kind})", f"a pool with liquidation of kind {kinds}")


def check_conduct(form: ScenarioForm, group: Any, key: str) -> None:
    """A strategy that chooses has pools to choose from; who provides liquidity does so where it is taken."""
    strategy = group.strategy
    pools = getattr(strategy, "pools", None)
    if pools is not None:
        _check_pools(pools, f"{key}.strategy")
        for i, pool in enumerate(pools):
            check_lends(form, pool, f"{key}.strategy.pools.{i}")
    if group.role == "clearing_member":
        _check_sells_for_cash(form, strategy.exchange, f"{key}.strategy.exchange")
    if group.role == "lender" and hasattr(strategy, "pool"):
        check_lends(form, strategy.pool, f"{key}.strategy.pool")
    check_coin_strategy(form, strategy, f"{key}.strategy")
    if group.role == "liquidity_provider":
        check_takes_liquidity(form, strategy.exchange, f"{key}.strategy.exchange")


def _check_sells_for_cash(form: ScenarioForm, exchange: str, key: str) -> None:
    """Margin calls are paid in the numeraire."""
    numeraire = next(iter(form.assets))
    if form.venues[exchange].quote != numeraire:
        raise BadValueError(key, exchange, f"an exchange whose quote asset is {numeraire}, in which calls are paid")


def check_takes_liquidity(form: ScenarioForm, exchange: str, key: str) -> None:
    """Raise BadValueError if nobody can add liquidity there."""
    if form.venues[exchange].kind not in TAKES_LIQUIDITY:
        raise BadValueError(key, exchange, f"an exchange of kind {' or '.join(TAKES_LIQUIDITY)}")


def _check_pools(pools: list[str], key: str) -> None:
    if not pools:
        raise BadValueError(f"{key}.pools", pools, "at least one lending pool")
    for i, pool in enumerate(pools):
        if pool in pools[:i]:
            raise BadValueError(f"{key}.pools.{i}", pool, "each pool once")
