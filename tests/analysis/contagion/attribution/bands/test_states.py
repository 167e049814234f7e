import numpy as np

from firesale.analysis.contagion.attribution.bands.states import INTEREST, REPORT, START, TRADE, Steps, states_of
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.market.events import BandHealthStated
from tests.analysis.contagion.conftest import Written, near


def stated(run: Written, by: str, seen: int, *health: float) -> Written:
    """Of the accounts 1, 2, ..."""
    accounts = np.arange(1, len(health) + 1)
    return run.add(BandHealthStated("bands", accounts, by, seen, np.array(health), 10.0, 5.0, 800.0))


def test_states_are_by_account_and_time_and_know_where_their_way_begins(written: Written) -> None:
    """Two accounts; the first one was safe in between."""
    mark = written.log.mark()
    stated(written, "start", 3, 1.1, 1.2)
    stated(written, "interest", 7, 1.09, 1.19)
    stated(written, "report", 8, 0.9, 0.95)
    stated(written, "start", 20, 1.3)
    stated(written, "report", 25, 0.8)
    stated(written, "trade", 30, 0.85)
    stated(written, "start", 1, 1.0).add(BandHealthStated("elsewhere", 1, "start", 1, 1.0, 1.0, 1.0, 1.0))
    states = states_of(EventColumns(written.tables()), "bands")
    assert states.account.tolist() == [1] * 7 + [2] * 3
    assert states.by.tolist() == [START, INTEREST, REPORT, START, REPORT, TRADE, START, START, INTEREST, REPORT]
    assert states.start.tolist() == [0, 0, 0, 3, 3, 3, 6, 7, 7, 7]
    assert states.priced.tolist() == [3, 3, 8, 20, 25, 25, 1, 3, 3, 8]
    assert states.grown.tolist() == [3, 7, 7, 20, 20, 20, 1, 3, 7, 7]
    account, moment = np.array([1, 1, 2, 2, 3]), mark + np.array([2, 6, 0, 9, 9])
    assert states.last_before(account, moment).tolist() == [1, 5, -1, 9, -1]


def test_a_step_goes_from_one_state_to_the_next(written: Written) -> None:
    stated(written, "start", 3, 1.1)
    stated(written, "report", 8, 0.9)
    stated(written, "trade", 8, 0.95)
    states = states_of(EventColumns(written.tables()), "bands")
    steps = Steps(np.array([4, 4]), np.array([1, 2]))
    assert steps.by(TRADE, states).after.tolist() == [2]
    near(steps.change_of_health(states), np.log([0.9 / 1.1, 0.95 / 0.9]))


def test_where_nothing_was_stated_there_are_no_states(written: Written) -> None:
    states = states_of(EventColumns(written.tables()), "bands")
    assert len(states.account) == len(states.start) == len(states.priced) == 0
    assert states.last_before(np.array([1]), np.array([5])).tolist() == [-1]
