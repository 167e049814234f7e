import math

import pytest

from firesale.analysis.contagion.exposures.outcomes import outcomes
from firesale.analysis.contagion.exposures.state import state_at
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.exposures.rows import row


def test_what_happened_is_counted_over_what_the_pool_had(two_pools_later: RunBuilder) -> None:
    table = outcomes(state_at(two_pools_later.tables(), 0))
    assert row(table, "first") == pytest.approx([220 / 1500, 220 / 1500, 440 / 600])
    assert row(table, "second") == pytest.approx([0.0, 0.0, 90 / 500])


def test_only_what_came_after_the_step_counts(two_pools_later: RunBuilder) -> None:
    table = outcomes(state_at(two_pools_later.tables(), 2))
    assert row(table, "first", "bad_debt", "lender_loss") == [0.0, 0.0]
    assert math.isnan(table["liquidated"]["first"])
    assert table["liquidated"]["second"] == 0.0
