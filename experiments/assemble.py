"""From a validated form to the market's terms and the players' strategies."""

from typing import Any

import numpy as np

from firesale.agents.base import Strategy
from firesale.agents.roles import ROLES
from firesale.experiments.distributions import value_of
from firesale.experiments.forms import ScenarioForm
from firesale.experiments.parts import construct, make_part
from firesale.experiments.schema import Form
from firesale.market.arrays import KeyArray
from firesale.market.checks import PerAccount, marks
from firesale.market.errors import BadValueError
from firesale.market.founding import MarketTerms, OracleTerms
from firesale.market.oracles import ORACLES
from firesale.market.oracles.base import Oracle
from firesale.market.oracles.reading import without_sources
from firesale.market.ordering import ORDERINGS
from firesale.market.prices import PRICES
from firesale.market.prices.base import PriceProcess
from firesale.market.streams import Streams
from firesale.market.venues import VENUES


def market_terms(form: ScenarioForm) -> MarketTerms:
    """The market of a scenario. Raises BadValueError."""
    venues = {name: make_part(venue, VENUES, f"venues.{name}", _lists(venue)) for name, venue in form.venues.items()}
    oracles = {name: OracleTerms(_oracle(form, name)) for name in form.oracles}
    return MarketTerms(
        prices={name: asset.price for name, asset in form.assets.items()},
        venues=venues,
        oracles=oracles,
        ordering=make_part(form.ordering, ORDERINGS, "ordering"),
        information_delay=form.information_delay,
        without_impact=frozenset(form.impact.without),
        loss_free=frozenset((claim.asset, claim.pool) for claim in form.knock_out.claims),
    )


def price_process(form: ScenarioForm) -> PriceProcess:
    """The price process of a scenario. Raises BadValueError."""
    process: PriceProcess = make_part(form.prices, PRICES, "prices")
    initial = np.array([asset.price for asset in form.assets.values()])
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # the model refuses prices that are not finite
            process.paths(list(form.assets), initial, np.zeros(1), Streams(0))  # some only now meet the assets
    except BadValueError as error:
        raise BadValueError(f"prices.{error.key.partition('.')[2]}", error.received, error.allowed) from None
    return process


def strategy_of(name: str, group: Any, keys: KeyArray, streams: Streams) -> Strategy:
    """A group's strategy; parameters given as distributions become one value per account."""
    form: Form = group.strategy
    part = ROLES[group.role].strategies[form.kind]  # type: ignore[attr-defined]
    values = {}
    for field, (_, extras) in marks(part).items():
        given = getattr(form, field)
        if any(isinstance(mark, PerAccount) for mark in extras) and not isinstance(given, int | float):
            given = value_of(given, streams.draws(keys, "strategy", name, field))
        values[field] = tuple(given) if isinstance(given, list) else given
    strategy: Strategy = construct(part, values, f"agents.{name}.strategy")
    return strategy


def _oracle(form: ScenarioForm, name: str) -> Oracle:
    """An oracle; one that is knocked out reads fundamental prices."""
    oracle: Oracle = make_part(form.oracles[name], ORACLES, f"oracles.{name}")
    return without_sources(oracle) if name in form.knock_out.oracles else oracle


def _lists(venue: Form) -> dict[str, list[str]]:
    """The asset lists of a venue that its per-asset tables follow."""
    lists = {name: getattr(venue, name) for name in ("collateral", "debt", "markets") if hasattr(venue, name)}
    return lists | {"collateral or markets": lists.get("collateral", lists.get("markets", []))}
