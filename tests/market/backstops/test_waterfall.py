from firesale.market.backstops.base import Resources, waterfall
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.socialisation import Socialisation

MEANS = Resources(reserves=30.0, lenders=50.0)


def amounts(loss: float, *backstops: Reserves | Socialisation) -> list[tuple[str, float]]:
    return [(taken.backstop, taken.amount) for taken in waterfall(backstops, loss, MEANS)]


def test_each_takes_what_it_can_of_what_is_left() -> None:
    assert amounts(70.0, Reserves(), Socialisation()) == [("reserves", 30.0), ("socialisation", 40.0)]
    assert amounts(70.0, Socialisation(), Reserves()) == [("socialisation", 50.0), ("reserves", 20.0)]


def test_it_ends_when_nothing_is_left() -> None:
    assert amounts(20.0, Reserves(), Socialisation()) == [("reserves", 20.0)]


def test_what_is_left_after_all_of_them_stays_uncovered() -> None:
    assert sum(amount for _, amount in amounts(100.0, Reserves(), Socialisation())) == 80.0
    assert amounts(100.0) == []


def test_a_bearer_that_stands_twice_has_what_it_has_once() -> None:
    half = Reserves(share=0.5)
    assert amounts(70.0, half, half, Socialisation()) == [
        ("reserves", 15.0),
        ("reserves", 7.5),
        ("socialisation", 47.5),
    ]
