from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.checks import (
    FRACTION,
    NOT_NEGATIVE,
    POSITIVE,
    AssetName,
    Cap,
    Fraction,
    NotNegative,
    PerAsset,
    Positive,
    Range,
    Refers,
    Seconds,
    check_fields,
    marks,
)
from firesale.market.errors import BadValueError, FiresaleError

INFINITY = float("inf")


@dataclass(frozen=True)
class Part:
    """A part with a field of each sort."""

    asset: AssetName = "ETH"
    depth: Positive = 1.0
    fee: Fraction = 0.0
    delay: Seconds = 0.0
    cap: Cap = INFINITY
    thresholds: Annotated[FloatArray | None, PerAsset("collateral"), FRACTION] = None
    name: str = "unmarked"
    mean: Literal["arithmetic", "geometric"] = "arithmetic"
    live: bool = False
    most: Positive | None = None

    def __post_init__(self) -> None:
        check_fields(self)


@pytest.mark.parametrize(
    ("allowed", "inside", "outside"),
    [
        (FRACTION, [0.0, 0.5, 1.0], [-0.01, 1.01, INFINITY]),
        (POSITIVE, [1e-300, 1e300], [0.0, -1.0, INFINITY]),
        (NOT_NEGATIVE, [0.0, 1e300], [-1e-300, INFINITY]),
        (Range(0.0, INFINITY), [0.0, INFINITY], [-1.0, -INFINITY]),
        (Range(-1.0, 1.0, low_excluded=True, high_excluded=True), [-0.99, 0.99], [-1.0, 1.0]),
    ],
    ids=["fraction", "positive", "not negative", "cap", "open interval"],
)
def test_a_range_allows_what_lies_inside_and_refuses_the_rest(
    allowed: Range, inside: list[float], outside: list[float]
) -> None:
    assert all(allowed.allows(number) for number in inside)
    assert not any(allowed.allows(number) for number in outside)


@pytest.mark.parametrize("allowed", [FRACTION, POSITIVE, NOT_NEGATIVE, Range()])
def test_no_range_allows_not_a_number(allowed: Range) -> None:
    assert not allowed.allows(float("nan"))
    assert not allowed.allows(np.array([0.5, float("nan")]))


def test_an_array_is_allowed_if_each_number_is() -> None:
    assert FRACTION.allows(np.array([0.0, 0.5, 1.0]))
    assert not FRACTION.allows(np.array([0.0, 0.5, 1.5]))
    assert FRACTION.allows(np.array([]))


@pytest.mark.parametrize(
    ("allowed", "words"),
    [
        (FRACTION, "a number in [0, 1]"),
        (POSITIVE, "a number in (0, inf)"),
        (NOT_NEGATIVE, "a number in [0, inf)"),
        (Range(0.0, 10.0, high_excluded=True, unit="seconds"), "a number in [0, 10) seconds"),
    ],
)
def test_a_range_reads_as_an_interval(allowed: Range, words: str) -> None:
    assert str(allowed) == words


def test_a_part_with_all_numbers_in_range_is_made() -> None:
    part = Part(depth=5.0, fee=1.0, delay=60.0, cap=10.0, thresholds=np.array([0.8, 0.7]))
    assert part.depth == 5.0


@pytest.mark.parametrize(
    ("field", "value"),
    [("depth", 0.0), ("fee", 1.5), ("delay", -1.0), ("delay", INFINITY), ("cap", -1.0), ("depth", float("nan"))],
)
def test_a_number_out_of_range_is_refused_with_part_field_value_and_range(field: str, value: float) -> None:
    with pytest.raises(BadValueError, match=rf"^Part\.{field}: received .*; allowed: a number in") as refused:
        Part(**{field: value})  # type: ignore[arg-type]
    assert refused.value.key == f"Part.{field}"
    assert repr(refused.value.received) == repr(value)


def test_an_array_with_one_number_out_of_range_is_refused() -> None:
    with pytest.raises(BadValueError, match=r"Part\.thresholds"):
        Part(thresholds=np.array([0.8, 1.2]))


def test_a_field_that_is_left_at_none_is_not_checked() -> None:
    assert Part(thresholds=None).thresholds is None


def test_a_refusal_is_an_error_of_firesale() -> None:
    assert issubclass(BadValueError, FiresaleError)


def test_the_marks_of_a_part_are_its_bare_types_and_what_stands_beside_them() -> None:
    found = marks(Part)
    assert found["asset"] == (str, (Refers("asset"),))
    assert found["fee"] == (float, (FRACTION,))
    assert found["thresholds"] == (FloatArray | None, (PerAsset("collateral"), FRACTION))
    assert found["name"] == (str, ())
    assert list(found) == ["asset", "depth", "fee", "delay", "cap", "thresholds", "name", "mean", "live", "most"]


def test_marks_of_the_common_aliases_are_the_named_ranges() -> None:
    @dataclass(frozen=True)
    class Numbers:
        """Two numbers."""

        one: NotNegative
        other: Positive

    assert marks(Numbers) == {"one": (float, (NOT_NEGATIVE,)), "other": (float, (POSITIVE,))}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("depth", "deep", r"Part\.depth: received 'deep'; allowed: a number in \(0, inf\)"),
        ("depth", None, r"Part\.depth: received None; allowed: a number in \(0, inf\)"),
        ("depth", [1.0], r"Part\.depth: received \[1\.0\]; allowed: a number in \(0, inf\)"),
        ("depth", {}, r"Part\.depth: received \{\}; allowed: a number in \(0, inf\)"),
        ("thresholds", ["high"], r"Part\.thresholds: received \['high'\]; allowed: a number in \[0, 1\]"),
        ("mean", "geometrc", r"Part\.mean: received 'geometrc'; allowed: one of arithmetic, geometric"),
        ("mean", 1.0, r"Part\.mean: received 1\.0; allowed: one of arithmetic, geometric"),
        ("live", "no", r"Part\.live: received 'no'; allowed: one of True, False"),
    ],
)
def test_what_is_no_number_or_none_of_the_words_is_refused(name: str, value: object, message: str) -> None:
    given: dict[str, Any] = {name: value}
    with pytest.raises(BadValueError, match=message):
        Part(**given)


def test_what_may_be_missing_and_numbers_of_numpy_are_taken() -> None:
    Part(most=None, thresholds=None, depth=np.float64(2.0), fee=np.float32(0.5), delay=3)  # type: ignore[arg-type]
    Part(thresholds=np.array([0.5, 1.0]), most=1.0)
