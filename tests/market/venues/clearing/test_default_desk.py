"""A member that does not meet its call: who pays, in the order of the waterfall, worked out by hand."""

from typing import Any

import numpy as np
import pytest

from firesale.market.actions import PostCollateral
from firesale.market.events import (
    DefaultLossShared,
    LossAbsorbed,
    MarginCalled,
    MarginCallMet,
    MemberDefaulted,
    PortfolioTaken,
)
from firesale.market.market import Market
from tests.market.venues.clearing.cleared import (
    cash_of,
    cleared_market,
    day,
    fund,
    hold,
    house_of,
    position_of,
)
from tests.markets import give, held


def of(kind: type, events: list[Any]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def losing(**changes: Any) -> Market:
    """0 has bought 10, of which 1 has sold 6 and 2 has sold 4; initial margin 200 per contract; contributions 100, 300, 200."""
    market = cleared_market(**changes)
    hold(market, {0: 10.0, 1: -6.0, 2: -4.0}, {0: 2000.0, 1: 50_000.0, 2: 50_000.0})
    fund(market, {0: 100.0, 1: 300.0, 2: 200.0})
    return market


def test_a_member_is_called_for_what_is_missing_and_may_pay_until_the_deadline() -> None:
    market = losing()
    give(market, 0, "USDC", 5000.0)
    (called,) = of(MarginCalled, day(market, 1, 1900.0))
    # 1,000 of variation paid: 1,000 left, 10 x 190 needed
    assert (called.account, called.amount, called.due) == ([0], pytest.approx([900.0]), 2 * 86_400.0)
    paid = PostCollateral(account=0, venue="clearing", asset="USDC", amount=900.0)
    events = day(market, 2, 1900.0, paid)
    assert len(of(MarginCallMet, events)) == 1
    assert of(MemberDefaulted, events) == []


def test_a_call_that_is_no_longer_needed_ends() -> None:
    market = losing()
    day(market, 1, 1900.0)
    assert len(of(MarginCallMet, day(market, 2, 2100.0))) == 1


def test_margin_that_suffices_costs_nobody_anything() -> None:
    market = losing()
    day(market, 1, 1900.0)
    events = day(market, 2, 1850.0)  # 500 left when it defaults
    assert of(MemberDefaulted, events)[0].cash == pytest.approx([500.0])
    assert of(LossAbsorbed, events) == []
    assert cash_of(market, 0) == pytest.approx(500.0)  # what is left is still its own
    assert [position_of(market, account) for account in range(3)] == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)


def taken(events: list[Any]) -> dict[str, float]:
    return {event.backstop: float(event.amount) for event in of(LossAbsorbed, events)}


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (1795.0, {"own_contribution": 50.0}),  # lost 2,050 of 2,000
        (1775.0, {"own_contribution": 100.0, "own_capital": 150.0}),
        (1750.0, {"own_contribution": 100.0, "own_capital": 250.0, "default_fund": 150.0}),
        (1700.0, {"own_contribution": 100.0, "own_capital": 250.0, "default_fund": 500.0, "assessment": 150.0}),
        (
            1600.0,
            {
                "own_contribution": 100.0,
                "own_capital": 250.0,
                "default_fund": 500.0,
                "assessment": 500.0,
                "gains_haircut": 650.0,
            },
        ),
    ],
)
def test_the_loss_goes_down_the_waterfall(price: float, expected: dict[str, float]) -> None:
    market = losing(capital=250.0)
    before = market.wealth()
    day(market, 1, price)
    assert taken(day(market, 2, price)) == pytest.approx(expected)
    assert market.wealth().sum() == pytest.approx(before.sum() + expected.get("own_capital", 0.0))


def test_members_pay_in_proportion_to_their_contributions_and_gainers_to_their_gains() -> None:
    market = losing()
    day(market, 1, 1600.0)
    events = day(market, 2, 1600.0)
    shared = {event.backstop: np.asarray(event.amount).tolist() for event in of(DefaultLossShared, events)}
    # 4,000 lost, 2,000 of it margin: 100 of its own, 500 of the fund, 500 assessed, 900 off gains of 2,400 and 1,600
    assert shared["default_fund"] == pytest.approx([300.0, 200.0])
    assert shared["assessment"] == pytest.approx([300.0, 200.0])
    assert shared["gains_haircut"] == pytest.approx([540.0, 360.0])
    assert house_of(market).books.covered() == 1.0


