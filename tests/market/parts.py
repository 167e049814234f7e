"""Parts with drawn parameters, from the marks beside their fields: a newly registered part is covered without a line of test."""

import math
import types
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, Union, get_args, get_origin

import numpy as np
from hypothesis import reject
from hypothesis import strategies as st

from firesale.market.arrays import FloatArray
from firesale.market.checks import AmongAssets, PerAsset, Range, Refers, marks
from firesale.market.errors import BadValueError

Inside = Mapping[type, st.SearchStrategy[Any]]
"""By family, the parts that stand inside other parts."""
SIZES = {"collateral": 2, "debt": 2, "markets": 2, "collateral or markets": 2}
NAMES = {"base": "ETH", "quote": "USDC", "asset": "ETH", "oracle": "fair", "exchange": "swap"}
TRIES = 30
"""Parameters are drawn apart; a part may also ask that one be below another."""


@st.composite
def parts(draw: st.DrawFn, kind: type, names: Mapping[str, str] = NAMES, inside: Inside = MappingProxyType({})) -> Any:
    """A part of this class with every parameter drawn from its allowed interval; `inside` gives the parts that a part is made of."""
    for _ in range(TRIES):
        values = {
            name: _within(draw, bare, inside) or _value(draw, bare, extras, name, names)
            for name, (bare, extras) in marks(kind).items()
        }
        try:
            return kind(**{name: value for name, value in values.items() if value is not _DEFAULT})
        except BadValueError:
            continue
    return reject()


def _within(draw: st.DrawFn, bare: Any, inside: Inside) -> Any:
    """A part, or a few, for a field that holds parts of a family; None for any other field."""
    if isinstance(bare, type) and bare in inside:
        return draw(inside[bare])
    if get_origin(bare) is tuple and get_args(bare)[0] in inside:
        return tuple(draw(st.lists(inside[get_args(bare)[0]], min_size=1, max_size=4)))
    return None


class _Default:
    """Marks a field that is left as it is."""


_DEFAULT = _Default()


def _value(draw: st.DrawFn, bare: Any, extras: tuple[Any, ...], name: str, names: Mapping[str, str]) -> Any:
    interval = next((mark for mark in extras if isinstance(mark, Range)), None)
    listed = next((mark for mark in extras if isinstance(mark, PerAsset)), None)
    if any(isinstance(mark, Refers) for mark in extras):
        return names.get(name, names["asset"])
    among = next((mark for mark in extras if isinstance(mark, AmongAssets)), None)
    if among is not None:
        return np.array([draw(st.booleans()) for _ in range(SIZES[among.of])])
    if get_origin(bare) is Literal:
        return draw(st.sampled_from(get_args(bare)))
    if bare is bool:
        return draw(st.booleans())
    if bare is int and interval is not None:
        return draw(st.integers(math.ceil(interval.low), math.floor(min(interval.high, interval.low + 20))))
    if interval is None:
        return _DEFAULT
    if listed is not None:
        return _column(draw, interval, SIZES[listed.of])
    if get_origin(bare) in (Union, types.UnionType) and draw(st.booleans()):
        return _DEFAULT
    return draw(numbers(interval))


def numbers(interval: Range) -> st.SearchStrategy[float]:
    """Numbers of an interval, its ends among them: evenly spread, or over seven orders of magnitude if there is no end."""
    if math.isinf(interval.low):
        return st.integers(-1000, 1000).map(float)
    if math.isinf(interval.high):
        beyond = st.integers(-30, 40).map(lambda tenths: interval.low + 10.0 ** (tenths / 10.0))
        return beyond if interval.low_excluded else st.just(interval.low) | beyond
    first, last = int(interval.low_excluded), 1000 - int(interval.high_excluded)
    return st.integers(first, last).map(lambda part: interval.low + (interval.high - interval.low) * part / 1000.0)


def _column(draw: st.DrawFn, interval: Range, size: int) -> FloatArray:
    return np.array([draw(numbers(interval)) for _ in range(size)])
