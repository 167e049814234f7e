import numpy as np

from firesale.market.actions import Bundle, PostCollateral, TradeContract
from firesale.market.journal import Journal
from firesale.market.venues.clearing.members import Members
from tests.market.venues.clearing.cleared import FUTURE, cleared_market, house_of
from tests.markets import give


def test_a_refused_bundle_makes_nobody_a_member() -> None:
    market = cleared_market()
    members = house_of(market).members
    give(market, 4, "USDC", 100.0)
    post = PostCollateral(account=4, venue="clearing", asset="USDC", amount=100.0)
    trade = TradeContract(account=4, venue="clearing", contract=FUTURE, side="buy", amount=1.0)  # nobody sells
    market.execute([Bundle(account=4, legs=(post, trade))], 0)
    assert (members.rows, int(members.row_of[4]), int(members.account[0])) == (0, -1, -1)
    market.execute([post], 1)
    assert (members.rows, int(members.row_of[4]), int(members.account[0])) == (1, 0, 4)
    market.check()


def test_rows_that_are_opened_while_the_columns_grow_are_closed_again() -> None:
    journal = Journal()
    members = Members(40, 1, 1, journal)
    members.rows_for(np.arange(10))
    mark = journal.mark()
    members.add("cash", members.rows_for(np.arange(5, 30)), 1.0)
    assert members.rows == 30
    journal.roll_back(mark)
    assert (members.rows, members.row_of[10:].tolist()) == (10, [-1] * 30)
    assert not members.cash.any()