def test_what_no_backstop_takes_is_missing_from_the_cash_of_all() -> None:
    market = losing(backstops=())
    before = market.wealth().sum()
    day(market, 1, 1600.0)
    assert taken(day(market, 2, 1600.0)) == pytest.approx({"nobody": 2000.0})
    assert house_of(market).books.covered() == pytest.approx(1.0 - 2000.0 / 104_000.0)
    assert market.wealth().sum() == pytest.approx(before)


def test_gains_are_cut_in_proportion() -> None:
    market = losing(backstops=house_of(losing()).terms.backstops[-1:])
    day(market, 1, 1850.0)
    events = day(market, 2, 1750.0)
    (cut,) = of(DefaultLossShared, events)
    assert np.asarray(cut.amount).tolist() == pytest.approx([300.0, 200.0])  # 500 off gains of 600 and 400
    assert cash_of(market, 1) == pytest.approx(50_000.0 + 6 * 250.0 - 300.0)


def test_the_portfolio_is_taken_pro_rata_and_paid_for() -> None:
    market = losing(hedging_cost=0.01)
    day(market, 1, 1900.0)
    events = day(market, 2, 1900.0)
    (portfolio,) = of(PortfolioTaken, events)
    np.testing.assert_allclose(portfolio.share, [0.6, 0.4])
    np.testing.assert_allclose(portfolio.cost, [0.6 * 190.0, 0.4 * 190.0])
    assert cash_of(market, 0) == pytest.approx(1000.0 - 190.0)


def test_in_an_auction_the_member_whose_own_portfolio_it_hedges_best_takes_all() -> None:
    market = cleared_market(close_out="auction", hedging_cost=0.01, margin_cost=0.05)
    hold(market, {0: 10.0, 1: -6.0, 2: -9.0, 3: 5.0}, {0: 2000.0, 1: 5e4, 2: 5e4, 3: 5e4})
    day(market, 1, 1900.0)
    (portfolio,) = of(PortfolioTaken, day(market, 2, 1900.0))
    # 1 would go from -6 to 4, 2 from -9 to 1: both need less margin and ask for the hedging cost only; 3 would need more
    assert portfolio.taker.tolist() == [1]
    assert portfolio.cost.tolist() == pytest.approx([190.0])


def test_collateral_is_sold_on_the_exchange_when_cash_does_not_suffice() -> None:
    market = losing()
    give(market, 0, "BTC", 0.01)
    day(market, 1, 1795.0, PostCollateral(account=0, venue="clearing", asset="BTC", amount=0.01))
    events = day(market, 2, 1795.0)
    assert of(LossAbsorbed, events) == []
    assert cash_of(market, 0) == pytest.approx(0.01 * 30_000.0 - 50.0, rel=1e-6)
    assert held(market, 0, "BTC") == 0.0


def test_if_all_who_have_the_other_side_default_contracts_are_torn_up() -> None:
    market = cleared_market(margin=house_of(cleared_market()).terms.margin)
    hold(market, {0: 10.0, 1: -10.0}, {0: 100.0, 1: 100.0})
    day(market, 1, 2000.0)
    events = day(market, 2, 2000.0)
    assert np.concatenate([event.account for event in of(MemberDefaulted, events)]).tolist() == [0, 1]
    assert [position_of(market, account) for account in range(2)] == [0.0, 0.0]
    market.audit()


def test_an_assessment_that_empties_a_member_becomes_its_margin_call() -> None:
    market = cleared_market(backstops=house_of(losing()).terms.backstops[3:4])
    hold(market, {0: 10.0, 1: -10.0, 2: 0.0}, {0: 2000.0, 1: 2000.0, 2: 1.0})
    fund(market, {0: 0.0, 1: 0.0, 2: 1000.0})
    day(market, 1, 1750.0)
    events = day(market, 2, 1750.0)
    assert taken(events) == pytest.approx({"assessment": 500.0})
    assert 2 in of(MarginCalled, events)[0].account


def test_what_the_price_does_until_the_close_out_is_the_defaulters_loss() -> None:
    """Settled at 1,900 and wound up at 1,700 before the next settlement: 3,000 lost by hand, 2,000 of it margin, 500 beyond all contributions."""
    market = losing(settlement_interval=10 * 86_400.0)
    day(market, 10, 1900.0)
    events = day(market, 11, 1700.0)
    assert taken(events) == pytest.approx({"own_contribution": 100.0, "default_fund": 500.0, "assessment": 400.0})
    assert [cash_of(market, account) for account in range(3)] == pytest.approx([0.0, 51_560.0, 51_040.0])
    day(market, 12, 1700.0)
    assert [cash_of(market, account) for account in range(3)] == pytest.approx([0.0, 51_560.0, 51_040.0])
