"""The venue as a whole: what it is worth to players, what everyone sees, and what is written down."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from firesale.market.actions import ChangePosition, Side
from firesale.market.errors import BadValueError, BrokenInvariantError
from firesale.market.events import MarginRecorded, PerpetualRecorded
from firesale.market.venues.constant_product import ConstantProductTerms
from tests.market.venues.perpetuals.margins import PRICES, TERMS, begin, market_of, sound, venue_of
from tests.markets import refusals, set_price, small_market


def test_wealth_holds_what_is_in_margin_accounts_and_never_a_debt() -> None:
    market = market_of(isolated=True)
    begin(market, 0, 100.0, 5.0)
    begin(market, 0, 1_000.0, -0.5, "BTC")
    set_price(market, "ETH", 110.0)
    assert market.wealth()[0] == pytest.approx(150.0 + 1_000.0)
    assert market.wealth_of(0) == pytest.approx(1_150.0)
    set_price(market, "ETH", 50.0)
    assert market.wealth()[0] == pytest.approx(1_000.0), "an isolated position loses no more than its margin"
    assert market.health_of(0, "perps") == pytest.approx(-150.0 / 12.5)


@pytest.mark.parametrize("changes", [{"margin_asset": "swap:shares"}, {"markets": ("ETH", "swap:shares")}])
def test_a_claim_is_neither_margin_nor_a_market(changes: dict[str, Any]) -> None:
    """The vault's margin would be minted, and who issues the claim would owe what nobody paid in."""
    swap = ConstantProductTerms("ETH", "USDC", base_reserve=10.0)
    assert [claim.name for claim in swap.claims("swap")] == ["swap:shares"]
    with pytest.raises(BadValueError, match="base assets: USDC, ETH, BTC"):
        small_market(prices=PRICES, venues={"swap": swap, "perps": replace(TERMS, **changes)})


def test_with_cross_margin_one_position_pays_for_the_other() -> None:
    market = market_of()
    begin(market, 0, 100.0, 5.0)
    begin(market, 0, 100.0, 0.5, "BTC")
    set_price(market, "ETH", 50.0)
    assert market.wealth_of(0) == 0.0
    set_price(market, "BTC", 1_200.0)
    assert market.wealth_of(0) == pytest.approx(50.0)


def test_everyone_sees_prices_and_unsafe_accounts() -> None:
    market = market_of(depth=1e5)
    begin(market, 0, 100.0, 10.0)
    begin(market, 1, 300.0, 10.0)
    set_price(market, "ETH", 94.0)
    public = market.look()
    quote = public.perpetual("perps")
    assert public.perpetuals == ("perps",)
    assert quote.index.tolist() == [94.0, 1_000.0]
    assert quote.price[0] == pytest.approx(94.0 * np.exp(0.01 * 20.0 * 94.0 / 1e5))
    assert (quote.long.tolist(), quote.short.tolist()) == ([20.0, 0.0], [0.0, 0.0])
    assert quote.unsafe.account.tolist() == [0]
    held, unsafe = quote.unsafe_in(0)
    assert held.tolist() == [0]
    assert unsafe.value == pytest.approx([40.0])
    quote.remember()


def test_the_price_that_is_shown_is_the_price_that_is_paid() -> None:
    market = market_of(depth=1e4)
    begin(market, 0, 1_000.0)
    shown = market.look().perpetual("perps").fill_price(0, 20.0)
    refusals(market, ChangePosition(account=0, venue="perps", asset="ETH", side=Side.BUY, size=20.0))
    assert float(venue_of(market).book.entry[1, 0]) == pytest.approx(shown, rel=1e-12)


def test_an_account_sees_its_own_positions_market_by_market() -> None:
    for isolated in (False, True):
        market = market_of(isolated=isolated)
        begin(market, 3, 100.0, 5.0)
        begin(market, 3, 100.0, -0.5, "BTC")
        view = market.view(market.look(), np.array([2, 3]), {})
        own = view.margin_account("perps")
        assert own.size.tolist() == [[0.0, 0.0], [5.0, -0.5]]
        assert own.entry[1].tolist() == [100.0, 1_000.0]
        assert own.value.sum(axis=1).tolist() == [0.0, 200.0]
        assert own.health.shape == (2, 2 if isolated else 1)


def test_the_state_is_written_down() -> None:
    market = market_of(fund=7.0)
    begin(market, 0, 100.0, 10.0)
    set_price(market, "ETH", 88.0)
    market.record()
    margins = market.site.log.table(MarginRecorded)
    assert (margins["accounts"][0], margins["unsafe"][0]) == (1, 1)
    assert (margins["shortfall"][0], margins["fund"][0]) == pytest.approx((20.0, 7.0))
    assert market.site.log.table(PerpetualRecorded)["mark_price"].tolist() == [88.0, 1_000.0]


def test_books_that_do_not_add_up_stop_the_run() -> None:
    market = market_of()
    begin(market, 0, 100.0, 10.0)
    sound(market)
    venue_of(market).book.balance[1] += 1.0
    with pytest.raises(BrokenInvariantError, match="custody"):
        market.check()
    venue_of(market).book.balance[1] -= 1.0
    venue_of(market).book.size[1, 0] += 1.0
    with pytest.raises(BrokenInvariantError, match="sizes"):
        market.audit()
