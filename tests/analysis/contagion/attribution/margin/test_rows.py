import numpy as np

from firesale.analysis.contagion.attribution.change_causes import LIQUIDATED, OWNER, TAKEN
from firesale.analysis.contagion.attribution.numbers import NONE
from firesale.market.events import FundDrawn, MarginChanged, PositionChanged, PositionDeleveraged, PositionLiquidated
from tests.analysis.contagion.attribution.margin.rebuilt_margin import RebuiltMargin
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_perpetuals import closed, deleveraged, perpetuals, trader

Row = tuple[int, float, float, float, int, int]


def rows(run: Written) -> list[Row]:
    """(account, size, cash, paid, cause, parent), in order of moments."""
    found = RebuiltMargin(run).rows()
    found = found.at(np.argsort(found.moment, kind="stable"))
    columns = (found.account, found.size, found.cash, found.paid, found.cause, found.parent)
    return [(int(a), float(s), float(c), float(p), int(k), int(n)) for a, s, c, p, k, n in zip(*columns, strict=True)]


def test_margin_is_paid_in_and_trades_pay_price_and_fee(written: Written) -> None:
    perpetuals(written.oracle())
    written.add(
        MarginChanged("perps", 1, "USD", 300.0, ""), PositionChanged("perps", 1, "ETH", -5.0, 101.0, 2.0, -5.0, "")
    )
    assert rows(written) == [(1, 0.0, 300.0, 300.0, OWNER, NONE), (1, -5.0, 503.0, 0.0, OWNER, NONE)]


def test_an_owner_pays_the_fund_and_a_taker_the_price(written: Written) -> None:
    """10 long sold at 92; 10 of the proceeds are the fund's."""
    trader(perpetuals(written.oracle()), 1, 300.0, 10.0)
    written.add(PositionLiquidated("perps", 7, 1, "ETH", -10.0, 92.0, 93.0, 91.0, 10.0, 0.5, 1.0))
    assert rows(written)[2:] == [(1, -10.0, 910.0, 0.0, LIQUIDATED, 0), (7, 10.0, -920.0, 0.0, OWNER, NONE)]


def test_the_maker_of_the_market_has_no_rows(written: Written) -> None:
    trader(perpetuals(written.oracle()), 1, 300.0, 10.0)
    found = rows(written.add(closed(1, 10.0, 92.0, 0.5), deleveraged(-1, 1, 1.0, 92.0, 92.0)))
    assert {row[0] for row in found} == {1}


def test_being_closed_against_somebody_is_that_one_s_doing(written: Written) -> None:
    """5 and 6 buy 3 and 1 of what owner 1 sells at 95; the second closing of the run."""
    trader(perpetuals(written.oracle()), 1, 300.0, 4.0)
    trader(written, 2, 300.0, 1.0).add(closed(2, 1.0, 100.0, 0.5))
    written.add(PositionDeleveraged("perps", np.array([5, 6]), 1, "ETH", np.array([3.0, 1.0]), 95.0, 80.0))
    found = rows(written)[-4:]
    assert found[:2] == [(5, 3.0, -285.0, 0.0, TAKEN, 1), (6, 1.0, -95.0, 0.0, TAKEN, 1)]
    assert [row[0] for row in found[2:]] == [1, 1]
    near(sum(row[1] for row in found[2:]), -4.0)
    near(sum(row[2] for row in found[2:]), 380.0)


def test_the_fund_pays_what_an_account_owes_and_closings_only_once(written: Written) -> None:
    """What it paid for a closing is in that event already."""
    trader(perpetuals(written.oracle()), 1, 300.0, 4.0)
    written.add(FundDrawn("perps", 1, "ETH", 30.0, 0.0), FundDrawn("perps", 1, "USD", 7.0, 0.0))
    assert rows(written)[2:] == [(1, 0.0, 7.0, 0.0, LIQUIDATED, NONE)]
