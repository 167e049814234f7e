"""Markets put together at random from all registered parts."""

import os
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import reject
from hypothesis import strategies as st

from firesale.experiments.families import FAMILIES
from firesale.market.errors import BadValueError
from firesale.market.founding import MarketTerms, OracleTerms, found_market
from firesale.market.liquidation.auction import Auction
from firesale.market.liquidation.base import LiquidationMechanism
from firesale.market.market import Group, Market
from firesale.market.oracles.base import Oracle
from firesale.market.oracles.spot import Spot
from firesale.market.ordering.base import Ordering
from firesale.market.streams import Streams, entity_keys
from firesale.market.venues import VENUES
from firesale.market.venues.base import VenueTerms
from firesale.market.venues.exchanges import EXCHANGES
from firesale.market.venues.lending_terms import LendingTerms
from firesale.market.venues.vaults.terms import VaultsTerms
from tests.invariants.drawing import Setting, drawn_part
from tests.invariants.fitting import fitted

PLAYERS = 6
PRICES = {"USDC": 1.0, "ETH": 2000.0, "BTC": 30_000.0}
PURSE = {"USDC": 1e5, "ETH": 50.0, "BTC": 3.0}
RICHES = np.array([1.0, 1.0, 0.1, 10.0, 1e-3, 1e-9])
"""Purses of the players, in purses."""
ASKED_FOR = os.environ.get("FIRESALE_VENUES", ",".join(VENUES)).split(",")
DRAWN = {kind: terms for kind, terms in VENUES.items() if kind in ASKED_FOR}
"""All kinds of venues, or those that `FIRESALE_VENUES` names: a failure is easier to understand in a market of few."""
OTHERS = {kind: terms for kind, terms in DRAWN.items() if kind not in EXCHANGES}
COIN = ":coin"
TRADING_COINS = [terms for kind, terms in EXCHANGES.items() if not kind.endswith("_pair")]
NEVER = np.array(np.inf)
OPEN: dict[str, Any] = {
    "collateral_cap": NEVER,
    "supply_cap": NEVER,
    "borrow_cap": NEVER,
    "opening_spread": 0.0,
    "pauses": (),
    "grace_period": 0.0,
    "oracle_timeout": np.inf,
    "cool_off": 0.0,
}
PART_OF_SHARES, LENDS = 0.1, 0.1
MOST_EXCHANGES, MOST_OTHERS, MOST_ORACLES, FOUNDINGS = 4, 3, 2, 6
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def markets(draw: st.DrawFn, kind: str, liquidation: str = "") -> Market:
    """A market in which one venue at least is of this kind, and alone if it is said how it liquidates; everybody has something of everything."""
    for _ in range(FOUNDINGS):
        try:
            market = _founded(draw(_terms(kind, liquidation)))
        except BadValueError:  # what no part by itself can see
            continue
        _give(market)
        return market
    return reject()


@st.composite
def _terms(draw: st.DrawFn, kind: str, liquidation: str) -> MarketTerms:
    base = list(PRICES)
    exchanges, most = sorted(EXCHANGES.keys() & DRAWN), 1 if liquidation else MOST_EXCHANGES
    kinds = draw(st.lists(st.sampled_from(exchanges), min_size=1, max_size=most))
    others = (
        draw(st.lists(st.sampled_from(sorted(OTHERS)), min_size=1, max_size=MOST_OTHERS)) if not liquidation else []
    )
    venues: dict[str, VenueTerms] = {}
    for one in _in_order([*kinds, *([kind] if kind in EXCHANGES else [])]):
        venue = _fitting(draw, EXCHANGES[one], _setting(base, venues), venues)
        if venue is not None:
            venues[f"{one}_{len(venues)}"] = venue
    oracles = {"spot": OracleTerms(Spot())} if liquidation else _oracles(draw, base, list(venues))
    for one in [*([] if kind in EXCHANGES else [kind]), *others]:
        setting = _setting([*base, *([] if one == "perpetuals" else _claims(venues))], venues, list(oracles))
        name = f"{one}_{len(venues)}"
        if liquidation:
            venue = _that_closes(draw, OTHERS[one], setting, liquidation, base)
        else:
            venue = fitted(draw, draw(drawn_part(OTHERS[one], setting)), PURSE)
            venue = _owed_in_base_assets(draw, venue, base)
        if isinstance(venue, LendingTerms) and (liquidation or draw(st.booleans())):
            venue = replace(venue, **OPEN)
        if isinstance(venue, VaultsTerms):
            venue = replace(venue, debt=(f"{name}{COIN}",))
            venues = {f"exchange_{len(venues)}": draw(_trading(venue.coin, base[0])), **venues}
        venues[name] = venue
    ordering = draw(
        st.sampled_from(list(FAMILIES[Ordering].values())).flatmap(lambda part: drawn_part(part, _setting(base, {})))
    )
    silent = frozenset(draw(st.sampled_from([(), ("noise",)])))
    return MarketTerms(PRICES, venues, oracles, ordering, draw(st.integers(0, 2)), silent)  # fmt: skip


