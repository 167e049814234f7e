from dataclasses import replace

import numpy as np
import pytest

from firesale.agents.liquidator.greedy import Greedy
from firesale.market.actions import Bundle, Liquidate, Supply
from firesale.market.events import FeePaid, Liquidated
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from tests.agents.liquidator.crash import SIMPLE, crash, owed, pledged
from tests.agents.moves import decide, happened
from tests.markets import give, held, pool_of, refusals, set_price, small_market

KEEPS = Greedy(pool="pool")
SELLS = Greedy(pool="pool", exchange="book")


def test_it_takes_half_of_a_position_whose_health_is_just_below_one() -> None:
    # health 0.83 * 10 * 1800 / 15000 = 0.996; seized 7500 * 1.05 / 1800 = 4.375, of which a tenth of the bonus, 0.020833, is the protocol's
    market = crash([(10.0, 15_000.0)], price=1800.0)
    assert refusals(market, *decide(market, KEEPS, [1])) == []
    assert owed(market, 0) == pytest.approx(7500.0)
    assert held(market, 1, "USDC") == pytest.approx(1e6 - 7500.0)
    assert held(market, 1, "ETH") == pytest.approx(4.375 - 0.1 * (4.375 - 4.375 / 1.05))


def test_it_takes_all_of_a_position_deep_under_water() -> None:
    # limited by the collateral: 10 * 1500 / 1.05 = 14285.71 is repaid, the rest is the pool's loss
    market = crash([(10.0, 15_000.0)], price=1500.0)
    assert refusals(market, *decide(market, KEEPS, [1])) == []
    assert held(market, 1, "USDC") == pytest.approx(1e6 - 10.0 * 1500.0 / 1.05)
    assert owed(market, 0) == 0.0


def test_with_an_exchange_it_sells_what_it_seized_in_the_same_bundle() -> None:
    market = crash([(10.0, 15_000.0)], price=1800.0, pool=SIMPLE)
    actions = decide(market, SELLS, [1])
    assert [type(action) for action in actions] == [Bundle]
    assert refusals(market, *actions) == []
    # 4.375 ETH at 1800 on a book with impact 0.01 * 1800 / 1e6 per ETH and a fee of 0.1 %
    impact, kept = 0.01 * 1800.0 / 1e6, 0.999 * 4.375
    proceeds = 1800.0 * -np.expm1(-impact * kept) / impact
    assert held(market, 1, "USDC") == pytest.approx(1e6 - 7500.0 + proceeds)
    assert held(market, 1, "ETH") == 0.0


def test_the_most_profitable_comes_first_and_the_last_is_taken_in_part() -> None:
    market = crash([(10.0, 15_000.0), (20.0, 30_000.0)], price=1800.0, cash=[16_000.0], pool=SIMPLE)
    assert refusals(market, *decide(market, KEEPS, [2])) == []
    assert owed(market, 1) == pytest.approx(15_000.0)
    assert owed(market, 0) == pytest.approx(14_000.0)
    assert held(market, 2, "USDC") == pytest.approx(0.0, abs=1e-6)


def test_a_small_position_is_not_taken_in_part_because_that_would_leave_dust() -> None:
    market = crash([(1.0, 1500.0)], price=1800.0, cash=[800.0])
    assert decide(market, KEEPS, [1]) == []


def test_where_all_that_is_allowed_would_leave_dust_it_takes_as_much_as_leaves_none() -> None:
    # nine tenths of 3020 would leave 302 of debt; a thousand must be left
    rule = FixedSpread(np.array([0.05, 0.05]), close_factor=0.9)
    market = crash([(2.0, 3020.0)], price=1800.0, pool=replace(SIMPLE, liquidation=rule))
    assert refusals(market, *decide(market, KEEPS, [1])) == []
    assert owed(market, 0) == pytest.approx(1000.0)
    assert pledged(market, 0) == pytest.approx(2.0 - 2020.0 * 1.05 / 1800.0)


def test_two_liquidators_of_a_cohort_take_different_borrowers() -> None:
    market = crash([(10.0, 15_000.0), (10.0, 15_000.0)], price=1800.0, cash=[1e5, 1e5])
    (order,) = decide(market, KEEPS, [2, 3])
    assert isinstance(order, Liquidate)
    assert sorted(np.asarray(order.borrower).tolist()) == [0, 1]
    assert sorted(np.asarray(order.account).tolist()) == [2, 3]
    assert refusals(market, order) == []


def test_who_comes_second_to_the_same_position_is_refused() -> None:
    market = crash([(10.0, 15_000.0)], price=1800.0, cash=[1e5, 1e5])
    actions = [*decide(market, KEEPS, [1]), *decide(market, SELLS, [2])]
    assert refusals(market, *actions) == ["the position is safe"]
    assert held(market, 2, "USDC") == 1e5


