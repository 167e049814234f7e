from firesale.market.deleveraging.pro_rata import ProRata
from tests.market.deleveraging.lines import line


def test_winners_give_the_same_part() -> None:
    assert ProRata().closed(3.0, line([4.0, 2.0, 5.0], [1.0, 1.0, -1.0], [1.0, 1.0, 1.0]), 0.0).tolist() == [
        2.0,
        1.0,
        0.0,
    ]


def test_losers_are_met_for_what_is_left() -> None:
    assert ProRata().closed(8.0, line([4.0, 2.0, 5.0], [1.0, 1.0, -1.0], [1.0, 1.0, 1.0]), 0.0).tolist() == [
        4.0,
        2.0,
        2.0,
    ]
