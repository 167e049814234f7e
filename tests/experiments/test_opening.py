"""What everybody has before the first step is what the scenario says, to the last digit that matters."""

from typing import Any

import numpy as np
import pytest

from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario
from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from firesale.market.venues.constant_product import ConstantProduct
from firesale.market.venues.lending_pool import LendingPool
from tests.experiments.small import players, small, small_tables

POSITION = "agents.sleepers.positions.0"
UNIFORM = {"distribution": "uniform", "low": 1.1, "high": 3.0}


def opened(changes: dict[str, Any] | None = None) -> MarketModel:
    """A model before its first step."""
    return MarketModel(small(changes))


def accounts_of(model: MarketModel, group: str) -> list[int]:
    """The accounts of a group."""
    found: list[int] = next(one.accounts.tolist() for one in model.market.groups if one.name == group)
    return found


def held(model: MarketModel, group: str, asset: str) -> FloatArray:
    """What each account of a group holds outside venues."""
    balances: FloatArray = model.market.site.ledger.balances
    return balances[accounts_of(model, group), model.market.site.assets.column[asset]]


def pool_of(model: MarketModel, name: str) -> LendingPool:
    """A lending pool."""
    pool = model.market.venues[name]
    assert isinstance(pool, LendingPool)
    return pool


def position(model: MarketModel, group: str, pool: str) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Collateral and debt in units, shapes (n, k) and (n, d), and health (n,) of a group's positions."""
    venue = pool_of(model, pool)
    rows = venue.book.row_of[accounts_of(model, group)]
    at = venue.positions.at(rows)
    return at.collateral, at.debt, venue.terms.margin.health(at)


def drawn_healths(model: MarketModel, group: str) -> FloatArray:
    """The healths that a group has, in the order of its accounts."""
    return np.array(players(model, group).get("health_factor"))


# --- endowments, deposits, liquidity ----------------------------------------------------------------------------------


def test_every_account_gets_its_endowment() -> None:
    model = opened()
    assert held(model, "crowd", "USD").tolist() == [500.0] * 5
    assert held(model, "crowd", "ETH").tolist() == [5.0] * 5
    assert held(model, "crowd", "BTC").tolist() == [0.0] * 5


def test_an_endowment_that_is_drawn_differs_between_accounts_and_stays_in_bounds() -> None:
    amounts = held(opened(), "borrowers", "USD")
    assert len(set(amounts.tolist())) == 4
    assert np.all((amounts >= 0.0) & (amounts <= 100.0))


def test_a_deposit_becomes_receipts_of_the_same_value() -> None:
    model = opened()
    assert held(model, "lenders", "harbor:USD").tolist() == [10_000.0] * 3
    assert held(model, "lenders", "pier:USD").tolist() == [5_000.0] * 3
    assert held(model, "lenders", "USD").tolist() == [0.0] * 3


def test_liquidity_is_half_base_and_half_quote_and_does_not_move_the_price() -> None:
    without, with_ = opened({"agents.makers.liquidity": []}), opened()
    before, after = without.market.venues["swap"], with_.market.venues["swap"]
    assert isinstance(before, ConstantProduct)
    assert isinstance(after, ConstantProduct)
    assert after.price == pytest.approx(before.price, rel=1e-12)
    assert after.curve().base_reserve - before.curve().base_reserve == pytest.approx(2 * 500.0 / 100.0)
    assert after.curve().quote_reserve - before.curve().quote_reserve == pytest.approx(2 * 500.0)
    assert held(with_, "makers", "swap:shares").sum() > 0.0
    assert held(with_, "makers", "USD").tolist() == pytest.approx([0.0, 0.0], abs=1e-9)