def _that_closes(draw: st.DrawFn, part: Any, setting: Setting, liquidation: str, base: list[str]) -> Any:
    """Terms with this mechanism and pledges whose price moves, mostly under a rule that lends more than next to nothing."""
    venue: Any = None
    lots = issubclass(FAMILIES[LiquidationMechanism].get(liquidation, object), Auction)
    names = {**setting.names, "asset": [asset for asset in setting.names["asset"] if asset != base[0]]}
    setting = Setting(names, {}, (LiquidationMechanism, liquidation), most=1 if lots else setting.most)
    for _ in range(FOUNDINGS):
        venue = draw(drawn_part(part, setting))
        if np.min(getattr(getattr(venue, "margin", None), "loan_to_value", 1.0)) >= LENDS:
            break
    if lots and hasattr(venue.liquidation, "most_on_sale") and draw(st.booleans()):
        venue = replace(venue, liquidation=replace(venue.liquidation, most_on_sale=np.inf, flat_reward=0.0))
    return _owed_in_base_assets(draw, venue, base)


@st.composite
def _trading(draw: st.DrawFn, coin: str, quote: str) -> VenueTerms:
    """An exchange of a coin."""
    terms: Any = draw(drawn_part(draw(st.sampled_from(TRADING_COINS)), _setting([coin, quote], {})))
    traded: VenueTerms = replace(terms, base=coin, quote=quote)
    return traded


def _in_order(kinds: list[str]) -> list[str]:
    """What refers to another exchange comes after it, which is there."""
    later = [one for one in kinds if one.endswith("_pair")]
    return [*(one for one in kinds if one not in later), *(one.removesuffix("_pair") for one in later), *later]


def _setting(assets: list[str], venues: dict[str, VenueTerms], oracles: list[str] | None = None) -> Setting:
    exchanges = [name for name, terms in venues.items() if isinstance(terms, tuple(EXCHANGES.values()))]
    pools = [name for name in venues if name not in exchanges]
    names = {
        "asset": assets,
        "exchange": exchanges,
        "lending_pool": pools,
        "venue": list(venues),
        "oracle": oracles or [],
    }
    return Setting(names, {})  # fmt: skip


def _fitting(draw: st.DrawFn, part: Any, setting: Setting, venues: dict[str, VenueTerms]) -> VenueTerms | None:
    """An exchange that can stand beside those before it; None if none was found."""
    for _ in range(FOUNDINGS):
        terms: VenueTerms = draw(drawn_part(part, setting))
        try:
            _founded(MarketTerms(PRICES, {**venues, "new": terms}, {}, FAMILIES[Ordering]["arrival"]()))
        except BadValueError:
            continue
        return terms
    return None


def _oracles(draw: st.DrawFn, base: list[str], exchanges: list[str]) -> dict[str, OracleTerms]:
    found = {}
    setting = replace(_setting(base, {}), names={"asset": base, "exchange": exchanges})
    for place in range(draw(st.integers(1, MOST_ORACLES))):
        kind = draw(st.sampled_from(sorted(FAMILIES[Oracle])))
        found[f"{kind}_{place}"] = OracleTerms(draw(drawn_part(FAMILIES[Oracle][kind], setting)))
    return found


def _claims(venues: dict[str, VenueTerms]) -> list[str]:
    return [claim.name for name, terms in venues.items() for claim in terms.claims(name)]


def _owed_in_base_assets(draw: st.DrawFn, venue: Any, base: list[str]) -> Any:
    """As a scenario asks: claims may be pledged, not owed."""
    pledged = getattr(venue, "collateral", ())
    allowed = sorted(draw(st.permutations(base)), key=pledged.__contains__)
    if venue.accounts and hasattr(venue, "quote"):
        return replace(venue, base=allowed[0], quote=allowed[1])
    owed = getattr(venue, "debt", None)
    if not isinstance(owed, tuple):
        return venue
    return replace(venue, debt=tuple(allowed[: len(owed)]))


def _founded(terms: MarketTerms) -> Market:
    groups = [Group("all", "noise_trader", np.arange(PLAYERS))]
    return found_market(terms, groups, entity_keys("all", PLAYERS), Streams(7))


def _give(market: Market) -> None:
    """Purses, as much again outside many times over, and a part of the shares that the rest of the world holds."""
    ledger, column = market.site.ledger, market.site.assets.column
    for asset, amount in PURSE.items():
        ledger.mint(column[asset], np.arange(PLAYERS), amount * RICHES)
        ledger.mint(column[asset], market.site.world, 10.0 * amount)
    for place in range(market.site.assets.base_count, len(market.site.assets.names)):
        some = PART_OF_SHARES * ledger.balance(market.site.world, place)
        if some > 0.0:
            ledger.transfer(place, market.site.world, np.array([0, 2]), some * np.array([1.0, 0.5]))
