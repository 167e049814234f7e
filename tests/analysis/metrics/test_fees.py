import pytest

from firesale.analysis.metrics.fees import Fees
from firesale.analysis.tables import RunTables
from firesale.market.events import FeePaid, FlashLoaned, Swapped
from tests.analysis.conftest import RunBuilder


def test_each_fee_is_valued_in_the_asset_it_is_paid_in(run: RunBuilder) -> None:
    run.price("ETH", [100.0, 80.0])
    run.at(1, FeePaid(1, 2.0), FeePaid(2, 3.0), FlashLoaned("aave", 1, "USD", 100.0, 0.5))
    run.at(1, Swapped("uni", 1, "ETH", "USD", 1.0, 79.0, 0.01, 80.0, 79.0, "noise"))
    run.liquidation(1, "aave", 1000.0)  # seizes 1,100, of which a hundredth is the protocol's
    found = Fees().measure(run.tables())
    assert found == pytest.approx({"total": 17.3, "priority": 5.0, "swap": 0.8, "flash_loan": 0.5, "liquidation": 11.0})


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert set(Fees().measure(empty).values()) == {0.0}
