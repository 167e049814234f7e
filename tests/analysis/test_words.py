import pytest

from firesale.analysis import words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0 USD"),
        (12_345.0, "12,300 USD"),
        (1_234_567.0, "1.23 million USD"),
        (999_999.0, "1 million USD"),
        (-4.2e9, "−4.2 billion USD"),
        (0.012345, "0.0123 USD"),
        (99.96, "100 USD"),
        (12.3, "12.3 USD"),
        (float("nan"), "not measured"),
    ],
)
def test_amounts_have_three_digits(value: float, said: str) -> None:
    assert words.amount(value, "USD") == said


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (0.25, "0.25"), (1800, "1,800"), (22500, "22.5k"), (-2.5e6, "−2.5M"), (3e9, "3bn")]
)
def test_axis_numbers_are_short(value: float, said: str) -> None:
    assert words.short(value) == said


@pytest.mark.parametrize(("value", "said"), [(0.119, "12%"), (0.0045, "0.45%"), (1.5, "150%"), (0.0, "0%")])
def test_fractions_become_percent(value: float, said: str) -> None:
    assert words.percent(value) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (45, "45 s"), (12_000, "3 h 20 min"), (86_400, "1 day"), (187_200, "2 days 4 h"), (86_460, "1 day")],
)
def test_durations_have_two_units(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


@pytest.mark.parametrize(("number", "said"), [(0, "no pool"), (1, "1 pool"), (1200, "1,200 pools")])
def test_nouns_follow_their_number(number: int, said: str) -> None:
    assert words.count(number, "pool") == said


def test_times_are_once_and_twice() -> None:
    assert [words.times(n) for n in (1, 2, 3)] == ["once", "twice", "3 times"]


@pytest.mark.parametrize(
    ("names", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abcdefg"), "a, b, c, d and 3 more")]
)
def test_lists_are_cut(names: list[str], said: str) -> None:
    assert words.listing(names) == said


@pytest.mark.parametrize(
    ("value", "said"), [(306_831.96, "306,832"), (0.113346, "0.1133"), (3.0, "3"), (float("nan"), "not measured")]
)
def test_table_numbers_are_precise(value: float, said: str) -> None:
    assert words.precise(value) == said


def test_long_names_are_cut() -> None:
    assert (words.brief("short"), words.brief("abcdef", 4)) == ("short", "abc…")
