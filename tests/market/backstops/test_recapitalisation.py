import numpy as np
import pytest

from firesale.market.actions import Supply
from firesale.market.backstops.base import Bearer, Resources
from firesale.market.backstops.recapitalisation import Recapitalisation
from firesale.market.events import LossAbsorbed, Recapitalised
from firesale.market.market import Market
from firesale.market.venues.constant_product import ConstantProductCurve, ConstantProductTerms
from firesale.market.venues.write_off import write_off
from tests.markets import POOL, PRICES, VENUES, give, pool_of, refusals, small_market

CURVE = ConstantProductCurve("MKR", "USDC", 0.0, 1000.0, 250_000.0)
ONE_PER_CENT_LOWER = 250_000.0 * (
    1.0 - np.sqrt(0.99)
)  # quote that leaves a constant product while its price falls so much


def with_token(backstop: Recapitalisation) -> Market:
    """The small market with an exchange of the protocol's token."""
    swap = ConstantProductTerms("MKR", "USDC", base_reserve=1000.0, fee=0.0)
    terms = type(POOL)(**{**vars(POOL), "backstops": (backstop,)})
    return small_market(prices={**PRICES, "MKR": 250.0}, venues={**VENUES, "shares": swap, "pool": terms})


def lose(market: Market, amount: float) -> None:
    """A borrower owes what lenders lent, without any collateral: bad debt."""
    give(market, 0, "USDC", 10_000.0)
    assert refusals(market, Supply(account=0, venue="pool", asset="USDC", amount=10_000.0)) == []
    pool = pool_of(market)
    pool.borrowers.place(np.array([1]), np.zeros((1, 2)), np.array([[amount]]), "opening")
    write_off(pool.book.row_of[[1]], pool.positions)
    market.absorb()


def test_it_raises_what_is_lost_up_to_a_share_of_the_depth() -> None:
    resources = Resources(0.0, 0.0, {"shares": CURVE})
    assert Recapitalisation("shares").absorb(100.0, resources).amount == 100.0
    most = Recapitalisation("shares").absorb(1e6, resources)
    assert most.amount == pytest.approx(ONE_PER_CENT_LOWER)
    assert most.bearer is Bearer.TOKEN_HOLDERS
    assert Recapitalisation("shares", depth_share=2.0).absorb(1e6, resources).amount == pytest.approx(
        2.0 * ONE_PER_CENT_LOWER
    )


def test_it_sells_nothing_below_its_floor_and_nowhere_without_an_exchange() -> None:
    resources = Resources(0.0, 0.0, {"shares": CURVE})
    assert Recapitalisation("shares", floor_price=250.0).absorb(100.0, resources).amount == 0.0
    near = Recapitalisation("shares", floor_price=249.9).absorb(1e6, resources).amount
    assert near == pytest.approx(250_000.0 * (1.0 - np.sqrt(249.9 / 250.0)))
    assert Recapitalisation().absorb(100.0, resources).amount == 0.0


def test_new_tokens_are_sold_at_their_impact_and_the_proceeds_pay_the_loss() -> None:
    market = with_token(Recapitalisation("shares"))
    lose(market, 1000.0)
    event = market.site.log.table(Recapitalised)
    tokens = 1000.0 * 1000.0 / 249_000.0  # x' = k / (y - 1000)
    assert event["minted"][0] == pytest.approx(tokens)
    assert event["proceeds"][0] == pytest.approx(1000.0)
    assert event["supply"][0] == 1000.0
    assert event["price_after"][0] == pytest.approx(249_000.0**2 / 250e6)
    assert pool_of(market).reserves.deficit[0] == pytest.approx(0.0, abs=1e-9)
    assert pool_of(market).reserves.cash(0) == pytest.approx(10_000.0)
    assert str(market.site.log.table(LossAbsorbed)["bearer"][0]) == "token_holders"
    market.check()
    market.audit()


def test_what_the_market_cannot_take_at_once_is_sold_later() -> None:
    market = with_token(Recapitalisation("shares"))
    lose(market, 3000.0)
    left = float(pool_of(market).reserves.deficit[0])
    assert left == pytest.approx(3000.0 - ONE_PER_CENT_LOWER)
    market.absorb()
    market.absorb()
    assert pool_of(market).reserves.deficit[0] < left - ONE_PER_CENT_LOWER * 0.9
