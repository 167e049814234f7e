import numpy as np
import pytest

from firesale.analysis.contagion.exposures.matrices import matrices
from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.analysis.tables import RunTables
from firesale.market.events import AssetListed, Borrowed, CollateralPosted
from tests.analysis.conftest import RunBuilder


def test_rows_hold_the_receipt_tokens_of_columns(opened: State) -> None:
    of = matrices(opened)
    assert of.pools == ("first", "second")
    assert of.exposures.tolist() == [[0.0, 0.0], [500.0, 0.0]]


def test_the_treasury_holds_them_too(two_pools_later: RunBuilder) -> None:
    of = matrices(state_at(two_pools_later.tables(), 2))
    assert of.exposures[1, 0] == pytest.approx(401.0 * 1.04 * 1340.0 / 1560.0)


def test_portfolios_are_of_base_assets_and_receipt_tokens_are_only_in_the_total(opened: State) -> None:
    of = matrices(opened)
    assert of.assets == ("ETH", "USD")
    assert of.portfolios.tolist() == [[1000.0, 0.0], [200.0, 0.0]]
    assert of.collateral.tolist() == [1000.0, 700.0]
    assert of.shares == pytest.approx(np.array([[1.0, 0.0], [2.0 / 7.0, 0.0]]))


def test_leverage_is_debt_over_the_equity_of_borrowers(opened: State) -> None:
    assert matrices(opened).leverage.tolist() == [1.5, 2.5]


def test_overlap_is_what_one_loses_if_all_of_the_other_is_sold(opened: State) -> None:
    """1000 USD move ETH by 1 %: selling the 1000 of `first` takes 1 % of the 200 of `second`, and the other way round 0.2 % of 1000."""
    of = matrices(opened)
    assert of.impacts == pytest.approx([1e-5, 0.0])
    assert of.overlaps == pytest.approx(np.array([[0.0, 2.0], [2.0, 0.0]]))


def test_the_own_receipt_token_is_no_exposure_to_another(two_pools: RunBuilder) -> None:
    two_pools.at(0, AssetListed("first", "first:USD", "collateral", "USD", "feed", 0.9))
    two_pools.at(0, CollateralPosted("first", 1, "first:USD", 300.0, "opening"))
    assert matrices(state_at(two_pools.tables())).exposures.tolist() == [[0.0, 0.0], [500.0, 0.0]]


def test_debt_without_a_cushion_is_infinite_leverage_and_no_debt_is_none(run: RunBuilder) -> None:
    run.pool("bare").pool("idle").price("ETH", [100.0])
    run.at(0, CollateralPosted("bare", 1, "ETH", 1.0, "opening"), Borrowed("bare", 1, "USD", 100.0, "opening"))
    assert matrices(state_at(run.tables())).leverage.tolist() == [np.inf, 0.0]


def test_a_run_without_pools_has_matrices_without_rows(empty: RunTables) -> None:
    of = matrices(state_at(empty))
    assert of.exposures.shape == (0, 0)
    assert of.portfolios.shape == (0, 0)
    assert of.overlaps.shape == (0, 0)
