from firesale.analysis.metrics.default_fund_used import DefaultFundUsed
from firesale.analysis.metrics.lender_loss import LenderLoss
from firesale.analysis.tables import RunTables
from firesale.market.events import ClearingRecorded, LossAbsorbed, MemberDefaulted, VenueOpened
from tests.analysis.metrics.logged import run_of

LOSSES = {
    "own_contribution": ("defaulter", 5.0),
    "own_capital": ("clearing house", 10.0),
    "default_fund": ("default fund", 15.0),
    "nobody": ("nobody", 2.0),
}


def run() -> RunTables:
    """One default that costs 32 beyond margin; the fund held 80."""
    absorbed = [LossAbsorbed("ccp", name, bearer, "USD", loss, 1.0, 1.0) for name, (bearer, loss) in LOSSES.items()]
    return run_of(
        {
            0: [VenueOpened("ccp", "clearing_house"), ClearingRecorded("ccp", 3, 9.0, 9.0, 0.0, 80.0, 10.0, 0.0, 0.0)],
            4: [MemberDefaulted("ccp", 1, 7.0, -1.0, 0.0, 6.0, 50.0), *absorbed],
            5: [ClearingRecorded("ccp", 2, 9.0, 9.0, 0.0, 60.0, 0.0, 2.0, 0.0)],
        }
    )


def test_who_bore_the_loss_and_how_much_of_the_fund_is_gone() -> None:
    assert DefaultFundUsed().measure(run()) == {
        "defaults": 1.0,
        "loss": 32.0,
        "defaulter": 5.0,
        "capital": 10.0,
        "fund": 15.0,
        "assessed": 0.0,
        "gains": 0.0,
        "nobody": 2.0,
        "share": 0.25,
    }


def test_lenders_of_pools_do_not_bear_it() -> None:
    assert LenderLoss().measure(run())["total"] == 0.0


def test_without_a_clearing_house_there_is_nothing(empty: RunTables) -> None:
    assert set(DefaultFundUsed().measure(empty).values()) == {0.0}
