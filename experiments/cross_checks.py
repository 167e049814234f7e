"""What no single key can tell: names that must exist, keys that contradict each other."""

from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_origin

from firesale.agents.roles import ROLES
from firesale.experiments.bands_checks import check_bands
from firesale.experiments.clearing_checks import check_clearing_house, check_members
from firesale.experiments.coin_checks import check_coin, check_lends, check_rate, coins_of, mints
from firesale.experiments.conduct_checks import (
    check_conduct,
    check_markets,
    check_mechanism,
    check_pair,
    check_takes_liquidity,
)
from firesale.experiments.families import FAMILIES
from firesale.experiments.forms import ScenarioForm
from firesale.experiments.knock_out_checks import check_knock_out
from firesale.experiments.liquidation_checks import check_thresholds
from firesale.experiments.listings import collateral_of, debt_of, lends, trades
from firesale.experiments.oracle_checks import check_oracle
from firesale.experiments.schema import Form
from firesale.experiments.token_checks import check_tokens
from firesale.market.checks import Refers, marks
from firesale.market.errors import BadValueError
from firesale.market.oracles import ORACLES
from firesale.market.registry import Registry
from firesale.market.venues import VENUES
from firesale.market.venues.exchanges import EXCHANGES


def cross_check(form: ScenarioForm) -> None:
    """Raise BadValueError at the first contradiction."""
    names, sources = Names(form), Names(form)
    sources.known["exchange"] = [name for name, venue in form.venues.items() if venue.kind in EXCHANGES]
    _numeraire(form)
    _check_distinct(form)
    for name, oracle in form.oracles.items():
        check_oracle(oracle, f"oracles.{name}")
        sources.check_references(oracle, ORACLES[oracle.kind], f"oracles.{name}")
    for name, venue in form.venues.items():
        names.check_references(venue, VENUES[venue.kind], f"venues.{name}")
        if trades(venue):
            check_pair(form, venue, f"venues.{name}")
        elif hasattr(venue, "debt"):
            _check_pool(venue, f"venues.{name}")
            check_thresholds(venue, f"venues.{name}")
            check_coin(form, name)
            check_tokens(form, venue, f"venues.{name}")
        elif hasattr(venue, "markets"):
            check_markets(form, venue, f"venues.{name}")
        elif hasattr(venue, "contracts"):
            check_clearing_house(form, venue, f"venues.{name}")
    for name, group in form.agents.items():
        strategy = ROLES[group.role].strategies[group.strategy.kind]
        names.check_references(group.strategy, strategy, f"agents.{name}.strategy")
        _check_strategy(form, group.strategy, f"agents.{name}.strategy")
        check_mechanism(form, group.strategy, strategy, f"agents.{name}.strategy")
        check_conduct(form, group, f"agents.{name}")
        _check_group(form, names, group, f"agents.{name}")
    check_knock_out(form)


