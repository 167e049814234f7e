"""What a drawn venue refers to, made to fit the market that it stands in, as a scenario asks; and its sizes to what its players own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from firesale.market.contracts.base import Contract
from firesale.market.venues.clearing.terms import ClearingTerms
from firesale.market.venues.perpetuals.terms import PerpetualTerms

AS_DRAWN = 0.2
"""How often sizes stay as they were drawn: far from what anybody owns."""
HOUR, DAY = 3_600.0, 86_400.0


def fitted(draw: st.DrawFn, venue: Any, purse: Mapping[str, float]) -> Any:
    """The venue as it is, unless it is a clearing house or a venue of perpetuals. The first asset of a purse is cash."""
    if isinstance(venue, ClearingTerms):
        return _clearing(draw, venue, *purse)
    if isinstance(venue, PerpetualTerms) and draw(st.floats(0.0, 1.0)) >= AS_DRAWN:
        return _sized(draw, venue, purse[venue.margin_asset])
    return venue


def _clearing(draw: st.DrawFn, terms: ClearingTerms, cash: str, *risky: str) -> ClearingTerms:
    """Contracts on base assets that move, each once, most of them for longer than a run; collateral beside cash; calls that come due."""
    written: dict[str, Contract] = {}
    as_drawn = draw(st.floats(0.0, 1.0)) < AS_DRAWN
    for contract in terms.contracts:
        expiry = contract.expiry if as_drawn else draw(st.sampled_from([HOUR, 3 * DAY, 30 * DAY, 300 * DAY]))
        on_another: Contract = replace(contract, underlying=draw(st.sampled_from(risky)), expiry=expiry)
        written[on_another.name] = on_another
    collateral = tuple(one for one in terms.collateral if one != cash)
    terms = replace(terms, contracts=tuple(written.values()), collateral=collateral)
    if as_drawn:
        return terms
    interval, deadline = (draw(st.sampled_from([0.0, 600.0, HOUR, DAY])) for _ in range(2))
    return replace(terms, settlement_interval=interval, deadline=deadline)


def _sized(draw: st.DrawFn, terms: PerpetualTerms, purse: float) -> PerpetualTerms:
    """A market maker and a fund that players can bring into trouble, or not."""
    depth, vault, fund = (
        purse * draw(st.sampled_from(parts)) for parts in ((0.1, 3.0, 1e3), (0.3, 3.0, 100.0), (0.0, 1e-3, 0.1, 10.0))
    )
    return replace(terms, depth=depth, vault=vault, fund=fund)
