import numpy as np

from firesale.market.actions import Declare, Swap
from firesale.market.events import ActionRefused, Refusal, Swapped
from firesale.market.founding import MarketTerms, found_market
from firesale.market.market import Group, Market
from firesale.market.ordering.block_space import BlockSpace
from firesale.market.streams import Streams, entity_keys
from tests.markets import ORACLES, PRICES, VENUES


def crowded(space: int, least_fee: float = 0.0) -> Market:
    """Six players with 1,000 USDC each."""
    terms = MarketTerms(PRICES, VENUES, ORACLES, BlockSpace(space, least_fee))
    groups = [Group("everyone", "noise_trader", np.arange(6))]
    market = found_market(terms, groups, entity_keys("everyone", 6), Streams(1))
    market.site.ledger.mint(0, np.arange(6), np.full(6, 1000.0))
    return market


def buy(accounts: list[int], fees: list[float], amount: float = 10.0) -> Swap:
    return Swap(
        account=np.array(accounts),
        venue="swap",
        asset_in="USDC",
        asset_out="ETH",
        amount_in=np.full(len(accounts), amount),
        priority_fee=np.array(fees),
    )


def traded(market: Market) -> list[int]:
    accounts: list[int] = market.site.log.table(Swapped)["account"].tolist()
    return accounts


def shut_out(market: Market) -> list[int]:
    table = market.site.log.table(ActionRefused)
    accounts: list[int] = table["account"][table["reason"] == Refusal.BLOCK_IS_FULL].tolist()
    return accounts


def test_the_highest_fees_take_the_room_of_a_step_and_the_others_are_refused() -> None:
    market = crowded(space=3)
    market.execute([buy([0, 1, 2], [1.0, 5.0, 3.0]), buy([3, 4, 5], [4.0, 2.0, 6.0])], 0)
    assert traded(market) == [5, 1, 3]
    assert sorted(shut_out(market)) == [0, 2, 4]


def test_all_rounds_of_a_step_share_its_room_and_the_next_step_has_room_again() -> None:
    market = crowded(space=2)
    market.execute([buy([0], [1.0])], 0)
    market.execute([buy([1, 2], [1.0, 2.0])], 1)
    assert (traded(market), shut_out(market)) == ([0, 2], [1])
    market.site.log.step += 1
    market.execute([buy([1], [1.0])], 2)
    assert traded(market) == [0, 2, 1]


def test_who_pays_less_than_the_rest_of_the_world_does_not_get_in_and_takes_no_room() -> None:
    market = crowded(space=2, least_fee=2.0)
    market.execute([buy([0, 1, 2, 3], [1.9, 2.0, 0.0, 7.0])], 0)
    assert traded(market) == [3, 1]
    assert sorted(shut_out(market)) == [0, 2]


def test_an_order_in_vain_takes_room() -> None:
    market = crowded(space=1)
    market.execute([buy([0], [9.0], amount=5000.0), buy([1], [1.0])], 0)
    assert (traded(market), shut_out(market)) == ([], [1])


def test_a_plan_that_is_only_declared_takes_no_room() -> None:
    market = crowded(space=1)
    plan = Declare(account=0, venue="", plan="p", expected_gain=1.0, expected_cost=2.0, made=False)
    market.execute([plan, buy([1], [1.0])], 0)
    assert (traded(market), shut_out(market)) == ([1], [])
