import numpy as np

from firesale.analysis.contagion.attribution.stock import last_in_first_out


def taken(came: list[tuple[int, float]], went: list[tuple[int, float]]) -> list[tuple[int, int, float]]:
    """(departure, arrival, units) for arrivals and departures given as (moment, units)."""
    columns = [np.array([row[0] for row in rows]) for rows in (came, went)]
    units = [np.array([row[1] for row in rows]) for rows in (came, went)]
    found = last_in_first_out(columns[0], units[0], columns[1], units[1])
    return [(int(i), int(j), round(float(u), 12)) for i, j, u in zip(*found, strict=True)]


def test_what_came_last_goes_first() -> None:
    assert taken([(1, 2.0), (2, 3.0)], [(3, 4.0)]) == [(0, 1, 3.0), (0, 0, 1.0)]


def test_what_is_left_goes_later() -> None:
    assert taken([(1, 2.0)], [(2, 0.5), (3, 1.5)]) == [(0, 0, 0.5), (1, 0, 1.5)]


def test_what_comes_later_cannot_go_yet() -> None:
    assert taken([(1, 1.0), (5, 1.0)], [(2, 1.0), (6, 1.0)]) == [(0, 0, 1.0), (1, 1, 1.0)]


def test_an_arrival_at_the_moment_of_a_departure_is_too_late() -> None:
    assert taken([(2, 1.0)], [(2, 1.0)]) == []


def test_more_than_there_is_comes_from_elsewhere() -> None:
    assert taken([(1, 1.0)], [(2, 3.0), (3, 1.0)]) == [(0, 0, 1.0)]


def test_a_crumb_of_rounding_is_not_kept_for_the_next() -> None:
    assert taken([(1, 1.0 + 1e-12)], [(2, 1.0), (3, 1.0)]) == [(0, 0, 1.0)]
