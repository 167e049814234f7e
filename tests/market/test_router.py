import numpy as np
import pytest

from firesale.market.actions import Action, Borrow, Declare, Liquidate, Motive, PostCollateral, Supply, Swap, Withdraw
from firesale.market.events import ActionRefused, FeePaid, PlanConsidered, Swapped
from firesale.market.founding import MarketTerms, found_market
from firesale.market.market import Group, Market
from firesale.market.ordering.base import Ordering
from firesale.market.ordering.highest_fee import HighestFee
from firesale.market.ordering.random import Random
from firesale.market.streams import Streams, entity_keys
from tests.markets import ORACLES, PRICES, VENUES, give, held, pool_of, refusals, set_price, small_market


def market_ordered(ordering: Ordering, players: int = 6) -> Market:
    terms = MarketTerms(PRICES, VENUES, ORACLES, ordering)
    groups = [Group("everyone", "noise_trader", np.arange(players))]
    market = found_market(terms, groups, entity_keys("everyone", players), Streams(1))
    market.site.ledger.mint(0, np.arange(players), np.full(players, 1000.0))
    return market


def buy(account: object, amount: object = 10.0, fee: object = 0.0, venue: str = "swap") -> Swap:
    return Swap(
        account=account,  # type: ignore[arg-type]
        venue=venue,
        asset_in="USDC",
        asset_out="ETH",
        amount_in=amount,  # type: ignore[arg-type]
        priority_fee=fee,  # type: ignore[arg-type]
    )


def who_traded(market: Market, *actions: Action, moment: int = 0) -> list[int]:
    """Accounts in the order in which their swaps were executed."""
    mark = market.site.log.mark()
    market.execute(actions, moment)
    swaps = [event for event in market.site.log.since(mark) if isinstance(event, Swapped)]
    return [int(account) for swap in swaps for account in np.asarray(swap.account)]


# --- ordering ---------------------------------------------------------------------------------------------------------


def test_by_arrival_orders_stand_as_they_came() -> None:
    market = small_market(6)
    market.site.ledger.mint(0, np.arange(6), np.full(6, 1000.0))
    assert who_traded(market, buy(np.array([5, 2])), buy(4), buy(np.array([0, 1]))) == [5, 2, 4, 0, 1]


def test_by_lottery_an_account_keeps_its_place_whoever_else_is_there() -> None:
    for moment in range(20):
        everyone = who_traded(market_ordered(Random()), buy(np.arange(6)), moment=moment)
        some = who_traded(market_ordered(Random()), buy(np.array([4, 0, 2])), moment=moment)
        assert sorted(everyone) == list(range(6))
        assert some == [account for account in everyone if account in {0, 2, 4}]


def test_by_lottery_the_actions_of_one_account_stay_in_the_sequence_it_meant() -> None:
    market = market_ordered(Random())
    give(market, 3, "ETH", 1.0)
    first = PostCollateral(account=3, venue="pool", asset="ETH", amount=1.0)
    then = Borrow(account=3, venue="pool", asset="USDC", amount=100.0)
    assert refusals(market, Supply(account=0, venue="pool", asset="USDC", amount=900.0)) == []
    assert refusals(market, first, buy(np.array([1, 2, 4])), then) == []


def test_by_fee_orders_of_several_actions_are_interleaved() -> None:
    market = market_ordered(HighestFee())
    one = buy(np.array([0, 1, 2]), fee=np.array([1.0, 5.0, 3.0]))
    other = buy(np.array([3, 4, 5]), fee=np.array([4.0, 2.0, 6.0]))
    assert who_traded(market, one, other) == [5, 1, 3, 2, 4, 0]


def test_who_bids_more_wins_the_race_for_a_liquidation_and_the_loser_keeps_his_fee() -> None:
    market = market_ordered(HighestFee())
    pool = pool_of(market)
    give(market, pool.reserves.account, "USDC", 800.0)
    give(market, 0, "ETH", 0.5)
    pool.borrowers.place(np.array([0]), np.array([[0.5, 0.0]]), np.array([[800.0]]), "opening")
    set_price(market, "ETH", 1900.0)
    race = Liquidate(
        account=np.array([1, 2]),
        venue="pool",
        borrower=0,
        collateral="ETH",
        debt="USDC",
        repayment=800.0,
        priority_fee=np.array([3.0, 4.0]),
    )
    assert refusals(market, race) == ["the position is safe"]
    assert held(market, 2, "USDC") == 1000.0 - 800.0 - 4.0
    assert held(market, 1, "USDC") == 1000.0
    assert market.site.ledger.balance(market.router.fee_account, 0) == 4.0


