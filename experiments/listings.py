"""Which assets a venue of a scenario lends and takes, and which it trades, whatever its kind calls them."""

from typing import Any

from firesale.market.venues.kinds import LENDING, TRADING


def trades(venue: Any) -> bool:
    """True if one asset can be exchanged for another there."""
    return venue.kind in TRADING


def lends(venue: Any) -> bool:
    """True if one can lend and owe there."""
    return venue.kind in LENDING or hasattr(venue, "debt")


def collateral_of(venue: Any) -> list[str]:
    """What can be pledged."""
    collateral: list[str] = [venue.base] if trades(venue) else venue.collateral
    return collateral


def debt_of(venue: Any) -> list[str]:
    """What can be lent and owed."""
    debt: list[str] = [venue.quote] if trades(venue) else venue.debt
    return debt
