"""Push oracle: the rules of market/oracles/push.py, asset by asset, visible at once."""

from collections.abc import Mapping
from typing import Any

from benchmarks.twin.order_book import OrderBook


class PushOracle:
    """Reads each asset on its order book; reports when the price has moved enough or the last report is old."""

    def __init__(self, terms: Any, books: Mapping[str, OrderBook]) -> None:
        self.terms = terms
        self.books = books
        self.price = {asset: book.price for asset, book in books.items()}  # USDC per unit
        self.sent_at = dict.fromkeys(books, 0.0)  # seconds

    def report(self, now: float) -> None:
        """Look at every book."""
        for asset, book in self.books.items():
            price, last = book.price, self.price[asset]
            moved = price != last and abs(price - last) >= self.terms.deviation * last
            if moved or now - self.sent_at[asset] >= self.terms.heartbeat:
                self.price[asset] = price
                self.sent_at[asset] = now
