import numpy as np

from firesale.agents.noise_trader.perpetual_noise import PerpetualNoise
from firesale.market.actions import AddMargin, ChangePosition
from tests.agents.playing import cohort_of, decide, market_of, perpetuals_of, play
from tests.markets import give

PLAIN = PerpetualNoise("perps", "ETH", activity=0.5, mean_size=100.0)


def test_it_pays_in_first_and_then_trades_either_way() -> None:
    market = market_of(players=400)
    for account in range(400):
        give(market, account, "USDC", 1_000.0)
    cohort = cohort_of(PLAIN, 400)
    assert [type(order) for order in decide(market, cohort)] == [AddMargin]
    play(market, cohort)
    trades = [order for order in decide(market, cohort, 2) if isinstance(order, ChangePosition)]
    assert 160 < sum(np.size(order.account) for order in trades) < 240
    assert play(market, cohort, 2) == []
    sizes = perpetuals_of(market).book.size[1:401, 0]
    assert 60 < int((sizes > 0.0).sum()) < 140
    assert abs(float(np.abs(sizes).sum()) * 2_000.0 / 200.0 - 100.0) < 30.0


def test_without_activity_it_only_pays_in() -> None:
    market = market_of()
    give(market, 0, "USDC", 1_000.0)
    cohort = cohort_of(PerpetualNoise("perps", "ETH", activity=0.0), 1)
    play(market, cohort)
    assert decide(market, cohort, 2) == []
