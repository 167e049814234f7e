from firesale.market.deleveraging.random_start import RandomStart
from tests.market.deleveraging.lines import line


def test_the_draw_says_who_is_first_and_the_others_follow_in_a_circle() -> None:
    three = line([4.0, 2.0, 5.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0])
    assert RandomStart().closed(6.0, three, 0.0).tolist() == [4.0, 2.0, 0.0]
    assert RandomStart().closed(6.0, three, 0.4).tolist() == [0.0, 2.0, 4.0]
    assert RandomStart().closed(6.0, three, 0.99).tolist() == [1.0, 0.0, 5.0]
