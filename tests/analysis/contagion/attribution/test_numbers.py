import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.numbers import NONE, Numbers
from firesale.market.events import Liquidated
from tests.analysis.contagion.conftest import Written
from tests.analysis.contagion.written_closings import redistribute, seize, vault, vaults


def test_a_closing_is_known_by_its_moment_and_its_owner(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 0.9).position("p", 2, 0.9)
    vault(vault(vault(vaults(written), 3, 9.0, 800.0), 4, 9.0, 800.0), 5, 90.0, 800.0)
    redistribute(written.liquidate("p", 2), (3, 4), {5: 1.0})
    events = EventColumns(seize(written, "p", 1, lot=0).tables())
    moments, owners = events.ints(Liquidated, "sequence"), events.ints(Liquidated, "borrower")
    assert owners.tolist() == [2, 3, 4, 1]
    assert moments[1] == moments[2]
    assert Numbers(events).of(moments, owners).tolist() == [0, 1, 2, 3]


def test_what_closed_nothing_has_no_number(written: Written) -> None:
    events = EventColumns(written.oracle().pool("p").position("p", 1, 0.9).liquidate("p", 1).tables())
    at = events.ints(Liquidated, "sequence")
    assert Numbers(events).of(np.append(at + 1, at), np.array([1, 7])).tolist() == [NONE, NONE]
