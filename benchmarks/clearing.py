"""How many actions a clearing house takes per second of the processor, and what a settlement of many members costs."""

from dataclasses import dataclass

import numpy as np

from benchmarks.clock import Reading, middle, timed
from firesale.market.actions import OfferContract, PostCollateral, TradeContract
from firesale.market.backstops.default_fund import DefaultFund
from firesale.market.contracts.future import Future
from firesale.market.contracts.put import Put
from firesale.market.founding import MarketTerms, OracleTerms, found_market
from firesale.market.market import Group, Market
from firesale.market.oracles.spot import Spot
from firesale.market.ordering.arrival import Arrival
from firesale.market.portfolio_margin.scenario_scan import ScenarioScan
from firesale.market.streams import Streams, entity_keys
from firesale.market.venues.clearing.clearing_house import ClearingHouseTerms

DAY = 86_400.0
FUTURE = "ETH-future-2592000"
CASH = 1e6


@dataclass(frozen=True)
class ClearingCost:
    """Seconds for so many members, medians of the repetitions."""

    members: int
    trades: int
    posting: Reading  # one action each
    trading: Reading
    settling: Reading  # variation margin, requirement and calls of all


def clearing_cost(members: int, trades: int, repetitions: int) -> ClearingCost:
    """Time what a clearing house does, in a market of nothing else."""
    runs = [_run(members, trades) for _ in range(repetitions + 1)][1:]
    posting, trading, settling = (middle([run[part] for run in runs]) for part in range(3))
    return ClearingCost(members, trades, posting, trading, settling)


def _run(members: int, trades: int) -> tuple[Reading, Reading, Reading]:
    market, everyone = _market(members), np.arange(members)
    market.site.ledger.mint(0, everyone, CASH)
    post = PostCollateral(account=everyone, venue="ccp", asset="USD", amount=CASH)
    maker = OfferContract(account=0, venue="ccp", contract=FUTURE, bids=1e3, asks=1e3, half_spread=0.1)
    takers = np.resize(np.arange(1, members), trades)
    take = TradeContract(account=takers, venue="ccp", contract=FUTURE, side="buy", amount=0.01)
    posting = timed(lambda: market.execute([post], 0))
    market.execute([maker], 1)
    trading = timed(lambda: market.execute([take], 2))
    market.site.log.time = DAY
    market.move_prices(np.array([1.0, 1900.0]), DAY)
    market.report_prices()
    return posting, trading, timed(market.absorb)


def _market(members: int) -> Market:
    house = ClearingHouseTerms(
        contracts=(Future("ETH", 30 * DAY), Put("ETH", 30 * DAY, 1800.0), Put("ETH", 60 * DAY, 1500.0)),
        oracle="fair",
        margin=ScenarioScan(),
        backstops=(DefaultFund(),),
    )
    terms = MarketTerms({"USD": 1.0, "ETH": 2000.0}, {"ccp": house}, {"fair": OracleTerms(Spot())}, Arrival())
    groups = [Group("members", "clearing_member", np.arange(members))]
    return found_market(terms, groups, entity_keys("members", members), Streams(1))
