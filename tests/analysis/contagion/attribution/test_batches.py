import numpy as np

from firesale.analysis.contagion.attribution.batches import batches_of
from firesale.analysis.contagion.attribution.change_causes import OWNER, REDISTRIBUTED
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.losses import OwnTerms
from firesale.analysis.contagion.attribution.numbers import NONE
from firesale.market.events import DebtRedistributed, Liquidated
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_closings import offset, redistribute, trigger, vault, vaults


def closed(run: Written) -> EventColumns:
    """One vault is paid for by the pool, then two are given away together (900 and 300 of debt), then one alone."""
    vaults(run.oracle())
    for account, debt in ((1, 500.0), (2, 900.0), (3, 300.0), (4, 700.0), (5, 100.0)):
        vault(run, account, debt / 90.0, debt)
    offset(run, 1)
    redistribute(run, (2, 3), {4: 0.5, 5: 0.5})
    return EventColumns(redistribute(run, (4,), {5: 1.0}).tables())


def test_a_batch_is_shared_by_debt(written: Written) -> None:
    found = batches_of(closed(written))
    assert found.number.tolist() == [1, 2, 3]
    near(found.share, [0.75, 0.25, 1.0])


def test_the_first_closing_of_a_moment_leads(written: Written) -> None:
    events = closed(written)
    moments = events.ints(Liquidated, "sequence")
    assert batches_of(events).leader(moments).tolist() == [NONE, 1, 1, 3]


def test_without_a_batch_nothing_leads(written: Written) -> None:
    found = batches_of(EventColumns(written.tables()))
    assert found.leader(np.array([3, 4])).tolist() == [NONE, NONE]


def test_what_a_batch_did_is_put_down_to_each_of_its_closings(written: Written) -> None:
    found = batches_of(closed(written))
    cause = np.array([OWNER, REDISTRIBUTED, REDISTRIBUTED])
    own = OwnTerms(
        np.array([3, 3, 3]), np.array([NONE, 1, 3]), cause, np.array([0.1, 0.4, 0.2]), np.array([1.0, 80.0, 5.0])
    )
    shared = found.shared(own)
    assert shared.cause.tolist() == [OWNER] + [REDISTRIBUTED] * 3
    assert shared.parent.tolist() == [NONE, 1, 2, 3]
    near(shared.health, [0.1, 0.3, 0.1, 0.2])
    near(shared.equity, [1.0, 60.0, 20.0, 5.0])
    assert shared.liquidation.tolist() == [3, 3, 3, 3]


def test_a_vault_with_several_collaterals_counts_once(written: Written) -> None:
    """Its debt stands in the first of its rows."""
    vaults(written.oracle())
    vault(vault(written, 1, 10.0, 800.0), 2, 10.0, 200.0)
    trigger(written, 1, 2)
    both = np.array([1, 2])
    written.add(DebtRedistributed("v", 90, both, "DAI", np.array([800.0, 200.0]), "ETH", np.array([10.0, 10.0]), 100.0))
    written.add(DebtRedistributed("v", 90, both, "DAI", np.zeros(2), "BTC", np.array([1.0, 1.0]), 400.0))
    found = batches_of(EventColumns(written.tables()))
    assert found.number.tolist() == [0, 1]
    near(found.share, [0.8, 0.2])
