import numpy as np

from firesale.analysis.contagion.attribution.arbitrage import round_trips_of
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.moves import blocks_of, moves_of, sellers_of, sources_of
from firesale.analysis.contagion.attribution.pieces import pieces_of
from firesale.analysis.contagion.attribution.sales import sales_of
from firesale.analysis.contagion.attribution.sources import Source, Sources
from firesale.analysis.contagion.attribution.trades import trades_of
from firesale.market.events import Liquidated
from tests.analysis.contagion.conftest import Written, near


class Cut:
    """The trades of a run in pieces."""

    def __init__(self, run: Written) -> None:
        self.events = EventColumns(run.tables())
        self.trades = trades_of(self.events)
        self.pool = self.events.names(Liquidated, "venue")
        self.sales = sales_of(self.events, self.trades)
        self.pieces = pieces_of(self.trades, self.sales, self.pool)
        self.sources = Sources()

    def blocks(self, *moments: int, most: int = 100) -> list[int]:
        found: list[int] = blocks_of(self.trades, self.pieces, np.array(moments, dtype=np.int64), most).tolist()
        return found

    def source(self, blocks: list[int]) -> list[Source]:
        names = self.events.tables.exchanges
        block = np.array(blocks)
        number = sources_of(self.trades, self.pieces, block, self.sources, names, self.pool.known)
        every = [Source(*row) for row in self.sources.table().itertuples(index=False)]
        return [every[one] for one in number.tolist()]


def sold(run: Written, *units: float) -> Written:
    """Account 7 seizes and sells, again and again."""
    for number, amount in enumerate(units):
        run.add(Liquidated("p", 7, number, "ETH", "USD", 1.0, amount, 0.0, 100.0, 1.0, 0.9, 0.9))
        run.swap("x", 7, -0.1, "liquidation", amount)
    return run


def test_a_block_ends_where_prices_are_looked_at(written: Written) -> None:
    cut = Cut(sold(written.exchange("x"), 1.0, 1.0, 1.0))
    second, last = cut.trades.sequence[1:].tolist()
    blocks = cut.blocks(second, last + 1)
    assert blocks[0] < blocks[1] == blocks[2]


def test_a_block_ends_with_the_step(written: Written) -> None:
    cut = Cut(sold(sold(written.exchange("x"), 1.0).step(1), 1.0))
    first, second = cut.blocks(10**9)
    assert first < second


def test_what_nobody_looks_at_is_one_block(written: Written) -> None:
    cut = Cut(sold(sold(written.exchange("x"), 1.0).step(1), 1.0))
    assert len(set(cut.blocks(0))) == 1


def test_neighbouring_blocks_are_merged_if_there_are_too_many(written: Written) -> None:
    cut = Cut(sold(written.exchange("x"), *[1.0] * 8))
    blocks = cut.blocks(*cut.trades.sequence.tolist(), 10**9, most=4)
    assert blocks == sorted(blocks)
    assert len(set(blocks)) == 4


def test_sales_are_told_apart_by_block_and_manipulators_by_account(written: Written) -> None:
    sold(written.exchange("x"), 1.0, 1.0).swap("x", 3, 0.1, "manipulation").swap("x", 4, 0.1, "manipulation")
    written.swap("x", 3, 0.1, "noise").swap("x", 4, 0.1, "noise")
    assert Cut(written).source([0, 1, 1, 1, 1, 1]) == [
        Source("fire sale", "p", "x", block=0),
        Source("fire sale", "p", "x", block=1),
        Source("manipulation", "", "x", account=3),
        Source("manipulation", "", "x", account=4),
        Source("trading", "", "x"),
        Source("trading", "", "x"),
    ]


def test_the_liquidations_behind_a_source_weigh_what_they_moved(written: Written) -> None:
    cut = Cut(sold(written.exchange("x"), 1.0, 2.0))
    members = sellers_of(cut.trades, cut.pieces, np.array([4, 9]), cut.sales, cut.pool)
    assert (members.source.tolist(), members.liquidation.tolist()) == ([4, 9], [0, 1])
    near(members.weight, [0.1, 0.1])
    assert members.sequence.tolist() == cut.trades.sequence.tolist()


def test_legs_of_round_trips_are_no_moves(written: Written) -> None:
    written.exchange("x").exchange("y").swap("x", 5, 0.3, "noise")
    written.swap("x", 6, 0.1, "arbitrage").swap("y", 6, -0.1, "arbitrage")
    cut = Cut(written)
    moves = moves_of(cut.trades, cut.pieces, np.arange(3), round_trips_of(cut.trades))
    near(moves.move, [0.3])
