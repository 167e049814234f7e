"""A venue of perpetuals on ETH, margin in USD, for runs written by hand."""

from firesale.market.events import (
    AssetListed,
    FundingPaid,
    MaintenanceStated,
    MarginChanged,
    PerpetualStated,
    PositionChanged,
    PositionDeleveraged,
    PositionLiquidated,
    VenueOpened,
)
from tests.analysis.contagion.conftest import Written

VAULT = -1
DEPTH = 10_000.0


def perpetuals(run: Written, premium: float = 0.0, maintenance: float = 0.05, isolated: bool = False) -> Written:
    """`premium`: in the mark, of what trades do to the price."""
    run.add(VenueOpened("perps", "perpetuals"), AssetListed("perps", "USD", "margin", "", "feed", 0.0))
    run.add(AssetListed("perps", "ETH", "perpetual", "", "feed", 0.1))
    return run.add(PerpetualStated("perps", "ETH", DEPTH, premium, isolated)).add(requirement(maintenance))


def requirement(fraction: float) -> MaintenanceStated:
    """What positions of any size need from now on."""
    return MaintenanceStated("perps", "ETH", 0.0, fraction)


def trader(run: Written, account: int, margin: float, size: float, price: float = 100.0) -> Written:
    """Margin paid in, and a position."""
    return run.add(MarginChanged("perps", account, "USD", margin, "opening")).add(traded(account, size, price))


def traded(account: int, size: float, price: float, motive: str = "") -> PositionChanged:
    """A trade with the vault, without a fee."""
    return PositionChanged("perps", account, "ETH", size, price, 0.0, size, motive)


def closed(owner: int, size: float, mark: float, health: float, taker: int = VAULT) -> PositionLiquidated:
    """A position of this size closed at the mark."""
    return PositionLiquidated("perps", taker, owner, "ETH", -size, mark, mark, mark, 0.0, health, 0.0)


def deleveraged(account: int, owner: int, change: float, price: float, mark: float) -> PositionDeleveraged:
    """A position closed against that of an owner."""
    return PositionDeleveraged("perps", account, owner, "ETH", change, price, mark)


def funding(rate: float, price: float) -> FundingPaid:
    """A unit long pays rate times price."""
    return FundingPaid("perps", "ETH", rate, price, 0.0, 0.0)
