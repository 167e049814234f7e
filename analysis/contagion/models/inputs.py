"""What users give: balance sheets and networks as arrays, checked and named in the refusal."""

import math
import operator
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.errors import BadValueError

Network = npt.ArrayLike | sparse.sparray[Any] | sparse.spmatrix[Any]
"""A square matrix: anything that numpy takes (lists, integers, data frames), or a sparse matrix of scipy."""


def network(key: str, given: Network) -> FloatArray:
    """A network of n banks as floats, (n, n): not negative, nothing on the diagonal. Raises BadValueError."""
    links = table(key, given)
    banks = len(links)
    if banks == 0 or links.shape != (banks, banks):
        raise BadValueError(f"{key}: shape", links.shape, "(n, n), a row and a column per bank")
    own = np.flatnonzero(links.diagonal())
    if own.size:
        raise BadValueError(f"{key}[{own[0]}, {own[0]}]", float(links[own[0], own[0]]), "0 on the diagonal")
    return links


def table(key: str, given: Network, *, low: float = 0.0, shape: tuple[int, int] | None = None) -> FloatArray:
    """A matrix of finite floats of at least `low`. Raises BadValueError."""
    values = _floats(key, _dense(given))
    if values.ndim != 2 or (shape is not None and values.shape != shape):
        raise BadValueError(f"{key}: shape", values.shape, str(shape or "two dimensions"))
    return _within(key, values, low, math.inf)


def vector(
    key: str, given: npt.ArrayLike, size: int, *, low: float = 0.0, high: float = math.inf, above: bool = False
) -> FloatArray:
    """Finite floats in [low, high], (size,); one number stands for all. With `above`, larger than `low`. Raises BadValueError."""
    values = _floats(key, given)
    if values.shape not in ((), (size,)):
        raise BadValueError(f"{key}: shape", values.shape, f"({size},), or one number for all")
    return _within(key, np.broadcast_to(values, size).copy(), low, high, above=above)


def number(key: str, given: float, low: float, high: float = math.inf, *, above: bool = False) -> float:
    """A finite number in [low, high]. With `above`, larger than `low`. Raises BadValueError."""
    values = _floats(key, given)
    if values.shape != ():
        raise BadValueError(f"{key}: shape", values.shape, "one number")
    return float(_within(key, values, low, high, above=above))


def count(key: str, given: int, low: int) -> int:
    """A whole number of at least `low`. Raises BadValueError."""
    try:
        whole = operator.index(given)
    except TypeError as error:
        raise BadValueError(key, given, "a whole number") from error
    if whole < low:
        raise BadValueError(key, given, f"a whole number of at least {low}")
    return whole


def choice(key: str, given: str, allowed: tuple[str, ...]) -> None:
    """Refuse a word that is not allowed. Raises BadValueError."""
    if given not in allowed:
        raise BadValueError(key, given, ", ".join(allowed))


def chosen(key: str, given: npt.ArrayLike, size: int) -> BoolArray:
    """Which of n banks are meant, (n,): told by their numbers, or by true and false for each. Raises BadValueError."""
    told = np.asarray(given)
    if told.dtype == np.bool_ and told.shape == (size,):
        return told.copy()
    found = np.zeros(size, dtype=np.bool_)
    numbers = np.atleast_1d(told)
    if numbers.size == 0:
        return found
    if not np.issubdtype(told.dtype, np.integer) or numbers.ndim != 1 or numbers.min() < 0 or numbers.max() >= size:
        raise BadValueError(key, given, f"numbers of banks from 0 to {size - 1}, or ({size},) of true and false")
    found[numbers] = True
    return found


def _dense(given: Network) -> Any:
    return given.toarray() if hasattr(given, "toarray") else given


def _floats(key: str, given: npt.ArrayLike) -> FloatArray:
    try:
        return np.array(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadValueError(key, given, "numbers") from error


def _within(key: str, values: FloatArray, low: float, high: float, *, above: bool = False) -> FloatArray:
    fits = np.isfinite(values) & ((values > low) if above else (values >= low)) & (values <= high)
    if not fits.all():
        place = tuple(int(one) for one in np.argwhere(~fits)[0])
        where = f"{key}[{', '.join(map(str, place))}]" if place else key
        raise BadValueError(where, float(values[place]), _interval(low, high, above))
    return values


def _interval(low: float, high: float, above: bool) -> str:
    """In words: "a finite number above 0", "a number from 0 to 1"."""
    if math.isinf(low):
        return "a finite number"
    if math.isinf(high):
        return f"a finite number {'above' if above else 'of at least'} {low:g}"
    return f"a number {'above' if above else 'from'} {low:g} {'and up to' if above else 'to'} {high:g}"
