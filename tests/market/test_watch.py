"""The watch list finds the unsafe rows of a full pass, bit for bit, and looks at few others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.actions import Repay, WithdrawCollateral
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.margin.base import Positions
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from firesale.market.venues.lending_pool import LendingPool, LendingPoolTerms
from firesale.market.watch import BLOCK, WatchList, rows_of
from tests.markets import give, pool_of, refusals, small_market

PLAYERS = 420
TERMS = LendingPoolTerms(
    collateral=("ETH", "BTC"),
    debt=("USDC", "ETH"),
    oracle="fair",
    margin=LoanToValue(np.array([0.8, 0.7]), np.array([0.83, 0.75])),
    liquidation=FixedSpread(np.array([0.05, 0.05])),
    rates=(Constant(2.0), Constant(0.5)),
    backstops=(Socialisation(),),
)


def full_pass(pool: LendingPool) -> tuple[IntArray, FloatArray]:
    """Every row's health, and those below 1, the worst first."""
    book = pool.book
    indexed = pool.positions.debt_prices() * pool.reserves.borrow_index
    positions = Positions(book.collateral, book.debt, pool.positions.collateral_prices(), indexed)
    health = pool.terms.margin.health(positions)
    unsafe = np.flatnonzero(health < 1.0)
    unsafe = unsafe[np.argsort(health[unsafe], kind="stable")]
    return unsafe, health[unsafe]


def rich_market() -> Market:
    market = small_market(PLAYERS, venues={"pool": TERMS})
    everyone = np.arange(PLAYERS)
    for column in range(3):
        market.site.ledger.mint(column, everyone, np.full(PLAYERS, 1e6))
    for column in range(2):
        give(market, pool_of(market).reserves.account, market.site.assets.names[column], 1e9)
    return market


def open_some(market: Market, rng: np.random.Generator) -> None:
    """Positions of a random few, some of them unsafe at once, some with one asset only, some empty."""
    accounts = rng.choice(PLAYERS, size=int(rng.integers(1, 200)), replace=False)
    n = len(accounts)
    collateral = rng.uniform(0.0, [10.0, 1.0], (n, 2)) * (rng.random((n, 2)) < 0.7)
    worth = collateral @ market.site.assets.values[1:3] * rng.uniform(0.0, 0.9, n)
    debt = worth[:, None] * rng.dirichlet([1.0, 1.0], n) / market.site.assets.values[:2] * (rng.random((n, 2)) < 0.7)
    pool_of(market).borrowers.place(accounts, collateral, debt, "opening")


def write_some(market: Market, rng: np.random.Generator) -> None:
    """Some repay, some take collateral back, down to empty rows."""
    accounts = rng.choice(PLAYERS, size=40, replace=False)
    rows = pool_of(market).book.row_of[accounts]
    held = pool_of(market).book.collateral[rows, 0] * rng.choice([0.3, 1.0], 40)
    refusals(
        market,
        Repay(account=accounts[:20], venue="pool", asset="USDC", amount=rng.choice([1.0, 1e9], 20)),
        WithdrawCollateral(account=accounts, venue="pool", asset="ETH", amount=held),
    )


def move(market: Market, rng: np.random.Generator) -> None:
    prices = market.site.assets.values[:3].copy()
    prices[1:] *= np.exp(rng.normal(0.0, float(rng.choice([0.001, 0.05, 0.4])), 2))
    market.move_prices(prices, 0.0)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_the_unsafe_rows_found_are_those_of_a_full_pass_bit_for_bit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    market = rich_market()
    pool = pool_of(market)
    open_some(market, rng)
    for _ in range(25):
        event = rng.choice(["move", "move", "move", "open", "write", "accrue", "arrange"])
        if event == "move":
            move(market, rng)
        elif event == "open":
            open_some(market, rng)
        elif event == "write":
            write_some(market, rng)
        elif event == "accrue":
            market.accrue(float(rng.uniform(0.0, 30 * 86_400.0)))
        else:
            pool.arrange()
        for found, expected in zip(pool.positions.unsafe_rows(), full_pass(pool), strict=True):
            assert np.array_equal(found, expected)


