"""From the tables of a scenario to the parts that they describe."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

import numpy as np

from firesale.experiments.families import FAMILIES
from firesale.experiments.schema import Form
from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import AmongAssets, PerAsset, marks
from firesale.market.errors import BadValueError

Lists = Mapping[str, Sequence[str]]
"""The asset lists of a venue ("collateral", "debt", "markets") that per-asset tables follow."""


def make_part(form: Form, members: Mapping[str, type], key: str, lists: Lists | None = None) -> Any:
    """Build the part of kind `form.kind`. Raises BadValueError with the key of the scenario."""
    part = members[str(form.kind)]  # type: ignore[attr-defined]
    lists = lists or {}
    values = {
        name: _value(getattr(form, name), bare, extras, f"{key}.{name}", lists)
        for name, (bare, extras) in marks(part).items()
    }
    return construct(part, values, key)


def construct(part: type, values: Mapping[str, Any], key: str) -> Any:
    """Make the part; if it refuses a value, say so with the key of the scenario."""
    try:
        return part(**values)
    except BadValueError as error:
        raise BadValueError(
            f"{key}.{error.key.partition('.')[2] or error.key}", error.received, error.allowed
        ) from None


def _value(given: Any, bare: Any, extras: tuple[Any, ...], key: str, lists: Lists) -> Any:
    listed = next((mark for mark in extras if isinstance(mark, PerAsset)), None)
    if listed is not None:
        return _per_asset(given, bare, key, lists[listed.of], lists)
    among = next((mark for mark in extras if isinstance(mark, AmongAssets)), None)
    if among is not None:
        return _among(given, lists[among.of], key)
    if isinstance(given, Form):
        return make_part(given, _family_of(bare), key, lists)
    if isinstance(given, list):
        family = _family_of(get_args(bare)[0]) if get_args(bare) else {}
        return tuple(
            make_part(one, family, f"{key}.{i}", lists) if isinstance(one, Form) else one for i, one in enumerate(given)
        )
    if isinstance(given, dict):
        return {name: _tuples(value) for name, value in given.items()}
    return given


def _tuples(given: Any) -> Any:
    """Lists, and lists in lists, as tuples."""
    return tuple(map(_tuples, given)) if isinstance(given, list | tuple) else given


def _per_asset(given: Any, bare: Any, key: str, assets: Sequence[str], lists: Lists) -> Any:
    """One number or part per asset of the list: a single one stands for all, a table must name each once and no other."""
    if isinstance(given, dict):
        _same_names(given, assets, key)
        table = given
    else:
        table = dict.fromkeys(assets, given)
    if get_origin(bare) is tuple:
        family = _family_of(get_args(bare)[0])
        return tuple(make_part(table[asset], family, f"{key}.{asset}", lists) for asset in assets)
    column: FloatArray = np.array([float(table[asset]) for asset in assets])
    return column


def _among(given: Sequence[str], assets: Sequence[str], key: str) -> BoolArray:
    """Which assets of the list are named; each once, and no other."""
    for i, name in enumerate(given):
        if name not in assets:
            raise BadValueError(f"{key}.{i}", name, f"one of {', '.join(assets)}")
        if name in given[:i]:
            raise BadValueError(f"{key}.{i}", name, "each asset once")
    return np.array([asset in given for asset in assets], dtype=np.bool_)


def _same_names(given: Mapping[str, Any], assets: Sequence[str], key: str) -> None:
    for name in given:
        if name not in assets:
            raise BadValueError(f"{key}.{name}", name, f"one of {', '.join(assets)}")
    for asset in assets:
        if asset not in given:
            raise BadValueError(key, sorted(given), f"a value for each of {', '.join(assets)}")


def _family_of(bare: Any) -> Mapping[str, type]:
    return FAMILIES.get(bare, {}) if isinstance(bare, type) else {}
