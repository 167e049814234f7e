"""Cascades through vaults, lots, storefronts and a coin whose answer is arithmetic."""

import math

import numpy as np
import pytest

from firesale.analysis.contagion.contagion import contagion
from firesale.market.events import (
    AssetListed,
    BadDebtRealised,
    LossAbsorbed,
    PriceReported,
    Redeemed,
    RedistributionReceived,
    Swapped,
    VenueOpened,
)
from tests.analysis.contagion.conftest import Written, near, shares
from tests.analysis.contagion.written_closings import health, offset, redistribute, seize, take, vault, vaults

BIDDER = 50


def test_a_vault_that_is_given_to_another_makes_it_unsafe(written: Written) -> None:
    """At 94 vault 1 is unsafe (10.5 ETH, 800) and 2 is not (10.7 ETH, 800); together they are: 21.2 * 94 * 0.8 / 1600."""
    vaults(written.oracle())
    vault(vault(vault(written, 1, 10.5, 800.0), 2, 10.7, 800.0), 3, 50.0, 800.0)
    redistribute(written.step(1, 94.0).report(94.0), (1,), {2: 1.0})
    near(health(written, "v", 2), 0.9964)
    redistribute(written.step(2, 90.0).report(90.0), (2,), {3: 1.0})
    found = contagion(written.tables())
    given, fell = math.log(10.7 * 94 * 0.8 / 800.0 / 0.9964), math.log(94.0 / 90.0)
    near(found.liquidations["log_loss"], [math.log(10.5 * 0.1 / (10.5 * 0.094)), given + fell])
    assert shares(found.parts, 0) == {"common shock": 1.0}
    assert shares(found.parts, 1) == {
        "redistribution": pytest.approx(given / (given + fell), rel=1e-9),
        "common shock": pytest.approx(fell / (given + fell), rel=1e-9),
    }
    assert found.links[["child", "parent"]].to_numpy().tolist() == [[1, 0]]
    near(found.links["weight"], [given / (given + fell)])
    near(found.matrix.loc["v", "v"], 1600.0 * given / (given + fell))


def test_vaults_that_are_closed_together_share_what_they_did_by_their_debt(written: Written) -> None:
    """800 of debt and 400 go to vault 2 as one: two thirds of it are the first one's doing."""
    vaults(written.oracle())
    vault(vault(vault(written, 1, 10.5, 800.0), 4, 5.25, 400.0), 2, 10.7, 800.0)
    redistribute(written.step(1, 94.0).report(94.0), (1, 4), {2: 1.0})
    offset(written.step(2), 2)
    found = contagion(written.tables())
    assert found.liquidations["borrower"].tolist() == [1, 4, 2]
    assert shares(found.parts, 2) == {"redistribution": pytest.approx(1.0)}
    near(found.liquidations["log_loss"][2], math.log(10.7 / 800.0) - math.log(26.45 / 2000.0))
    links = found.links.sort_values("parent")
    assert links[["child", "parent"]].to_numpy().tolist() == [[2, 0], [2, 1]]
    near(links["weight"], [2 / 3, 1 / 3])
    assert found.forest.nodes["parent"].tolist() == [-1, -1, 0]


def test_bad_debt_that_other_vaults_take_over_makes_one_unsafe(written: Written) -> None:
    """At 75 vault 1 (10.5 ETH, 800 of debt) is sold for 700; the 100 that are left go to vault 2, which then owes 900 against 14 ETH."""
    vaults(written.oracle())
    vault(vault(written, 1, 10.5, 800.0), 2, 14.0, 800.0)
    written.step(1, 75.0).report(75.0)
    written.add(written.liquidation("v", 1, 10.5, 800.0, 10.5, 700.0, 75.0)).add(
        BadDebtRealised("v", 1, "DAI", 100.0, 1.0),
        RedistributionReceived("v", np.array([2]), "DAI", np.array([100.0]), "ETH", np.zeros(1), 75.0),
        LossAbsorbed("v", "redistribution", "vault owners", "DAI", 100.0, 1.0, 1.0),
    )
    written.debts["v", 2] = 900.0
    offset(written.step(2), 2)
    found = contagion(written.tables())
    assert shares(found.parts, 1) == {"redistribution": pytest.approx(1.0)}
    near(found.liquidations["log_loss"][1], math.log(900.0 / 800.0))
    assert found.links[["child", "parent"]].to_numpy().tolist() == [[1, 0]]
    lost = found.losses.table
    assert lost["amount"][lost["path"] == "redistribution"].sum() == pytest.approx(100.0)
    assert found.losses.bearers.query("bearer == 'vault owners'")["account"].tolist() == [2]


def lots(run: Written) -> Written:
    """Pools p and q; at 94 positions 1 and 2 of p are unsafe, 3 of q is not."""
    run.book("book").oracle("book").pool("p").pool("q")
    run.position("p", 1, 1.05).position("p", 2, 1.05, debt=400.0).position("q", 3, 1.10, debt=500.0)
    return run.step(1, 94.0).report(94.0)