class Names:
    """The names that a scenario defines, by what they stand for."""

    def __init__(self, form: ScenarioForm) -> None:
        pools = [name for name, venue in form.venues.items() if lends(venue)]
        receipts = [
            f"{pool}:{asset}" for pool in pools if not mints(form, pool) for asset in debt_of(form.venues[pool])
        ]
        self.known: dict[str, list[str]] = {
            "asset": [*form.assets, *coins_of(form), *receipts],
            "vaults": [pool for pool in pools if mints(form, pool)],
            "exchange": [name for name, venue in form.venues.items() if trades(venue)],
            "lending_pool": pools,
            "perpetual_venue": [name for name, venue in form.venues.items() if hasattr(venue, "markets")],
            "clearing_house": [name for name, venue in form.venues.items() if hasattr(venue, "contracts")],
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
            for place, inner, members in _parts_in(given, bare, f"{key}.{field}"):
                self.check_references(inner, members[inner.kind], place)  # type: ignore[attr-defined]
            if mark is None or given is None:
                continue
            for name in [given] if isinstance(given, str) else given:
                self.require(mark.to, name, f"{key}.{field}")
            for name, value in given.items() if isinstance(given, dict) else ():
                if isinstance(value, str):
                    self.require(mark.to, value, f"{key}.{field}.{name}")


def _reference(bare: Any, extras: Iterable[Any]) -> Refers | None:
    inner = [mark for one in getattr(bare, "__args__", ()) for mark in getattr(one, "__metadata__", ())]
    return next((mark for mark in [*extras, *inner] if isinstance(mark, Refers)), None)


def _parts_in(given: Any, bare: Any, key: str) -> Iterator[tuple[str, Form, Registry]]:
    """The tables of parts that a field holds, with their keys and families."""
    one = FAMILIES.get(bare) if isinstance(bare, type) else None
    many = FAMILIES.get(get_args(bare)[0]) if get_origin(bare) is tuple and get_args(bare) else None
    if one is not None and isinstance(given, Form):
        yield key, given, one
    if many is not None and isinstance(given, list):
        yield from ((f"{key}.{i}", part, many) for i, part in enumerate(given))


def _numeraire(form: ScenarioForm) -> None:
    numeraire, asset = next(iter(form.assets.items()))
    if asset.price != 1.0:
        raise BadValueError(f"assets.{numeraire}.price", asset.price, "1: the first asset is the numeraire")


def _check_distinct(form: ScenarioForm) -> None:
    for name in form.venues:
        if name in form.assets:
            raise BadValueError(f"venues.{name}", name, "a name that no asset has")


def _check_pool(venue: Any, key: str) -> None:
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
    for field, offered in (("collateral", collateral_of), ("debt", debt_of), ("asset", debt_of)):
        asset = getattr(strategy, field, None)
        if pool is not None and isinstance(asset, str):
            _listed(asset, offered(pool), f"{key}.{field}")
    venue = form.venues.get(getattr(strategy, "venue", ""))
    if venue is not None and hasattr(venue, "markets") and isinstance(getattr(strategy, "market", None), str):
        _listed(strategy.market, venue.markets, f"{key}.market")
    for name in getattr(strategy, "pools", []):
        _listed(strategy.asset, debt_of(form.venues[name]), f"{key}.asset")
    exchange = getattr(strategy, "exchange", None)
    if exchange is not None and hasattr(strategy, "collateral") and strategy.kind != "hold":
        _trades(form, exchange, (strategy.collateral, strategy.debt), f"{key}.exchange")
    if hasattr(strategy, "first") and hasattr(strategy, "second"):
        _trades(form, strategy.second, _pair(form, strategy.first), f"{key}.second")


def _trades(form: ScenarioForm, exchange: str, pair: tuple[str, str], key: str) -> None:
    base, quote = _pair(form, exchange)
    if (base, quote) != pair:
        allowed = f"an exchange of {pair[0]} against {pair[1]}; this one trades {base} against {quote}"
        raise BadValueError(key, exchange, allowed)


def _pair(form: ScenarioForm, exchange: str) -> tuple[str, str]:
    venue = form.venues[exchange]
    return venue.base, venue.quote


def _check_group(form: ScenarioForm, names: Names, group: Any, key: str) -> None:
    for asset in group.endowment:
        if asset not in (*form.assets, *coins_of(form)):
            allowed = ", ".join([*form.assets, *coins_of(form)])
            raise BadValueError(f"{key}.endowment.{asset}", asset, f"a base asset: {allowed}")
    for i, deposit in enumerate(group.deposits):
        names.require("lending_pool", deposit.pool, f"{key}.deposits.{i}.pool")
        check_lends(form, deposit.pool, f"{key}.deposits.{i}.pool")
        _listed(deposit.asset, debt_of(form.venues[deposit.pool]), f"{key}.deposits.{i}.asset")
    for i, liquidity in enumerate(group.liquidity):
        names.require("exchange", liquidity.exchange, f"{key}.liquidity.{i}.exchange")
        check_takes_liquidity(form, liquidity.exchange, f"{key}.liquidity.{i}.exchange")
    for i, position in enumerate(group.positions):
        names.require("lending_pool", position.pool, f"{key}.positions.{i}.pool")
        _listed(position.collateral, collateral_of(form.venues[position.pool]), f"{key}.positions.{i}.collateral")
        _listed(position.debt, debt_of(form.venues[position.pool]), f"{key}.positions.{i}.debt")
        _one_of(position, f"{key}.positions.{i}")
        check_rate(form, position, f"{key}.positions.{i}")
    check_bands(form, group, key)
    for i, perpetual in enumerate(group.perpetuals):
        names.require("perpetual_venue", perpetual.venue, f"{key}.perpetuals.{i}.venue")
        _listed(perpetual.asset, form.venues[perpetual.venue].markets, f"{key}.perpetuals.{i}.asset")
    for i, membership in enumerate(group.memberships):
        names.require("clearing_house", membership.clearing_house, f"{key}.memberships.{i}.clearing_house")
    for i, cleared in enumerate(group.cleared):
        names.require("clearing_house", cleared.clearing_house, f"{key}.cleared.{i}.clearing_house")
    check_members(form, group, key)


def _listed(asset: str, assets: list[str], key: str) -> None:
    if asset not in assets:
        raise BadValueError(key, asset, f"one of {', '.join(assets)}")


def _one_of(position: Any, key: str) -> None:
    if (position.health_factor is None) == (position.leverage is None):
        received = "neither" if position.health_factor is None else "both"
        raise BadValueError(key, received, "either health_factor or leverage")
