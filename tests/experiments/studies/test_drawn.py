import pytest

from firesale.experiments.studies.drawn import Drawn, Spread

DRAWN = Drawn({"depth": Spread("venues.book.depth", 10.0, 1000.0, logarithmic=True), "share": Spread("a.b", 0.0, 0.5)})


def test_each_case_is_run_once_with_the_seed_of_its_number() -> None:
    assert [case.seeds for case in DRAWN.cases(3)] == [(1,), (2,), (3,)]


def test_more_cases_leave_the_first_ones_as_they_are() -> None:
    assert DRAWN.cases(30)[:7] == DRAWN.cases(7)


def test_values_lie_between_the_bounds_and_go_to_their_keys() -> None:
    for case in DRAWN.cases(50):
        assert 10.0 <= float(case.at["depth"]) <= 1000.0
        assert case.changes == {"venues.book.depth": case.at["depth"], "a.b": case.at["share"]}


def test_sizes_are_even_on_the_logarithm_and_other_numbers_as_they_are() -> None:
    depth, share = DRAWN.spreads.values()
    assert [depth.at(0.5), share.at(0.5)] == pytest.approx([100.0, 0.25])
    below = sum(float(case.at["depth"]) < 100.0 for case in DRAWN.cases(64))
    assert below == pytest.approx(32, abs=2)


def test_another_scrambling_draws_others() -> None:
    assert Drawn(DRAWN.spreads, scramble=2).cases(3) != DRAWN.cases(3)
