import numpy as np
import pytest

from firesale.agents.liquidity_provider.flees import Flees
from firesale.market.actions import AddLiquidity, Motive, RemoveLiquidity, Swap
from firesale.market.errors import BadValueError
from firesale.market.market import Market
from firesale.market.venues.concentrated_terms import ConcentratedLiquidityTerms
from firesale.market.venues.exchange import Exchange
from tests.agents.playing import cohort_of, decide, market_of, play
from tests.markets import give, held, refusals, small_market

SHARES = "swap:shares"


def provided(*accounts: int) -> Market:
    """Accounts that own a tenth of the exchange each (100 ETH and 200,000 USDC), and account 9 that trades."""
    market = market_of()
    for account in accounts:
        give(market, account, "ETH", 100.0)
        give(market, account, "USDC", 200_000.0)
        order = AddLiquidity(account=account, venue="swap", base_amount=100.0, quote_amount=200_000.0)
        assert refusals(market, order) == []
    give(market, 9, "ETH", 1e5)
    give(market, 9, "USDC", 1e8)
    return market


def push(market: Market, price: float) -> None:
    """Trade until the exchange quotes a price."""
    exchange = market.venues["swap"]
    assert isinstance(exchange, Exchange)
    curve = exchange.curve()
    sold, bought = curve.sale_to_reach(price), curve.purchase_to_reach(price)
    if sold > 0.0:
        order = Swap(account=9, venue="swap", asset_in="ETH", asset_out="USDC", amount_in=sold)
    elif bought > 0.0:
        order = Swap(account=9, venue="swap", asset_in="USDC", asset_out="ETH", amount_in=bought)
    else:
        return
    assert refusals(market, order) == []


def test_while_the_price_moves_little_it_stays() -> None:
    market = provided(0)
    cohort = cohort_of(Flees("swap", threshold=0.1, window=3), 1)
    for moment, price in enumerate((2000.0, 1950.0, 2050.0, 1990.0), start=1):
        push(market, price)
        assert play(market, cohort, moment) == []
    assert held(market, 0, SHARES) > 0.0


def test_when_the_price_has_moved_too_much_it_takes_out_everything() -> None:
    market = provided(0)
    cohort = cohort_of(Flees("swap", threshold=0.1, window=3), 1)
    assert decide(market, cohort) == []
    push(market, 1800.0)  # 2000 / 1800 - 1 = 0.111
    (flight,) = decide(market, cohort, 2)
    assert isinstance(flight, RemoveLiquidity)
    assert flight.motive is Motive.LIQUIDITY
    assert play(market, cohort, 2) == []
    assert held(market, 0, SHARES) == 0.0
    assert held(market, 0, "USDC") / held(market, 0, "ETH") == pytest.approx(1800.0)


def test_a_slow_move_outside_its_window_does_not_frighten_it() -> None:
    market = provided(0)
    cohort = cohort_of(Flees("swap", threshold=0.1, window=2), 1)
    for moment, price in enumerate((2000.0 * 0.97 ** np.arange(20)).tolist(), start=1):
        push(market, price)  # at most 6.3 % within two steps
        assert play(market, cohort, moment) == []
    assert held(market, 0, SHARES) > 0.0


def test_after_calm_it_puts_back_what_it_took_out_and_keeps_what_it_had() -> None:
    market = provided(0)
    give(market, 0, "ETH", 7.0)
    give(market, 0, "USDC", 11_000.0)
    cohort = cohort_of(Flees("swap", threshold=0.1, window=2, calm=0.5), 1)
    assert play(market, cohort, 1) == []
    push(market, 1700.0)
    assert play(market, cohort, 2) == []
    assert play(market, cohort, 3) == []
    assert held(market, 0, SHARES) == 0.0  # the fall is still within its window
    assert play(market, cohort, 4) == []
    assert held(market, 0, SHARES) > 0.0
    assert held(market, 0, "ETH") == pytest.approx(7.0)
    assert held(market, 0, "USDC") == pytest.approx(11_000.0)
    assert decide(market, cohort, 5) == []


def test_it_stays_away_if_it_does_not_return() -> None:
    market = provided(0)
    cohort = cohort_of(Flees("swap", threshold=0.1, window=2, returns=False), 1)
    assert play(market, cohort, 1) == []
    push(market, 1700.0)
    for moment in range(2, 10):
        assert play(market, cohort, moment) == []
    assert held(market, 0, SHARES) == 0.0


def test_each_flees_at_its_own_threshold() -> None:
    market = provided(0, 1, 2)
    cohort = cohort_of(Flees("swap", threshold=np.array([0.05, 0.2, 0.1]), window=2), 3)
    assert decide(market, cohort) == []
    push(market, 1800.0)
    (flight,) = decide(market, cohort, 2)
    assert np.asarray(flight.account).tolist() == [0, 2]


def test_an_account_without_shares_has_nothing_to_flee_from() -> None:
    market = provided(0)
    cohort = cohort_of(Flees("swap", threshold=0.1, window=2), 1, start=3)
    assert decide(market, cohort) == []
    push(market, 1500.0)
    assert decide(market, cohort, 2) == []


def test_looking_twice_at_one_step_counts_as_one_step() -> None:
    market = provided(0)
    cohort = cohort_of(Flees("swap", threshold=0.1, window=2), 1)
    for _ in range(5):
        assert decide(market, cohort, 1) == []
    push(market, 1700.0)
    assert len(decide(market, cohort, 2)) == 1


# --- ranges -----------------------------------------------------------------------------------------------------------


def provided_in_a_range() -> Market:
    """Account 0 has liquidity between 1600 and 2400 USDC per ETH."""
    terms = ConcentratedLiquidityTerms("ETH", "USDC", value=4e6, more_ranges=((0.8, 1.2, 1e6),))
    market = small_market(10, venues={"swap": terms})
    give(market, 0, "ETH", 100.0)
    give(market, 0, "USDC", 300_000.0)
    order = AddLiquidity(account=0, venue="swap", base_amount=100.0, quote_amount=300_000.0, liquidity_range=1)
    assert refusals(market, order) == []
    give(market, 9, "ETH", 1e5)
    give(market, 9, "USDC", 1e8)
    return market


def test_it_takes_its_liquidity_out_of_a_range_and_puts_it_back() -> None:
    market = provided_in_a_range()
    cohort = cohort_of(Flees("swap", threshold=0.1, window=1, liquidity_range=1), 1)
    assert decide(market, cohort) == []
    shares = held(market, 0, f"{SHARES}:1")
    push(market, 1750.0)
    assert play(market, cohort, 2) == []
    assert held(market, 0, f"{SHARES}:1") == 0.0
    assert held(market, 0, "ETH") > 100.0
    for moment in (3, 4):
        push(market, 2000.0 - moment)
        assert play(market, cohort, moment) == []
    assert play(market, cohort, 5) == []
    assert 0.0 < held(market, 0, f"{SHARES}:1") < shares  # as much as it has of the asset that it has less of


def test_a_range_that_the_exchange_has_not_is_a_bad_scenario() -> None:
    market = provided_in_a_range()
    cohort = cohort_of(Flees("swap", threshold=0.1, window=1, liquidity_range=2), 1)
    decide(market, cohort)
    push(market, 1500.0)
    with pytest.raises(BadValueError, match=r"flees\.liquidity_range"):
        decide(market, cohort, 2)
