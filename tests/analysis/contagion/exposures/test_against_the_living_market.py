"""What is put together from events is what the living market holds at that step."""

import numpy as np
import pytest

from firesale.analysis.contagion.exposures.receipts import TREASURY
from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.venues.liquidation_desk import LiquidationDesk
from tests.analysis.contagion.exposures.living import Living, living

TOLERANCE = 1e-9
RUNS = [
    ("receipt_chain", 0),
    ("receipt_chain", 36),
    ("receipt_chain", 60),
    ("black_thursday", 0),
    ("black_thursday", 90),
    ("black_thursday", 160),
    ("core_periphery", 60),
    ("bank_run", 40),
    ("oracle_attack", 30),
]


@pytest.fixture(params=RUNS, ids=lambda run: f"{run[0]}-{run[1]}", scope="module")
def played(request: pytest.FixtureRequest) -> tuple[Living, State]:
    name, step = request.param
    market = living(name, step)
    return market, state_at(market.tables, step)


def units(state: State, venue: str, use: str, asset: str, players: int) -> FloatArray:
    rows = state.positions
    rows = rows[(rows["venue"] == venue) & (rows["use"] == use) & (rows["asset"] == asset)]
    return rows.set_index("account")["units"].reindex(range(players), fill_value=0.0).to_numpy(dtype=np.float64)


def in_the_book(column: FloatArray, row_of: IntArray) -> FloatArray:
    return np.where(row_of >= 0, column[np.maximum(row_of, 0)], 0.0)


def test_positions_are_those_of_the_books(played: tuple[Living, State]) -> None:
    market, state = played
    for name, pool in market.pools().items():
        book, players = pool.book, market.market.site.players
        for place, asset in enumerate(pool.terms.collateral):
            expected = in_the_book(book.collateral[:, place], book.row_of)
            found = units(state, name, "collateral", asset, players)
            assert found == pytest.approx(expected, rel=TOLERANCE, abs=TOLERANCE * (1.0 + expected.max()))
        for place, asset in enumerate(pool.terms.debt):
            expected = in_the_book(book.debt[:, place], book.row_of) * pool.reserves.borrow_index[place]
            found = units(state, name, "debt", asset, players)
            assert found == pytest.approx(expected, rel=TOLERANCE, abs=TOLERANCE * (1.0 + expected.max()))


def test_prices_are_those_that_the_pools_use(played: tuple[Living, State]) -> None:
    market, state = played
    for name, pool in market.pools().items():
        found = [state.prices[name, asset] for asset in (*pool.terms.collateral, *pool.terms.debt)]
        expected = [*pool.positions.collateral_prices(), *pool.positions.debt_prices()]
        assert found == pytest.approx(expected, rel=1e-12)


def test_receipt_tokens_are_where_the_ledger_has_them(played: tuple[Living, State]) -> None:
    market, state = played
    held = state.receipts.set_index(["asset", "holder", "account"])["units"]
    for name, pool in market.pools().items():
        for receipt in pool.issued:
            supply = float(market.market.site.ledger.supply[market.market.site.assets.column[receipt]])
            some = TOLERANCE * (1.0 + supply)
            wallets = [market.held(account, receipt) for account in range(market.market.site.players)]
            found = [held.get((receipt, "", account), 0.0) for account in range(market.market.site.players)]
            assert found == pytest.approx(wallets, abs=some)
            for other, holder in market.pools().items():
                pledged = held[held.index.get_level_values("holder") == other]
                pledged = pledged[pledged.index.get_level_values("asset") == receipt]
                kept = pledged[pledged.index.get_level_values("account") == TREASURY].sum()
                assert pledged.sum() - kept == pytest.approx(market.held(holder.positions.custody, receipt), abs=some)
                desk = holder.liquidators
                assert isinstance(desk, LiquidationDesk)
                assert kept == pytest.approx(market.held(desk.treasury, receipt), abs=some)
            assert held[held.index.get_level_values("asset") == receipt].sum() == pytest.approx(supply, abs=some), name


def test_reserves_are_those_of_the_pools(played: tuple[Living, State]) -> None:
    market, state = played
    for name, pool in market.pools().items():
        for place, asset in enumerate(pool.terms.debt):
            row, live = state.reserves.index.get_loc((name, asset)), pool.reserves
            own = live.claims(place) - live.deposits(place) + live.surplus(place)
            expected = [live.cash(place), live.debt(place), live.deposits(place), float(live.deficit[place]), own]
            found = state.reserves[["cash", "debt", "deposits", "deficit", "own"]].to_numpy()[row]
            assert found == pytest.approx(expected, abs=TOLERANCE * (1.0 + max(expected)))
            indexes = [live.borrow_index[place], live.supply_index[place]]
            assert state.indexes.to_numpy()[row] == pytest.approx(indexes, rel=1e-12)


def test_equity_of_accounts_is_what_the_pools_say_at_the_same_prices(played: tuple[Living, State]) -> None:
    market, state = played
    site = market.market.site
    for name, pool in market.pools().items():
        values = np.zeros(len(site.assets.names))
        for asset in (*pool.terms.collateral, *pool.terms.debt):
            values[site.assets.column[asset]] = state.prices[name, asset]
        expected = pool.positions.equity(values)
        rows = state.balances.reset_index()
        rows = rows[rows["venue"] == name].set_index("account")[["equity", "shortfall"]]
        rows = rows.reindex(range(site.players), fill_value=0.0)
        assert rows["equity"].to_numpy() == pytest.approx(expected, abs=TOLERANCE * (1.0 + expected.max()))
        assert rows["shortfall"].sum() == pytest.approx(pool.positions.uncovered(values), abs=1e-6)


def test_depth_is_what_the_exchanges_show(played: tuple[Living, State]) -> None:
    market, state = played
    recorded = market.tables.events["LiquidityRecorded"]
    newest = recorded[recorded["step"] == market.step].set_index("venue")["depth"]
    assert state.depths["depth"].sort_index().tolist() == pytest.approx(newest.sort_index().tolist())


def test_a_live_oracle_with_one_source_is_known_between_two_records() -> None:
    market = living("oracle_attack", 31, ("time.record_interval", 50))
    state = state_at(market.tables, 31)
    assert market.tables.events["PriceQuoted"]["step"].max() == 0
    assert {pool.feed.oracle.live for pool in market.pools().values()} == {True, False}
    for name, pool in market.pools().items():
        found = [state.prices[name, asset] for asset in pool.terms.collateral]
        assert found == pytest.approx(pool.positions.collateral_prices().tolist(), rel=1e-12)
