"""Debt that no collateral is left for becomes the deficit of its reserve."""

import numpy as np

from firesale.market.arrays import IntArray
from firesale.market.venues.positions import PositionDesk


def write_off(rows: IntArray, positions: PositionDesk) -> None:
    """Of these rows, those with debt and no collateral owe nothing any more."""
    book, reserves = positions.book, positions.reserves
    hopeless = rows[(book.collateral[rows] <= 0.0).all(axis=1) & positions.has_debt(rows)]
    if len(hopeless) == 0:
        return
    prices = positions.debt_prices()
    for place, price in enumerate(prices.tolist()):
        scaled = book.debt[hopeless, place]
        owing = hopeless[scaled > 0.0]
        if len(owing):
            amount = scaled[scaled > 0.0] * reserves.borrow_index[place]
            book.set_debt(owing, place, np.zeros(len(owing)))
            reserves.realise_bad_debt(place, book.account[owing], amount, price)
