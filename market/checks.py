"""What values a parameter may take, written once beside its type: the part checks itself, and the scenario reads the same marks."""

import math
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError


@dataclass(frozen=True)
class Range:
    """Allowed interval of a number; `unit` is for the reader."""

    low: float = -math.inf
    high: float = math.inf
    low_excluded: bool = False
    high_excluded: bool = False
    unit: str = ""

    def allows(self, value: float | FloatArray) -> bool:
        """True if every number lies in the interval and none is NaN."""
        above = np.greater(value, self.low) if self.low_excluded else np.greater_equal(value, self.low)
        below = np.less(value, self.high) if self.high_excluded else np.less_equal(value, self.high)
        return bool(np.all(above & below))

    def __str__(self) -> str:
        """Interval notation: [0, 1) means 0 is allowed and 1 is not."""
        left = "(" if self.low_excluded or math.isinf(self.low) else "["
        right = ")" if self.high_excluded or math.isinf(self.high) else "]"
        unit = f" {self.unit}" if self.unit else ""
        return f"a number in {left}{self.low:g}, {self.high:g}{right}{unit}"


@dataclass(frozen=True)
class Refers:
    """Marks a name that must exist in the scenario: an asset, exchange, lending_pool, vaults, perpetual_venue, clearing_house, venue or oracle."""

    to: str


@dataclass(frozen=True)
class PerAsset:
    """Marks an array with one value per asset of a list: `collateral`, `debt` or `markets` of the venue. A scenario gives a number or a table."""

    of: str


@dataclass(frozen=True)
class AmongAssets:
    """Marks an array that is True for some assets of a list: `collateral` or `debt` of the venue. A scenario names them."""

    of: str


@dataclass(frozen=True)
class PerAccount:
    """Marks a number that a scenario may also draw from a distribution, one value per account of the group."""


POSITIVE = Range(0.0, math.inf, low_excluded=True, high_excluded=True)
NOT_NEGATIVE = Range(0.0, math.inf, high_excluded=True)
FRACTION = Range(0.0, 1.0)
Positive = Annotated[float, POSITIVE]
NotNegative = Annotated[float, NOT_NEGATIVE]
Fraction = Annotated[float, FRACTION]
Cap = Annotated[float, Range(0.0, math.inf)]
Seconds = Annotated[float, Range(0.0, math.inf, high_excluded=True, unit="seconds")]
AssetName = Annotated[str, Refers("asset")]
ExchangeName = Annotated[str, Refers("exchange")]
ClearingHouseName = Annotated[str, Refers("clearing_house")]
PoolName = Annotated[str, Refers("lending_pool")]
VaultsName = Annotated[str, Refers("vaults")]
PerpetualsName = Annotated[str, Refers("perpetual_venue")]
OracleName = Annotated[str, Refers("oracle")]


@cache
def marks(part: Any) -> dict[str, tuple[Any, tuple[Any, ...]]]:
    """For each field of a dataclass: its bare type and the marks that stand in `Annotated`."""
    hints = get_type_hints(part, include_extras=True)
    found: dict[str, tuple[Any, tuple[Any, ...]]] = {}
    for field in fields(part):
        hint = hints[field.name]
        extras = tuple(getattr(hint, "__metadata__", ()))
        found[field.name] = (get_args(hint)[0] if extras else hint, extras)
    return found


@cache
def _ranges(part: Any) -> tuple[tuple[str, Range, Any], ...]:
    """Names, ranges and bare types of the fields that have a range."""
    return tuple(
        (name, mark, bare) for name, (bare, extras) in marks(part).items() for mark in extras if isinstance(mark, Range)
    )


@cache
def _choices(part: Any) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """Names and allowed values of the fields that are one of a few words, or true or false."""
    bare = [(name, kind) for name, (kind, _) in marks(part).items()]
    words = [(name, get_args(kind)) for name, kind in bare if get_origin(kind) is Literal]
    return tuple(words + [(name, (True, False)) for name, kind in bare if kind is bool])


def check_fields(part: object) -> None:
    """Refuse a dataclass with a number outside the range beside its type, or a word that is none of its type's. Raises BadValueError."""
    kind: Any = type(part)
    for name, allowed, bare in _ranges(kind):
        value = getattr(part, name)
        if not _is_of(value, bare):
            raise BadValueError(f"{kind.__name__}.{name}", value, str(allowed))
        if value is not None and not allowed.allows(value):
            wrong = next(one for one in np.ravel(value).tolist() if not allowed.allows(one))
            raise BadValueError(f"{kind.__name__}.{name}", wrong, str(allowed))
    for name, choices in _choices(kind):
        value = getattr(part, name)
        if not any(value is one or (isinstance(value, str) and value == one) for one in choices):
            raise BadValueError(f"{kind.__name__}.{name}", value, f"one of {', '.join(map(str, choices))}")


def _is_of(value: object, bare: Any) -> bool:
    """A number where there is to be one, numbers where there are to be many, None where it may be missing."""
    if value is None:
        return type(None) in get_args(bare)
    if isinstance(value, float):
        return True
    numbers = np.asarray(value)
    return numbers.dtype.kind in "fiub" and (bare not in (float, int) or numbers.ndim == 0)
