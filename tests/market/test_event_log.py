import numpy as np

from firesale.market.actions import Motive
from firesale.market.event_log import EventLog
from firesale.market.events import ActionRefused, FeePaid, PriceMoved, Refusal, Repaid


def log_of() -> EventLog:
    """A price, a repayment by two accounts, a price one step later, a repayment by one."""
    log = EventLog()
    log.add(PriceMoved("ETH", 2000.0))
    log.add(Repaid("pool", np.array([3, 4]), "USDC", np.array([10.0, 20.0]), "noise"))
    log.step, log.round, log.time = 1, 2, 60.0
    log.add(PriceMoved("BTC", 30000.0))
    log.add(Repaid("other", 5, "USDC", 30.0, "run"))
    return log


def test_a_table_has_one_row_per_order_and_scalars_are_repeated() -> None:
    table = log_of().table(Repaid)
    assert {name: column.tolist() for name, column in table.items()} == {
        "step": [0, 0, 1],
        "round": [0, 0, 2],
        "time": [0.0, 0.0, 60.0],
        "sequence": [1, 1, 3],
        "venue": ["pool", "pool", "other"],
        "account": [3, 4, 5],
        "asset": ["USDC", "USDC", "USDC"],
        "amount": [10.0, 20.0, 30.0],
        "motive": ["noise", "noise", "run"],
    }


def test_columns_have_plain_types() -> None:
    kinds = {name: column.dtype.kind for name, column in log_of().table(Repaid).items()}
    assert kinds["account"] == "i"
    assert kinds["amount"] == "f"
    assert kinds["venue"] == "U"


def test_a_scalar_beside_an_array_stands_in_every_row() -> None:
    log = EventLog()
    log.add(FeePaid(np.array([1, 2, 3]), 0.5))
    log.add(FeePaid(4, np.array([1.5])))
    table = log.table(FeePaid)
    assert table["account"].tolist() == [1, 2, 3, 4]
    assert table["amount"].tolist() == [0.5, 0.5, 0.5, 1.5]


def test_words_of_an_enumeration_are_written_as_text() -> None:
    log = EventLog()
    log.add(ActionRefused("pool", 1, "Borrow", "USDC", 5.0, Refusal.UNSAFE, Motive.LEVERAGE))
    table = log.table(ActionRefused)
    assert table["reason"].tolist() == ["the position would not be safe"]
    assert table["motive"].tolist() == ["leverage"]


def test_every_kind_that_happened_has_a_table_in_alphabetical_order() -> None:
    tables = log_of().tables()
    assert list(tables) == ["PriceMoved", "Repaid"]
    assert tables["PriceMoved"]["asset"].tolist() == ["ETH", "BTC"]
    assert tables["Repaid"]["sequence"].tolist() == [1, 1, 3]


def test_a_kind_that_did_not_happen_is_an_empty_table_with_its_columns() -> None:
    table = log_of().table(FeePaid)
    assert list(table) == ["step", "round", "time", "sequence", "account", "amount"]
    assert all(len(column) == 0 for column in table.values())


def test_since_a_mark_are_the_events_after_it() -> None:
    log = log_of()
    mark = log.mark()
    log.add(PriceMoved("ETH", 1.0))
    assert log.since(mark) == [PriceMoved("ETH", 1.0)]


def test_what_was_rolled_back_did_not_happen() -> None:
    log = log_of()
    mark = log.mark()
    log.add(PriceMoved("ETH", 1.0))
    log.roll_back(mark)
    log.add(PriceMoved("ETH", 2.0))
    table = log.table(PriceMoved)
    assert table["price"].tolist() == [2000.0, 30000.0, 2.0]
    assert table["sequence"].tolist() == [0, 2, 4]
