"""Do the books of a venue of bands add up?"""

import numpy as np

from firesale.market.errors import BrokenInvariantError
from firesale.market.ledger import tolerance
from firesale.market.venues.bands.account import BandAccount


def check_bands(at: BandAccount) -> None:
    """Raise BrokenInvariantError if the accounts do not hold what lies in the bands and what waits outside."""
    ledger, holdings = at.site.ledger, at.holdings
    waiting = float(at.book.collateral_total[0])
    for account, column, booked, what in (
        (at.account, at.quote_column, float(holdings.x.sum()), f"{at.quote} in bands"),
        (at.account, at.base_column, float(holdings.y.sum()), f"{at.base} in bands"),
        (at.custody, at.base_column, waiting, f"{at.base} outside bands"),
    ):
        held = ledger.balance(account, column)
        if not abs(held - booked) <= float(tolerance(ledger.largest_supply[column])):
            raise BrokenInvariantError(f"{at.name}: its account holds {held} {what}, its books say {booked}")


def check_rows(at: BandAccount) -> None:
    """Raise BrokenInvariantError if shares of a band do not add up, or a holding is negative or undefined."""
    holdings, rows = at.holdings, np.arange(at.book.rows)
    if not all(bool(np.all(column >= 0.0)) for column in (holdings.x, holdings.y, holdings.total, holdings.shares)):
        raise BrokenInvariantError(f"{at.name}: a band holds less than nothing")
    places = holdings.first[rows, None] + holdings.edge + np.arange(holdings.shares.shape[1])
    own = holdings.shares[rows] > 0.0
    found = np.bincount(places[own], holdings.shares[rows][own], len(holdings.total))
    wrong = ~(np.abs(found - holdings.total) <= tolerance(np.maximum(found, holdings.total)))
    if wrong.any():
        band = int(np.argmax(wrong)) - holdings.edge
        raise BrokenInvariantError(
            f"{at.name}: shares of band {band} add up to {found[wrong][0]}, not {holdings.total[wrong][0]}"
        )
    if not abs(float(at.book.debt[rows, 0].sum()) - float(at.book.debt_total[0])) <= float(
        tolerance(at.book.largest_debt)[0]
    ):
        raise BrokenInvariantError(f"{at.name}: debts do not add up to their total")
