"""What indicators read, in a few words: pools, depth and prices at the steps that a test names."""

from firesale.market.events import LiquidityRecorded, PositionsRecorded, PriceQuoted
from tests.analysis.conftest import RunBuilder

HEALTH = (1.1, 1.2, 1.3, 1.4, 1.5)
"""Quantiles (5, 25, 50, 75, 95 %) of the health of a pool's positions."""


def pool_at(
    run: RunBuilder,
    step: int,
    name: str,
    debt: float,
    collateral: float = 1000.0,
    health: tuple[float, ...] = HEALTH,
) -> RunBuilder:
    """The state of a pool at the end of a step."""
    return run.at(step, PositionsRecorded(name, 10, 0, collateral, debt, 0.0, *health))


def exchange_at(run: RunBuilder, step: int, price: float, depth: float = 10.0) -> RunBuilder:
    """The quote and the depth of the exchange `book` at the end of a step."""
    return run.at(step, PriceQuoted("book", "ETH", price), LiquidityRecorded("book", "ETH", depth))


def quoted(run: RunBuilder, prices: list[float]) -> RunBuilder:
    """An exchange with one quote per step."""
    run.exchange("book")
    for step, price in enumerate(prices):
        exchange_at(run, step, price)
    return run
