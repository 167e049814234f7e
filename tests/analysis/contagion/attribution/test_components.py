import math

import numpy as np
import pytest

from firesale.analysis.contagion.attribution.components import Walk
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.live_prices import levels_of
from firesale.analysis.contagion.attribution.moves import moves_of, sources_of
from firesale.analysis.contagion.attribution.pieces import pieces_of
from firesale.analysis.contagion.attribution.sales import sales_of
from firesale.analysis.contagion.attribution.sources import Source, Sources
from firesale.market.events import Liquidated, Swapped
from tests.analysis.contagion.conftest import Written, near


def components(run: Written, *moments: int) -> list[dict[str, dict[tuple[str, str, str], float]]]:
    """At each moment, by exchange: what each channel (with its exchange and asset) has made of the log price. All at the end without any."""
    events, sources = EventColumns(run.tables()), Sources()
    levels = levels_of(events)
    pool = events.names(Liquidated, "venue")
    pieces = pieces_of(levels.trades, sales_of(events, levels.trades), pool)
    block = np.zeros(len(levels.trades.sequence), dtype=np.int64)
    names = levels.exchanges.names
    source = sources_of(levels.trades, pieces, block, sources, names, pool.known)
    moves = moves_of(levels.trades, pieces, source, levels.trips)
    walk = Walk(levels.exchanges, levels.fundamentals, moves, levels.trips, sources)
    found = walk.at(np.array(moments or [run.log.mark()]), np.arange(len(names)))
    keys = [Source(*row) for row in sources.table().itertuples(index=False)]
    return [
        {
            name: {(k.channel, k.exchange, k.asset): v for k, v in zip(keys, row.tolist(), strict=True) if v != 0.0}
            for name, row in zip(names, at, strict=True)
        }
        for at in found
    ]


def test_a_trade_adds_its_move_to_its_source(written: Written) -> None:
    (found,) = components(written.exchange("x").swap("x", 5, -0.1, "noise").swap("x", 5, 0.3, "deleverage"))
    assert found["x"] == pytest.approx({("trading", "x", ""): -0.1, ("deleveraging", "x", ""): 0.3})


def test_a_moment_is_just_before_its_event(written: Written) -> None:
    mark = written.exchange("x").log.mark()
    before, after = components(written.swap("x", 5, -0.1, "noise"), mark, mark + 1)
    assert before["x"] == {}
    assert after["x"] == pytest.approx({("trading", "x", ""): -0.1})


def test_an_order_book_takes_the_fundamental_along(written: Written) -> None:
    (found,) = components(written.book("book").exchange("amm").step(1, 90.0).step(2, 99.0))
    assert found["book"] == pytest.approx({("common shock", "", "ETH"): math.log(0.99)})
    assert found["amm"] == {}


def test_in_the_numeraire_an_exchange_falls_with_its_quote_asset(written: Written) -> None:
    (found,) = components(written.exchange("amm", quote="DAI").step(1, 90.0, dai=0.9).swap("amm", 5, -0.1, "noise"))
    assert found["amm"] == pytest.approx({("common shock", "", "DAI"): math.log(0.9), ("trading", "amm", ""): -0.1})


def test_the_temporary_part_of_a_move_decays_and_the_permanent_part_stays(written: Written) -> None:
    written.book("book", half_life=60.0, permanent_share=0.2).step(1).swap("book", 5, -0.4, "noise").step(2)
    (found,) = components(written.step(3))
    assert found["book"] == pytest.approx({("trading", "book", ""): -0.4 * (0.2 + 0.8 / 4)})


def test_a_price_that_moved_without_an_event_leaves_a_residual(written: Written) -> None:
    written.exchange("x").add(Swapped("x", 5, "ETH", "USD", 1.0, 1.0, 0.0, 90.0, 81.0, "noise"))
    (found,) = components(written)
    assert found["x"] == pytest.approx({("residual", "", ""): math.log(0.9), ("trading", "x", ""): math.log(0.9)})


def test_arbitrage_carries_what_is_between_two_prices_to_both(written: Written) -> None:
    """x stands 0.2 below y by a push; half of the gap is closed on x and a quarter on y."""
    written.exchange("x").exchange("y").swap("x", 5, -0.2, "manipulation")
    written.swap("x", 6, 0.1, "arbitrage").swap("y", 6, -0.05, "arbitrage")
    (found,) = components(written)
    assert found["x"] == pytest.approx({("manipulation", "x", ""): -0.1})
    assert found["y"] == pytest.approx({("manipulation", "x", ""): -0.05})


def test_what_was_between_them_at_the_opening_is_trading(written: Written) -> None:
    written.exchange("x").exchange("y", price=100.0 * math.exp(0.2))
    (found,) = components(written.swap("x", 6, 0.05, "arbitrage").swap("y", 6, -0.15, "arbitrage"))
    assert found["x"] == pytest.approx({("trading", "x", ""): 0.05})
    assert found["y"] == pytest.approx({("trading", "y", ""): -0.15})


def test_what_widens_a_gap_is_trading(written: Written) -> None:
    written.exchange("x").exchange("y").swap("x", 5, -0.2, "manipulation")
    (found,) = components(written.swap("x", 6, -0.1, "arbitrage").swap("y", 6, -0.1, "arbitrage"))
    assert found["x"] == pytest.approx({("manipulation", "x", ""): -0.2, ("trading", "x", ""): -0.1})
    assert found["y"] == pytest.approx({("manipulation", "x", ""): -0.1})


def test_arbitrage_between_equal_prices_is_trading(written: Written) -> None:
    written.exchange("x").exchange("y").swap("x", 6, -0.1, "arbitrage").swap("y", 6, 0.1, "arbitrage")
    (found,) = components(written)
    assert found["x"] == pytest.approx({("trading", "x", ""): -0.1})


def test_an_exchange_that_no_oracle_reads_has_its_components_all_the_same(written: Written) -> None:
    (found,) = components(written.exchange("x").exchange("y").oracle("x").swap("y", 5, -0.1, "run"))
    near(found["y"]["run", "y", ""], -0.1)
