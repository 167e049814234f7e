"""What no single key can tell: names that must exist, keys that contradict each other."""

from collections.abc import Iterable
from typing import Any

from firesale.agents.roles import ROLES
from firesale.experiments.forms import ScenarioForm
from firesale.experiments.schema import Form
from firesale.market.checks import Refers, marks
from firesale.market.errors import BadValueError
from firesale.market.venues import EXCHANGES, VENUES


def cross_check(form: ScenarioForm) -> None:
    """Raise BadValueError at the first contradiction."""
    names = Names(form)
    _numeraire(form)
    _check_distinct(form)
    for name, oracle in form.oracles.items():
        for source in oracle.sources:
            names.require("exchange", source, f"oracles.{name}.sources")
    for name, venue in form.venues.items():
        names.check_references(venue, VENUES[venue.kind], f"venues.{name}")
        _check_venue(venue, f"venues.{name}")
    for name, group in form.agents.items():
        strategy = ROLES[group.role].strategies[group.strategy.kind]
        names.check_references(group.strategy, strategy, f"agents.{name}.strategy")
        _check_strategy(form, group.strategy, f"agents.{name}.strategy")
        _check_group(form, names, group, f"agents.{name}")


class Names:
    """The names that a scenario defines, by what they stand for."""

    def __init__(self, form: ScenarioForm) -> None:
        pools = [name for name, venue in form.venues.items() if venue.kind not in EXCHANGES]
        receipts = [f"{pool}:{asset}" for pool in pools for asset in form.venues[pool].debt]
        self.known: dict[str, list[str]] = {
            "asset": [*form.assets, *receipts],
            "exchange": [name for name, venue in form.venues.items() if venue.kind in EXCHANGES],
            "lending_pool": pools,
            "oracle": list(form.oracles),
            "venue": list(form.venues),
        }

    def require(self, what: str, name: str, key: str) -> None:
        """Raise BadValueError if nothing of that kind has this name."""
        if name not in self.known[what]:
            article = "an" if what[0] in "aeo" else "a"
            known = ", ".join(self.known[what]) or "none is defined"
            raise BadValueError(key, name, f"the name of {article} {what}: {known}")

    def check_references(self, form: Form, part: type, key: str) -> None:
        """Check every field of a part that names something."""
        for field, (bare, extras) in marks(part).items():
            mark = _reference(bare, extras)
            given = getattr(form, field)
            if mark is None or given is None:
                continue
            for name in [given] if isinstance(given, str) else given:
                self.require(mark.to, name, f"{key}.{field}")


def _reference(bare: Any, extras: Iterable[Any]) -> Refers | None:
    inner = [mark for one in getattr(bare, "__args__", ()) for mark in getattr(one, "__metadata__", ())]
    return next((mark for mark in [*extras, *inner] if isinstance(mark, Refers)), None)


def _numeraire(form: ScenarioForm) -> None:
    numeraire, asset = next(iter(form.assets.items()))
    if asset.price != 1.0:
        raise BadValueError(f"assets.{numeraire}.price", asset.price, "1: the first asset is the numeraire")


def _check_distinct(form: ScenarioForm) -> None:
    for name in form.venues:
        if name in form.assets:
            raise BadValueError(f"venues.{name}", name, "a name that no asset has")


def _check_venue(venue: Any, key: str) -> None:
    if venue.kind in EXCHANGES:
        if venue.base == venue.quote:
            raise BadValueError(f"{key}.quote", venue.quote, "another asset than base")
        return
    for field in ("collateral", "debt"):
        assets = getattr(venue, field)
        if not assets:
            raise BadValueError(f"{key}.{field}", assets, "at least one asset")
        for asset in assets:
            if assets.count(asset) > 1:
                raise BadValueError(f"{key}.{field}", asset, "each asset once")
    own = f"{key.partition('.')[2]}:"
    for asset in venue.debt:
        if ":" in asset:
            raise BadValueError(f"{key}.debt", asset, "a base asset: receipt tokens can be collateral, not debt")
        if f"{own}{asset}" in venue.collateral and len(venue.collateral) == 1 and len(venue.debt) == 1:
            raise BadValueError(
                f"{key}.collateral", f"{own}{asset}", "not only the pool's own receipt on its only debt"
            )


def _check_strategy(form: ScenarioForm, strategy: Any, key: str) -> None:
    """The assets that a strategy deals in must be listed where it deals in them."""
    pool = form.venues.get(getattr(strategy, "pool", ""))
    exchange = form.venues.get(getattr(strategy, "exchange", "") or "")
    for field, offered in (("collateral", "collateral"), ("debt", "debt"), ("asset", "debt")):
        asset = getattr(strategy, field, None)
        if pool is not None and isinstance(asset, str) and asset not in getattr(pool, offered):
            raise BadValueError(
                f"{key}.{field}", asset, f"{offered} of {strategy.pool}: {', '.join(getattr(pool, offered))}"
            )
    if strategy.kind == "hold" or exchange is None or not hasattr(strategy, "collateral"):
        return
    pair = (strategy.collateral, strategy.debt)
    if pair != (exchange.base, exchange.quote):
        allowed = (
            f"an exchange of {pair[0]} against {pair[1]}; this one trades {exchange.base} against {exchange.quote}"
        )
        raise BadValueError(f"{key}.exchange", strategy.exchange, allowed)


def _check_group(form: ScenarioForm, names: Names, group: Any, key: str) -> None:
    for asset in group.endowment:
        names.require("asset", asset, f"{key}.endowment.{asset}")
        if asset not in form.assets:
            raise BadValueError(f"{key}.endowment.{asset}", asset, f"a base asset: {', '.join(form.assets)}")
    for i, deposit in enumerate(group.deposits):
        names.require("lending_pool", deposit.pool, f"{key}.deposits.{i}.pool")
        _listed(deposit.asset, form.venues[deposit.pool].debt, f"{key}.deposits.{i}.asset")
    for i, liquidity in enumerate(group.liquidity):
        names.require("exchange", liquidity.exchange, f"{key}.liquidity.{i}.exchange")
        if form.venues[liquidity.exchange].kind != "constant_product":
            raise BadValueError(f"{key}.liquidity.{i}.exchange", liquidity.exchange, "a constant_product exchange")
    for i, position in enumerate(group.positions):
        names.require("lending_pool", position.pool, f"{key}.positions.{i}.pool")
        _listed(position.collateral, form.venues[position.pool].collateral, f"{key}.positions.{i}.collateral")
        _listed(position.debt, form.venues[position.pool].debt, f"{key}.positions.{i}.debt")
        _one_of(position, f"{key}.positions.{i}")


def _listed(asset: str, assets: list[str], key: str) -> None:
    if asset not in assets:
        raise BadValueError(key, asset, f"one of {', '.join(assets)}")


def _one_of(position: Any, key: str) -> None:
    if (position.health_factor is None) == (position.leverage is None):
        received = "neither" if position.health_factor is None else "both"
        raise BadValueError(key, received, "either health_factor or leverage")
