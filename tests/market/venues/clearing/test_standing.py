import numpy as np
import pytest

from tests.market.venues.clearing.cleared import PUT, cleared_market, hold, house_of


def test_stress_losses_are_what_a_move_costs_above_margin() -> None:
    market = cleared_market(stress_move=0.25)  # 500 a future, of which 200 are margin
    hold(market, {0: 10.0, 1: -7.0, 2: -3.0}, {})
    house = house_of(market)
    losses = [[3000.0, 0.0, 0.0], [0.0, 2100.0, 900.0]]  # prices down, prices up
    np.testing.assert_allclose(house.assessor.stress_losses(house.members.all), losses)


@pytest.mark.parametrize(("cover", "size"), [(0, 0.0), (1, 3000.0), (2, 3900.0), (5, 3900.0)])
def test_the_fund_covers_so_many_of_the_largest_losses_of_one_scenario(cover: int, size: float) -> None:
    """By hand, 300 a future: down, 3,000 and 900 of those who have bought; up, 2,400, 900 and 600 of the others."""
    market = cleared_market(stress_move=0.25, cover=cover)
    hold(market, {0: 10.0, 1: -8.0, 2: -3.0, 3: 3.0, 4: -2.0}, {})
    house = house_of(market)
    assert house.assessor.to_cover(house.members.all) == pytest.approx(size)


def test_options_are_stressed_with_more_volatility() -> None:
    calm, wild = (cleared_market(stress_move=0.0, stress_volatility=rise) for rise in (0.0, 3.0))
    for market in (calm, wild):
        hold(market, {0: -10.0, 1: 10.0}, {}, PUT)
    losses = [house_of(market).assessor.stress_losses(house_of(market).members.all) for market in (calm, wild)]
    assert not losses[0].any()
    assert (losses[1][:, 0] > 0.0).all()
    assert not losses[1][:, 1].any()


def test_a_member_is_short_of_margin_or_of_cash_whichever_is_more() -> None:
    market = cleared_market()
    hold(market, {0: 10.0, 1: -10.0}, {0: -0.0, 1: 1500.0})
    house = house_of(market)
    house.books.endow(np.array([0]), np.array([0.0]), np.array([[1.0]]))  # a bitcoin: 24,000 after the haircut
    house.members.add("cash", np.array([0, 1]), np.array([-700.0, 700.0]))
    np.testing.assert_allclose(house.assessor.at(house.members.all).missing, [700.0, 0.0])
