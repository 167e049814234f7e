"""What a drawn venue refers to, made to fit the market that it stands in: as a scenario asks."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from firesale.market.contracts.base import Contract
from firesale.market.venues.clearing.terms import ClearingTerms


def fitted(draw: st.DrawFn, venue: Any, base: list[str]) -> Any:
    """The venue, dealing in base assets where a claim cannot stand: claims may be pledged, not owed. The first base asset is cash."""
    allowed = draw(st.permutations(base))
    if isinstance(venue, ClearingTerms):
        return _clearing(draw, venue, base[0], base[1:])
    if venue.accounts and hasattr(venue, "quote"):
        return replace(venue, base=allowed[0], quote=allowed[1])
    owed = getattr(venue, "debt", None)
    if not isinstance(owed, tuple):
        return venue
    return replace(venue, debt=tuple(allowed[: len(owed)]))


def _clearing(draw: st.DrawFn, terms: ClearingTerms, cash: str, risky: list[str]) -> ClearingTerms:
    """Contracts on base assets that move, each once; collateral beside cash."""
    written: dict[str, Contract] = {}
    for contract in terms.contracts:
        on_another: Contract = replace(contract, underlying=draw(st.sampled_from(risky)))
        written[on_another.name] = on_another
    collateral = tuple(one for one in terms.collateral if one != cash)
    return replace(terms, contracts=tuple(written.values()), collateral=collateral)