def test_of_two_collaterals_it_takes_the_one_that_pays_more() -> None:
    # 1 ETH at 1000 pays at most 50, 0.05 BTC at 30000 pays 75
    market = small_market(3)
    give(market, 2, "USDC", 1e5)
    give(market, 1, "USDC", 1e5)
    market.venues["pool"].site.ledger.transfer(0, 2, pool_of(market).reserves.account, 1e5)
    give(market, 0, "ETH", 1.0)
    give(market, 0, "BTC", 0.05)
    pool_of(market).borrowers.place(np.array([0]), np.array([[1.0, 0.05]]), np.array([[2200.0]]), "opening")
    set_price(market, "ETH", 1000.0)
    (order,) = decide(market, KEEPS, [1])
    assert isinstance(order, Liquidate)
    assert order.collateral == "BTC"
    assert refusals(market, order) == []
    assert held(market, 1, "BTC") > 0.0


def owing_two(cash: dict[str, float]) -> Market:
    """Account 0 owes 10,000 USDC and 0.1 BTC, 3,000, against 8 ETH at 1900: health 0.83 * 15200 / 13000 = 0.97; account 1 has cash."""
    terms = replace(
        SIMPLE,
        collateral=("ETH",),
        debt=("USDC", "BTC"),
        margin=LoanToValue(np.array([0.8]), np.array([0.83])),
        liquidation=FixedSpread(np.array([0.05]), protocol_fee=0.0, dust_value=0.0),
        rates=(Constant(0.0), Constant(0.0)),
        reserve_factor=np.array([0.1, 0.1]),
        collateral_cap=np.array([np.inf]),
        supply_cap=np.full(2, np.inf),
        borrow_cap=np.full(2, np.inf),
    )
    market = small_market(3, venues={"pool": terms})
    for asset, amount in (("USDC", 1e5), ("BTC", 10.0)):
        give(market, 2, asset, amount)
        market.execute([Supply(account=2, venue="pool", asset=asset, amount=amount)], 0)
    give(market, 0, "ETH", 8.0)
    pool_of(market).borrowers.place(np.array([0]), np.array([[8.0]]), np.array([[10_000.0, 0.1]]), "opening")
    for asset, amount in cash.items():
        give(market, 1, asset, amount)
    set_price(market, "ETH", 1900.0)
    return market


def test_of_two_debts_it_repays_the_one_that_pays_more() -> None:
    market = owing_two({"USDC": 1e5, "BTC": 1.0})
    assert refusals(market, *decide(market, KEEPS, [1])) == []
    assert held(market, 1, "USDC") == pytest.approx(1e5 - 6500.0)  # half of all that is owed
    assert held(market, 1, "BTC") == 1.0


def test_of_two_debts_it_repays_the_one_that_it_has() -> None:
    market = owing_two({"BTC": 1.0})
    assert refusals(market, *decide(market, KEEPS, [1])) == []
    assert held(market, 1, "BTC") == pytest.approx(0.9)
    assert held(market, 1, "ETH") == pytest.approx(3000.0 * 1.05 / 1900.0)


def test_what_the_exchange_pays_less_for_than_the_bonus_is_worth_is_left_alone() -> None:
    # the constant product still pays 2000, so at an oracle price of 2200 a bonus of 5 % does not make up for it
    market = crash([(10.0, 19_000.0)], price=2200.0, pool=SIMPLE)
    assert decide(market, Greedy(pool="pool", exchange="swap"), [1]) == []
    assert len(decide(market, KEEPS, [1])) == 1


def test_a_fee_above_the_profit_keeps_it_away_and_a_smaller_one_is_paid() -> None:
    market = crash([(10.0, 15_000.0)], price=1800.0, pool=SIMPLE)
    assert decide(market, Greedy(pool="pool", priority_fee=376.0), [1]) == []
    assert refusals(market, *decide(market, Greedy(pool="pool", priority_fee=5.0), [1])) == []
    assert [float(np.sum(event.amount)) for event in happened(market, FeePaid)] == [5.0]


def test_the_fee_is_kept_back_from_the_cash() -> None:
    market = crash([(10.0, 15_000.0)], price=1800.0, cash=[1000.0], pool=SIMPLE)
    assert refusals(market, *decide(market, Greedy(pool="pool", priority_fee=10.0), [1])) == []
    assert owed(market, 0) == pytest.approx(14_010.0)


def test_bundles_hold_at_most_as_many_positions_as_it_was_told() -> None:
    market = crash([(10.0, 15_000.0)] * 5, price=1800.0)
    actions = decide(market, Greedy(pool="pool", exchange="book", positions_per_bundle=2), [5])
    assert len(actions) == 3
    assert refusals(market, *actions) == []
    assert sum(np.size(event.borrower) for event in happened(market, Liquidated)) == 5


def test_in_calm_it_does_nothing_and_remembers_nothing() -> None:
    market = crash([(10.0, 15_000.0)], price=2000.0)
    memory: dict[str, np.ndarray] = {}
    assert decide(market, SELLS, [1], memory) == []
    assert memory == {}