# --- priority fees ----------------------------------------------------------------------------------------------------


def test_a_fee_is_paid_by_who_was_served() -> None:
    market = market_ordered(HighestFee())
    assert refusals(market, buy(np.array([0, 1]), np.array([10.0, 2000.0]), 2.0)) == [
        "the account does not hold enough"
    ]
    assert held(market, 0, "USDC") == 988.0
    assert held(market, 1, "USDC") == 1000.0
    paid = market.site.log.table(FeePaid)
    assert (paid["account"].tolist(), paid["amount"].tolist()) == ([0], [2.0])


def test_an_action_whose_fee_cannot_be_paid_any_more_is_undone() -> None:
    market = market_ordered(HighestFee())
    assert refusals(market, buy(0, 1000.0, 1.0)) == ["the account does not hold enough"]
    assert held(market, 0, "USDC") == 1000.0
    assert held(market, 0, "ETH") == 0.0
    assert len(market.site.log.table(Swapped)["account"]) == 0


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (buy("me"), "the action is malformed"),
        (buy([[0], [1, 2]]), "the action is malformed"),
        (buy(0, "much"), "the action is malformed"),
        (buy(0, "received"), "the action is malformed"),
        (buy(0, [[1.0], [1.0, 2.0]]), "the action is malformed"),
        (buy(0, fee="high"), "the action is malformed"),
        (buy([0, 1], [1.0, 2.0, 3.0]), "the action is malformed"),
        (buy(77), "unknown account"),
        (buy(0, float("nan")), "amount is not a finite number"),
        (buy(0, 0.0), "amount is not positive"),
        (buy(0, venue="nowhere"), "unknown venue"),
        (buy(0, venue="pool"), "the venue does not offer this action"),
        (Withdraw(account=0, venue="swap", asset="USDC", receipts=1.0), "the venue does not offer this action"),
        (Supply(account=0, venue="pool", asset="ETH", amount=1.0), "the venue does not list this asset"),
        (Supply(account=0, venue="pool", asset="DOGE", amount=1.0), "the venue does not list this asset"),
    ],
)
def test_a_refusal_is_an_event_and_says_why(action: Action, reason: str) -> None:
    market = market_ordered(Random())
    before = market.site.ledger.balances.copy()
    assert set(refusals(market, action)) == {reason}
    assert np.array_equal(market.site.ledger.balances, before)
    assert set(market.site.log.table(ActionRefused)["reason"]) == {reason}


def test_a_refusal_names_the_account_the_action_the_asset_and_the_amount() -> None:
    market = small_market()
    order = Supply(
        account=np.array([3, 4]), venue="pool", asset="USDC", amount=np.array([7.0, 8.0]), motive=Motive.LENDING
    )
    refusals(market, order)
    table = market.site.log.table(ActionRefused)
    assert table["account"].tolist() == [3, 4]
    assert table["amount"].tolist() == [7.0, 8.0]
    assert set(table["action"]) == {"Supply"}
    assert set(table["asset"]) == {"USDC"}
    assert set(table["motive"]) == {"lending"}


def test_a_plan_leaves_an_event_and_moves_nothing() -> None:
    market = small_market()
    before = market.site.ledger.balances.copy()
    plan = Declare(account=2, venue="swap", plan="push", expected_gain=5.0, expected_cost=9.0, made=False)
    assert refusals(market, plan) == []
    table = market.site.log.table(PlanConsidered)
    assert {
        name: column.tolist() for name, column in table.items() if name not in {"step", "round", "time", "sequence"}
    } == {
        "venue": ["swap"],
        "account": [2],
        "plan": ["push"],
        "expected_gain": [5.0],
        "expected_cost": [9.0],
        "made": [False],
    }
    assert np.array_equal(market.site.ledger.balances, before)
