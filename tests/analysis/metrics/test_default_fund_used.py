import pandas as pd

from firesale.analysis.metrics.default_fund_used import DefaultFundUsed
from firesale.analysis.metrics.lender_loss import LenderLoss
from firesale.analysis.tables import RunTables

OPENED = pd.DataFrame({"step": [0], "venue": ["ccp"], "kind": ["clearing_house"]})
ABSORBED = pd.DataFrame(
    {
        "step": [4, 4, 4, 4],
        "venue": "ccp",
        "backstop": ["own_contribution", "own_capital", "default_fund", "nobody"],
        "bearer": ["defaulter", "clearing house", "default fund", "nobody"],
        "asset": "USD",
        "amount": [5.0, 10.0, 15.0, 2.0],
        "price": 1.0,
    }
)
RECORDED = pd.DataFrame({"step": [0, 4], "venue": "ccp", "default_fund": [80.0, 60.0]})
DEFAULTED = pd.DataFrame({"step": [4], "venue": ["ccp"], "account": [1]})


def run() -> RunTables:
    events = {
        "VenueOpened": OPENED,
        "LossAbsorbed": ABSORBED,
        "ClearingRecorded": RECORDED,
        "MemberDefaulted": DEFAULTED,
    }
    return RunTables(events, "USD", 3600.0)


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


def test_without_a_fund_no_share_of_it_is_used(empty: RunTables) -> None:
    measured = DefaultFundUsed().measure(empty)
    assert set(measured.values()) == {0.0}