def test_a_row_on_the_edge_is_found() -> None:
    """1 ETH at 2000 and threshold 0.83 carries exactly 1660: below it by one unit of the last place is unsafe."""
    market = rich_market()
    pool = pool_of(market)
    pool.borrowers.place(
        np.array([0, 1]), np.array([[1.0, 0.0]] * 2), np.array([[1660.0, 0.0], [np.nextafter(1660.0, 2e3), 0.0]]), ""
    )
    rows, health = pool.positions.unsafe_rows()
    assert rows.tolist() == [1]
    assert 1.0 - 1e-15 < health[0] < 1.0


# --- bounds by hand ---------------------------------------------------------------------------------------------------


def watch_at(health: list[float], collateral: list[float], debt: list[float]) -> WatchList:
    """One block per number, verified at these prices with this least health."""
    watch = WatchList(len(collateral), len(debt))
    watch.grow(BLOCK * len(health))
    blocks = np.arange(len(health))
    watch.renew(blocks, np.repeat(np.array(health)[:, None], BLOCK, axis=1), np.array(collateral), np.array(debt))
    return watch


@pytest.mark.parametrize(
    ("collateral", "debt", "candidates"),
    [
        ([100.0, 10.0], [1.0], []),
        ([90.0, 10.0], [1.0], []),  # health falls at most to 1.2 x 0.9 = 1.08
        ([80.0, 20.0], [1.0], [0]),  # to 0.96: the other collateral's rise is not counted on
        ([50.0, 10.0], [1.0], [0, 1]),  # 2 x 0.5 = 1: the bounds are widened against rounding
        ([200.0, 20.0], [1.0], []),
        ([100.0, 10.0], [1.3], [0]),  # 1.2 / 1.3
        ([80.0, 8.0], [1.5], [0]),  # 2 x 0.8 / 1.5 = 1.067
        ([80.0, 8.0], [1.7], [0, 1]),
    ],
)
def test_only_blocks_whose_least_health_may_be_used_up_are_looked_at(
    collateral: list[float], debt: list[float], candidates: list[int]
) -> None:
    watch = watch_at([1.2, 2.0, np.inf], [100.0, 10.0], [1.0])
    assert watch.candidates(np.array(collateral), np.array(debt)).tolist() == candidates


def test_worthless_collateral_does_not_hide_a_row() -> None:
    watch = watch_at([1.5], [100.0, 10.0], [1.0])
    assert watch.candidates(np.array([0.0, 10.0]), np.array([1.0])).tolist() == [0]
    watch.renew(np.array([0]), np.zeros((1, BLOCK)), np.array([0.0, 10.0]), np.array([1.0]))
    assert watch.candidates(np.array([0.0, 10.0]), np.array([1.0])).tolist() == [0]
    watch.renew(np.array([0]), np.full((1, BLOCK), 1.5), np.array([0.0, 10.0]), np.array([1.0]))
    assert watch.candidates(np.array([0.0, 10.0]), np.array([1.0])).tolist() == []
    assert watch.candidates(np.array([0.0, 6.0]), np.array([1.0])).tolist() == [0]
    assert watch.candidates(np.array([7.0, 10.0]), np.array([1.0])).tolist() == []


def test_a_debt_asset_that_was_worth_nothing_may_be_worth_something_again() -> None:
    watch = watch_at([1.5], [100.0], [0.0])
    assert watch.candidates(np.array([100.0]), np.array([0.0])).tolist() == []
    assert watch.candidates(np.array([100.0]), np.array([0.01])).tolist() == [0]


def test_rows_of_blocks_stand_in_order() -> None:
    assert rows_of(np.array([0, 2])).tolist() == [*range(128), *range(256, 384)]
