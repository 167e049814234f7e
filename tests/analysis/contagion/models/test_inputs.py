import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from firesale.analysis.contagion.models.clearing import clear
from firesale.analysis.contagion.models.debtrank import debtrank
from firesale.analysis.contagion.models.inputs import Network, chosen, count, network, number, table, vector
from firesale.market.errors import BadValueError

SOUND = np.array([[0.0, 2.0], [1.0, 0.0]])
FORMS: list[Network] = [
    SOUND.tolist(),
    SOUND.astype(np.int64),
    pd.DataFrame(SOUND),
    sparse.csr_array(SOUND),
    sparse.csr_matrix(SOUND),
    nx.to_numpy_array(nx.DiGraph([(0, 1, {"weight": 2.0}), (1, 0, {})])),
]


@pytest.mark.parametrize("given", FORMS, ids=lambda given: type(given).__name__)
def test_a_network_may_come_in_any_form(given: Network) -> None:
    assert network("liabilities", given).tolist() == SOUND.tolist()
    assert clear(given, [1, 0]).payments.tolist() == clear(SOUND, [1, 0]).payments.tolist()


def test_what_is_given_is_not_changed_or_shared() -> None:
    given = SOUND.copy()
    network("liabilities", given)[0, 1] = 9.0
    assert given.tolist() == SOUND.tolist()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([[0.0, np.nan], [1.0, 0.0]], r"liabilities\[0, 1\]: received nan"),
        ([[0.0, 1.0], [np.inf, 0.0]], r"liabilities\[1, 0\]: received inf"),
        ([[0.0, 1.0], [-2.0, 0.0]], r"liabilities\[1, 0\]: received -2.0; allowed: a finite number of at least 0"),
        ([[0.0, 1.0], [1.0, 3.0]], r"liabilities\[1, 1\]: received 3.0; allowed: 0 on the diagonal"),
        ([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]], r"liabilities: shape: received \(2, 3\)"),
        ([0.0, 1.0], r"liabilities: shape: received \(2,\)"),
        (np.zeros((0, 0)), r"liabilities: shape: received \(0, 0\)"),
        ([["a", "b"], ["c", "d"]], "liabilities: received .*; allowed: numbers"),
        ([[0.0, 1.0], [1.0]], "liabilities: received .*; allowed: numbers"),
    ],
)
def test_a_network_that_is_none_is_refused_by_name_and_place(given: Network, message: str) -> None:
    with pytest.raises(BadValueError, match=message):
        clear(given, 1.0)


def test_a_vector_is_as_long_as_the_network_or_one_number_for_all() -> None:
    assert vector("shock", 0.5, 3).tolist() == [0.5, 0.5, 0.5]
    with pytest.raises(BadValueError, match=r"external_assets: shape: received \(3,\); allowed: \(2,\)"):
        clear(SOUND, [1.0, 1.0, 1.0])


def test_a_vector_stays_in_its_range() -> None:
    with pytest.raises(BadValueError, match=r"shock\[1\]: received 1.5; allowed: a number from 0 to 1"):
        debtrank(SOUND, 1.0, [0.0, 1.5])
    with pytest.raises(BadValueError, match=r"equities\[0\]: received 0.0; allowed: a finite number above 0"):
        debtrank(SOUND, [0.0, 1.0], 0.0)


def test_a_number_stays_in_its_range() -> None:
    assert number("alpha", 1, 0.0, 1.0) == 1.0
    with pytest.raises(BadValueError, match=r"alpha: received 1.1; allowed: a number from 0 to 1"):
        clear(SOUND, 1.0, alpha=1.1)
    with pytest.raises(BadValueError, match=r"ratio: received 0.0; allowed: a number above 0 and up to 1"):
        number("ratio", 0.0, 0.0, 1.0, above=True)
    with pytest.raises(BadValueError, match="alpha: shape"):
        number("alpha", np.ones(2), 0.0)  # type: ignore[arg-type]


def test_a_count_is_whole() -> None:
    assert count("rounds", int(np.int64(3)), 1) == 3
    with pytest.raises(BadValueError, match="rounds: received 0; allowed: a whole number of at least 1"):
        count("rounds", 0, 1)
    with pytest.raises(BadValueError, match=r"rounds: received 1.5; allowed: a whole number"):
        count("rounds", 1.5, 1)  # type: ignore[arg-type]


def test_a_table_of_a_given_shape() -> None:
    assert table("price_impact", [[1, 2]], shape=(1, 2)).tolist() == [[1.0, 2.0]]
    with pytest.raises(BadValueError, match=r"price_impact: shape: received \(1, 2\); allowed: \(2, 2\)"):
        table("price_impact", [[1, 2]], shape=(2, 2))


@pytest.mark.parametrize("given", [1, [1], np.array([False, True, False])])
def test_banks_are_chosen_by_number_or_by_true_and_false(given: int | list[int]) -> None:
    assert chosen("initial", given, 3).tolist() == [False, True, False]


def test_nobody_may_be_chosen() -> None:
    assert not chosen("initial", [], 3).any()


@pytest.mark.parametrize("given", [3, -1, [0.5], [True], [[0, 1], [1, 2]]])
def test_a_bank_that_is_not_there_is_refused(given: int) -> None:
    with pytest.raises(BadValueError, match="initial"):
        chosen("initial", given, 3)


@pytest.mark.parametrize("word", ["which", "seniority"])
def test_a_word_that_is_not_known_is_refused(word: str) -> None:
    with pytest.raises(BadValueError, match=f"{word}: received 'middle'"):
        clear(SOUND, 1.0, **{word: "middle"})  # type: ignore[arg-type]