# --- positions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("collateral", "price"), [("ETH", 100.0), ("BTC", 1000.0)])
@pytest.mark.parametrize("wanted", [1.0, 1.05, 1.5, 20.0])
def test_a_position_by_health_has_that_health_and_that_collateral(collateral: str, price: float, wanted: float) -> None:
    model = opened({f"{POSITION}.collateral": collateral, f"{POSITION}.health_factor": wanted})
    pledged, debt, health = position(model, "sleepers", "harbor")
    column = ["ETH", "BTC"].index(collateral)
    assert pledged[:, column].tolist() == [1_000.0 / price] * 4
    assert health.tolist() == pytest.approx([wanted] * 4, rel=1e-12)
    assert debt[:, 0].tolist() == pytest.approx([1_000.0 * 0.8 / wanted] * 4, rel=1e-12)


def test_healths_that_are_drawn_are_those_of_the_positions() -> None:
    model = opened({f"{POSITION}.health_factor": UNIFORM, "agents.sleepers.count": 20})
    healths = drawn_healths(model, "sleepers")
    assert len(set(healths.tolist())) == 20
    assert np.all((healths >= 1.1) & (healths <= 3.0))


@pytest.mark.parametrize("wanted", [1.0, 1.5, 3.0, 10.0])
def test_a_position_by_leverage_owes_what_is_not_its_own(wanted: float) -> None:
    model = opened({"agents.loopers.positions.0.leverage": wanted})
    pledged, debt, _ = position(model, "loopers", "pier")
    value, owed = pledged[:, 0], debt[:, 0]  # one receipt is worth one USD at the start
    assert value.tolist() == pytest.approx([1_000.0] * 2)
    assert (value / (value - owed)).tolist() == pytest.approx([wanted] * 2, rel=1e-12)


def test_leverage_is_exact_for_a_volatile_collateral_too() -> None:
    changes = {
        POSITION: {"pool": "harbor", "collateral": "BTC", "debt": "USD", "collateral_value": 1e3, "leverage": 2.5}
    }
    model = opened(changes)
    wealth = players(model, "sleepers").get("wealth")
    assert wealth == pytest.approx([1_000.0 / 2.5] * 4, rel=1e-12)


def test_receipts_that_are_pledged_were_lent_to_the_pool_that_issues_them() -> None:
    model, without = opened(), opened({"agents.loopers.positions": []})
    lent = [pool_of(one, "harbor").reserves.deposits(0) for one in (model, without)]
    assert lent[0] - lent[1] == pytest.approx(2 * 1_000.0)
    assert position(model, "loopers", "pier")[0][:, 0].tolist() == pytest.approx([1_000.0] * 2)


def test_what_was_borrowed_is_not_left_in_the_wallet() -> None:
    assert held(opened(), "sleepers", "USD").tolist() == [0.0] * 4


def test_wealth_at_the_start_is_collateral_less_debt() -> None:
    model = opened({f"{POSITION}.health_factor": 1.6})
    wealth = players(model, "sleepers").get("wealth")
    assert wealth == pytest.approx([1_000.0 - 1_000.0 * 0.8 / 1.6] * 4)


def test_a_group_may_have_several_positions_also_in_one_pool() -> None:
    one = small_tables()["agents"]["sleepers"]["positions"][0] | {"health_factor": 2.0}
    model = opened({"agents.sleepers.positions": [one, one | {"collateral": "BTC", "health_factor": 1.5}]})
    pledged, debt, health = position(model, "sleepers", "harbor")
    assert pledged.tolist() == [[10.0, 1.0]] * 4
    assert debt[:, 0].tolist() == pytest.approx([400.0 + 1_000.0 * 0.8 / 1.5] * 4)
    assert health.tolist() == pytest.approx([1_600.0 / (400.0 + 1_000.0 * 0.8 / 1.5)] * 4)


