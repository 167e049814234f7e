from firesale.analysis.contagion.attribution.bad_debts import left_behind, left_by, losers_of
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.indexes import loss_source
from firesale.analysis.contagion.attribution.sources import Sources
from firesale.market.events import AuctionEnded, BadDebtRealised, Liquidated, LossAbsorbed
from tests.analysis.contagion.conftest import Written
from tests.analysis.contagion.written_closings import seize


def events(run: Written) -> EventColumns:
    return EventColumns(run.tables())


def closed(pool: str, borrower: int, debt: float) -> tuple[Liquidated, BadDebtRealised]:
    """A liquidation that leaves bad debt at once."""
    done = Liquidated(pool, 9, borrower, "ETH", "USD", 1.0, 1.0, 0.0, 1.0, 1.0, 0.9, 0.0)
    return done, BadDebtRealised(pool, borrower, "USD", debt, 2.0)


def loss(amount: float, bearer: str = "lenders") -> LossAbsorbed:
    return LossAbsorbed("p", "any", bearer, "USD", amount, 1.0, 0.9)


def members(run: Written, asked: str = "p") -> list[tuple[int, int, float]]:
    """Source, liquidation and weight; losses of pool `asked` are numbered in order."""
    found, sources = events(run), Sources()
    for venue, moment in zip(found.frame(LossAbsorbed)["venue"], found.ints(LossAbsorbed, "sequence"), strict=True):
        if venue == asked:
            sources.number(loss_source(venue, "USD", int(moment)))
    behind = losers_of(found, sources)
    columns = (behind.source.tolist(), behind.liquidation.tolist(), behind.weight.round(9).tolist())
    return sorted(zip(*columns, strict=True))


def test_bad_debt_is_left_by_the_last_liquidation_of_its_borrower_in_that_pool(written: Written) -> None:
    written.add(*closed("p", 1, 5.0), *closed("q", 1, 5.0), *closed("p", 1, 5.0), *closed("p", 2, 5.0))
    found = events(written.add(BadDebtRealised("p", 3, "USD", 1.0, 1.0)))
    assert left_by(found).tolist() == [0, 1, 2, 3, -1]
    assert left_behind(found, 4).tolist() == [10.0] * 4


def test_without_a_liquidation_nobody_left_it(written: Written) -> None:
    found = events(written.add(BadDebtRealised("p", 3, "USD", 1.0, 1.0)))
    assert left_by(found).tolist() == [-1]
    assert left_behind(found, 0).tolist() == []


def test_behind_a_loss_stand_the_liquidations_since_the_one_before(written: Written) -> None:
    written.add(*closed("p", 1, 3.0), *closed("p", 2, 1.0), loss(4.0)).step(1)
    written.add(*closed("p", 3, 2.0), loss(2.0))
    assert members(written) == [(0, 0, 3.0), (0, 1, 1.0), (1, 2, 2.0)]


def test_bearers_of_one_loss_share_all_its_debts(written: Written) -> None:
    written.add(*closed("p", 1, 3.0), *closed("p", 2, 1.0), loss(1.0, "reserves"), loss(3.0))
    assert members(written) == [(0, 0, 0.75), (0, 1, 0.25), (1, 0, 2.25), (1, 1, 0.75)]


def test_a_deficit_that_stayed_is_borne_later(written: Written) -> None:
    written.add(*closed("p", 1, 4.0), loss(1.0)).step(1).add(loss(3.0))
    assert members(written) == [(0, 0, 1.0), (1, 0, 3.0)]


def test_losses_of_other_pools_and_assets_are_apart(written: Written) -> None:
    written.add(*closed("p", 1, 4.0), *closed("q", 2, 4.0))
    written.add(LossAbsorbed("q", "any", "lenders", "USD", 4.0, 1.0, 0.9), loss(4.0))
    assert members(written) == [(0, 0, 4.0)]


def test_losses_that_nobody_asked_for_are_no_sources(written: Written) -> None:
    assert members(written.add(*closed("p", 1, 4.0), loss(4.0)), asked="q") == []


def test_bad_debt_without_a_liquidation_has_no_member(written: Written) -> None:
    written.add(*closed("p", 1, 3.0), BadDebtRealised("p", 8, "USD", 1.0, 1.0), loss(4.0))
    assert members(written) == [(0, 0, 3.0)]


def test_bad_debt_of_a_lot_is_left_by_the_closing_that_made_the_lot(written: Written) -> None:
    """The owner was closed again before the first auction ended."""
    written.oracle().pool("p").position("p", 1, 0.9)
    seize(written, "p", 1, lot=0).position("p", 1, 0.8)
    seize(written, "p", 1, lot=1)
    for lot in (0, 1):
        written.add(
            BadDebtRealised("p", 1, "USD", 50.0 + lot, 2.0, True), AuctionEnded("p", 1, lot, 1.0, 50.0, 0.0, 60.0)
        )
    assert left_by(events(written)).tolist() == [0, 1]
    assert left_behind(events(written), 2).tolist() == [100.0, 102.0]