def test_a_lot_that_its_bidder_sells_is_a_fire_sale_of_the_position_behind_it(written: Written) -> None:
    seize(seize(lots(written), "p", 1, lot=0), "p", 2, lot=1)
    take(written.step(2), "p", BIDDER, 8.0, lot=1).swap("book", BIDDER, -0.08, "liquidation")
    written.step(3).report(written.quote("book")).liquidate("q", 3)
    found = contagion(written.tables())
    assert shares(found.parts, 2) == {"fire sale": pytest.approx(1.0)}
    near(found.liquidations["log_loss"][2], 0.08)
    assert found.forest.nodes["parent"].tolist() == [-1, -1, 1]  # the second lot was sold, not the first
    near(found.matrix.loc["p", "q"], 500.0)


def test_a_storefront_sells_what_it_absorbed_last(written: Written) -> None:
    """5.25 ETH came of position 2 and 10.5 of position 1 before; of 7 that are sold 5.25 are the former's."""
    seize(seize(lots(written), "p", 1), "p", 2)
    near(take(written.step(2), "p", BIDDER, 7.0).stock[BIDDER, "ETH"], 7.0)
    written.swap("book", BIDDER, -0.08, "liquidation")
    written.step(3).report(written.quote("book")).liquidate("q", 3)
    found = contagion(written.tables())
    assert shares(found.parts, 2) == {"fire sale": pytest.approx(1.0)}
    links = found.links.sort_values("parent")
    assert links[["child", "parent"]].to_numpy().tolist() == [[2, 0], [2, 1]]
    near(links["weight"], [0.25, 0.75])


def coin(run: Written) -> Written:
    """A coin that vaults mint, an exchange on which it has a price, and a pool "market" where it is collateral."""
    run.oracle("peg")
    run.add(VenueOpened("peg", "stable_swap"), AssetListed("peg", "DAI", "base", "", "", 0.0))
    run.add(AssetListed("peg", "USD", "quote", "", "", 0.0))
    vaults(run).pool("market", "DAI").add(PriceReported("feed", "DAI", 1.0, run.log.mark(), 0.0))
    return run


def sold(run: Written, account: int, before: float, move: float, motive: str) -> Written:
    """Coins sold on the exchange, from a price and by a logarithmic move."""
    return run.add(Swapped("peg", account, "DAI", "USD", 1.0, 1.0, 0.0, before, before * math.exp(move), motive))


def test_a_run_on_the_coin_and_trading_move_its_peg(written: Written) -> None:
    """Depositors take -0.03, others -0.04, and who redeems buys 0.01: a position of a health of 1.05 falls below 1."""
    coin(written).position("market", 1, 1.05, debt=100.0, asset="DAI")
    sold(written.step(1), 7, 1.0, -0.03, "run")
    sold(written, 8, math.exp(-0.03), -0.04, "noise")
    sold(written, 9, math.exp(-0.07), 0.01, "redemption")
    price = math.exp(-0.06)
    written.step(2).add(PriceReported("feed", "DAI", price, written.log.mark(), 0.0))
    written.liquidate("market", 1, price=price)
    found = contagion(written.tables())
    parts = found.parts.groupby("channel", observed=True)["log_loss"].sum()
    near(parts[["run", "peg", "redemption"]], [0.03, 0.04, -0.01])
    assert shares(found.parts, 0) == {"run": pytest.approx(3 / 7), "peg": pytest.approx(4 / 7)}
    assert found.forest.nodes["parent"].tolist() == [-1]


def test_a_redemption_of_an_unsafe_vault_helps_it(written: Written) -> None:
    """At 94 it is unsafe; 20 coins take 20 / 94 ETH: collateral over debt rises, not far enough; at 90 it is closed."""
    vault(vaults(written.oracle()), 1, 10.5, 800.0)
    written.step(1, 94.0).report(94.0)
    written.add(Redeemed("v", 9, 1, "DAI", "ETH", 20.0, 20.0 / 94.0, 0.0, 0.0, 94.0, 0.005))
    after = ((10.5 - 20.0 / 94.0) / 780.0) / (10.5 / 800.0)
    written.units["v", 1], written.debts["v", 1] = 10.5 - 20.0 / 94.0, 780.0
    offset(written.step(2, 90.0).report(90.0), 1)
    found = contagion(written.tables())
    parts = found.parts.groupby("channel", observed=True)["log_loss"].sum()
    near(parts["redemption"], -math.log(after))
    assert after > 1.0
    near(parts["common shock"], math.log(100.0 / 90.0))
    assert shares(found.parts, 0) == {"common shock": pytest.approx(1.0)}
    assert np.abs(found.liquidations["residual"]).max() < 1e-12
