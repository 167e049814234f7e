import math

from firesale.analysis.early_warning.utilisation import Utilisation
from firesale.market.events import ReserveRecorded
from tests.analysis.conftest import RunBuilder


def test_it_is_debt_over_cash_and_debt_at_their_prices(run: RunBuilder) -> None:
    run.at(0, ReserveRecorded("a", "USD", 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0))
    run.at(1, ReserveRecorded("a", "USD", 60.0, 40.0, 0.0, 0.0, 0.0, 0.0, 1.0))
    run.at(1, ReserveRecorded("a", "ETH", 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 20.0))
    assert Utilisation().value(run.tables(), 1) == 0.5


def test_without_a_reserve_it_is_not_known(run: RunBuilder) -> None:
    assert math.isnan(Utilisation().value(run.tables(), 0))