def test_a_debt_in_another_asset_than_the_numeraire_has_the_health_asked_for() -> None:
    lender = {"role": "lender", "strategy": {"kind": "passive", "pool": "harbor", "asset": "ETH"}}
    deposit = {"pool": "harbor", "asset": "ETH", "amount": 100.0}
    model = opened(
        {
            "venues.harbor.debt": ["USD", "ETH"],
            "agents.whale": lender | {"deposits": [deposit]},
            f"{POSITION}.collateral": "BTC",
            f"{POSITION}.debt": "ETH",
            f"{POSITION}.health_factor": 1.25,
        }
    )
    _, debt, health = position(model, "sleepers", "harbor")
    assert health.tolist() == pytest.approx([1.25] * 4, rel=1e-12)
    assert debt.tolist() == pytest.approx(np.array([[0.0, 1_000.0 * 0.8 / 1.25 / 100.0]] * 4), rel=1e-12)


def test_borrowers_may_stand_before_their_lenders_in_the_file() -> None:
    tables = small_tables()
    tables["agents"] = {"sleepers": tables["agents"]["sleepers"], "lenders": tables["agents"]["lenders"]}
    assert len(MarketModel(Scenario.from_tables(tables)).agents) == 7


# --- the books --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{}, {"impact.without": ["liquidation"]}, {"oracles.feed": {"kind": "spot"}}])
def test_nothing_is_owned_by_nobody_after_the_opening(changes: dict[str, Any]) -> None:
    model = opened(changes)
    ledger = model.market.site.ledger
    assert ledger.balances.sum(axis=0) == pytest.approx(ledger.supply, rel=1e-12)
    model.market.audit()


def test_what_pools_lent_is_what_accounts_owe_and_the_cash_is_the_rest() -> None:
    model = opened()
    harbor = pool_of(model, "harbor").reserves
    owed = sum(position(model, group, "harbor")[1].sum() for group in ("borrowers", "sleepers"))
    assert harbor.debt(0) == pytest.approx(owed)
    assert harbor.cash(0) == pytest.approx(harbor.deposits(0) - owed)


def test_the_opening_is_on_record_with_its_motive_at_step_zero() -> None:
    tables = opened().market.site.log.tables()
    for kind in ("Supplied", "CollateralPosted", "Borrowed", "LiquidityChanged"):
        assert set(tables[kind]["motive"].tolist()) == {"opening"}
        assert set(tables[kind]["step"].tolist()) == {0}
    accounts = tables["AccountOpened"]
    assert accounts["account"].tolist() == list(range(22))
    assert accounts["role"].tolist()[3:7] == ["leveraged_trader"] * 4
    assert accounts["strategy"].tolist()[3:7] == ["deleverage"] * 4


def test_there_are_no_trades_and_no_refusals_at_the_opening() -> None:
    assert not {"Swapped", "ActionRefused", "Liquidated"} & set(opened().market.site.log.tables())


def test_a_pool_lends_no_more_than_it_has() -> None:
    with pytest.raises(BadValueError, match=r"sleepers.positions.0: received '.* USD borrowed'; allowed: at most what"):
        opened({"agents.sleepers.count": 100})


@pytest.mark.parametrize(
    "sizes",
    [
        {"distribution": "pareto", "least": 1.0, "exponent": 1e-6},
        {"distribution": "lognormal", "median": 1.0, "log_deviation": 1e6},
    ],
)
def test_amounts_that_no_number_can_hold_are_refused(sizes: dict[str, Any]) -> None:
    with pytest.raises(BadValueError, match=r"sleepers.positions.0.collateral_value: received inf"):
        opened({f"{POSITION}.collateral_value": sizes})


def test_all_that_a_pool_has_can_be_lent() -> None:
    one = {"pool": "harbor", "collateral": "ETH", "debt": "USD", "collateral_value": 7_500.0, "leverage": 3.0}
    model = opened(
        {"agents.borrowers.positions": [], "agents.loopers.positions": [], "agents.sleepers.positions": [one]}
    )
    assert pool_of(model, "harbor").reserves.debt(0) == pytest.approx(20_000.0)
    assert pool_of(model, "harbor").reserves.cash(0) == pytest.approx(10_000.0)
