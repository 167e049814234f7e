from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Borrow, ProvideStability
from tests.market.venues.vaults.making import LIQUITY, market_with, open_vault, vaults_of
from tests.markets import refusals

OWNER = 0


def test_it_shows_what_the_rules_depend_on() -> None:
    market = market_with(LIQUITY)
    open_vault(market, OWNER, 10.0, 5000.0)
    deposit = ProvideStability(account=OWNER, venue="vaults", asset="COIN", amount=1000.0)
    assert refusals(market, deposit) == []
    quote = market.look().vaults("vaults")
    owed = 5000.0 * 1.005 + 200.0
    assert quote.coin == "COIN"
    assert [quote.supply, quote.owed] == pytest.approx([owed, owed])
    assert quote.total_ratio == pytest.approx(20_000.0 / owed)
    assert quote.stability_deposits == 1000.0
    assert quote.receipts == ()
    assert not quote.recovery
    assert quote.redemption_fee(0.0) == 0.005
    assert quote.redemption_fee(owed / 10.0) == pytest.approx(0.055)


def test_what_it_says_can_be_borrowed_can_be_borrowed() -> None:
    market = market_with(replace(LIQUITY, borrow_cap=np.array([10_000.0])))
    open_vault(market, OWNER, 100.0, 5000.0)
    room = float(market.look().vaults("vaults").borrow_room[0])
    order = Borrow(account=OWNER, venue="vaults", asset="COIN", amount=room)
    assert refusals(market, order, replace(order, amount=300.0)) == ["above the borrow cap"]


def test_late_information_is_what_was_true_then() -> None:
    market = market_with(LIQUITY)
    open_vault(market, OWNER, 10.0, 5000.0)
    before = market.look().remember()
    supply = vaults_of(market).mint.supply
    assert refusals(market, Borrow(account=OWNER, venue="vaults", asset="COIN", amount=1000.0)) == []
    assert before.vaults("vaults").supply == supply < market.look().vaults("vaults").supply
