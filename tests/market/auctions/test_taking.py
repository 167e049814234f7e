"""Takes worked by hand: a lot of 10 for a tab of 1000 at a price of 150, of which 300 must stay if anything does."""

import numpy as np
import pytest

from firesale.market.auctions.taking import Taking, taking


def terms(amount: float, tab: float = 1000.0, price: float = 150.0, smallest: float = 300.0) -> Taking:
    return taking(np.array([10.0]), np.array([tab]), np.array([price]), np.array([amount]), smallest)


def test_a_part_is_paid_at_the_price() -> None:
    assert (terms(4.0).paid[0], terms(4.0).got[0]) == (600.0, 4.0)


def test_nobody_pays_more_than_the_tab() -> None:
    assert terms(10.0).paid[0] == 1000.0
    assert terms(10.0).got[0] == pytest.approx(1000.0 / 150.0)


def test_a_part_is_cut_so_that_the_smallest_tab_stays() -> None:
    assert terms(6.0).paid[0] == 700.0
    assert terms(6.0).got[0] == pytest.approx(700.0 / 150.0)


def test_a_part_of_a_small_tab_is_refused() -> None:
    assert terms(1.0, tab=300.0).refused[0]
    assert not terms(10.0, tab=300.0).refused[0]


def test_the_whole_lot_may_raise_less_than_the_tab() -> None:
    whole = terms(10.0, price=90.0)
    assert (whole.paid[0], whole.got[0], bool(whole.refused[0])) == (900.0, 10.0, False)


def test_rounding_leaves_no_crumb_of_a_tab() -> None:
    assert terms(2.0, tab=110.00000000000001, price=55.0).paid[0] == 110.00000000000001


def test_at_no_price_a_lot_is_free() -> None:
    assert (terms(10.0, price=0.0).paid[0], terms(10.0, price=0.0).got[0]) == (0.0, 10.0)
