"""Parts of every family with drawn parameters that fit together in one market: whatever is registered is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from math import inf
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np
from hypothesis import reject
from hypothesis import strategies as st

from firesale.experiments.families import FAMILIES
from firesale.market.arrays import BoolArray
from firesale.market.checks import PerAsset, Range, Refers, marks
from firesale.market.errors import BadValueError
from tests.market.parts import TRIES, numbers

DEEPEST = 2
"""Parts of one family inside each other."""
USUAL = 0.4
"""How often a parameter that has a default keeps it."""
MOST_OF_A_LIST = 3
WHOLE_NUMBERS = 12


@dataclass(frozen=True)
class Setting:
    """What a part may refer to, by what it refers to, and how long the lists are that its tables follow."""

    names: Mapping[str, Sequence[str]]
    sizes: Mapping[str, int]
    only: tuple[type, str] = (object, "")  # a family, and the one member of it to draw
    most: int = 3  # names in a list

    def with_size(self, name: str, size: int) -> "Setting":
        """The same with the length of one more list."""
        return replace(self, sizes={**self.sizes, name: size})


@st.composite
def drawn_part(draw: st.DrawFn, part: Any, setting: Setting, depth: int = 0) -> Any:
    """A part of this class. Parameters are drawn apart: what the part refuses is drawn again."""
    for _ in range(TRIES):
        values, here, taken = {}, setting, list[str]()
        for field in fields(part):
            bare, extras = marks(part)[field.name]
            if _may_stay(field) and not _names_of(bare, extras) and draw(st.floats(0.0, 1.0)) < USUAL:
                continue
            value = draw(_value(bare, extras, here, depth, tuple(taken)))
            if value is UNKNOWN:
                assert _may_stay(field), f"{part.__name__}.{field.name}: teach tests/invariants/drawing.py {bare}"
                continue
            values[field.name] = value
            if isinstance(value, tuple) and _names_of(bare, extras):
                here = here.with_size(field.name, len(value))
            if _names_of(bare, extras) and isinstance(value, str):
                taken.append(value)
        try:
            return part(**values)
        except BadValueError:
            continue
    return reject()


UNKNOWN = object()
"""Stands for a value that only the part's default can be."""


def _may_stay(field: "Field[Any]") -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _names_of(bare: Any, extras: tuple[Any, ...]) -> str:
    """What a field refers to: one name, or a list of them; nothing for any other field."""
    if get_origin(bare) is tuple and get_origin(get_args(bare)[0]) is Annotated:
        extras = (*extras, *get_args(bare)[0].__metadata__)
    return next((mark.to for mark in extras if isinstance(mark, Refers)), "")


def _value(
    bare: Any, extras: tuple[Any, ...], setting: Setting, depth: int, taken: Sequence[str]
) -> st.SearchStrategy[Any]:
    """Any value of a field; what single names of a part were `taken` for stands nowhere else in it."""
    referred = _names_of(bare, extras)
    if referred:
        return _named(bare, [name for name in setting.names.get(referred, ()) if name not in taken], setting.most)
    per = next((mark for mark in extras if isinstance(mark, PerAsset)), None)
    size = setting.sizes.get(per.of, 1) if per else None
    interval = next((mark for mark in extras if isinstance(mark, Range)), None)
    if size is not None and interval is not None:
        return st.lists(numbers(interval), min_size=size, max_size=size).map(np.array)
    if bare == BoolArray:
        among = next((str(mark.of) for mark in extras if hasattr(mark, "of")), "")
        many = setting.sizes.get(among, 1)
        return st.lists(st.booleans(), min_size=many, max_size=many).map(lambda one: np.array(one, dtype=np.bool_))
    if get_origin(bare) is tuple and len(get_args(bare)) == 2 and get_args(bare)[1] is Ellipsis:
        inner = _inner(get_args(bare)[0], setting, depth)
        most = MOST_OF_A_LIST if size is None else size
        return st.lists(inner, min_size=1 if size is None else size, max_size=most).map(_tuple)
    if get_origin(bare) in (Union, UnionType):
        some = [_value(one, extras, setting, depth, taken) for one in get_args(bare) if one is not NoneType]
        return st.one_of(*some, *([st.none()] if NoneType in get_args(bare) else []))
    return _plain(bare, interval, setting, depth)


def _plain(bare: Any, interval: Range | None, setting: Setting, depth: int) -> st.SearchStrategy[Any]:
    """Any value of a field that holds one thing."""
    if get_origin(bare) is Annotated:
        kind, *extras = get_args(bare)
        return _value(kind, tuple(extras), setting, depth, ())
    if get_origin(bare) is Literal:
        return st.sampled_from(get_args(bare))
    if bare is bool:
        return st.booleans()
    if bare is int and interval is not None:
        low = int(max(interval.low, -WHOLE_NUMBERS))
        return st.integers(low, int(min(interval.high, low + WHOLE_NUMBERS)))
    if bare is float and interval is not None:
        return numbers(interval)
    if get_origin(bare) is not None and get_origin(bare) in (dict, Mapping):
        key, value = get_args(bare)
        return _table(key, value, setting)
    return _inner(bare, setting, depth)


def _inner(bare: Any, setting: Setting, depth: int) -> st.SearchStrategy[Any]:
    """A member of a family, or any other dataclass."""
    if get_origin(bare) is Annotated:
        return _plain(bare, None, setting, depth)
    members = FAMILIES.get(bare) if isinstance(bare, type) else None
    if members is not None:
        simple = [one for one in members.values() if not _holds(one, bare)]
        if bare is setting.only[0]:
            return drawn_part(members[setting.only[1]], setting, depth)
        choice = list(members.values()) if depth < DEEPEST or not simple else simple
        return st.sampled_from(choice).flatmap(lambda one: drawn_part(one, setting, depth + _holds(one, bare)))
    if isinstance(bare, type) and is_dataclass(bare):
        return drawn_part(bare, setting, depth)
    if get_origin(bare) is tuple and get_args(bare) == (float, Ellipsis):
        some = numbers(Range(0.0, inf))
        return st.lists(some, min_size=3, max_size=3).map(lambda three: (*sorted(three[:2]), three[2]))
    return st.just(UNKNOWN)


def _holds(part: Any, family: type) -> bool:
    """Whether a part is made of others of its own family."""
    return any(bare is family or family in get_args(bare) for bare, _ in marks(part).values())


def _named(bare: Any, names: list[str], most: int) -> st.SearchStrategy[Any]:
    if get_origin(bare) is tuple:
        return (
            st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True).map(tuple)
            if names
            else st.just(())
        )
    if get_origin(bare) is not None:
        return st.just(UNKNOWN)
    return st.sampled_from(names) if names else reject()


def _table(key: Any, value: Any, setting: Setting) -> st.SearchStrategy[Any]:
    """A table by name, of numbers or of other names."""
    referred = _names_of(*_apart(key))
    if not referred:
        return st.just(UNKNOWN)
    bare, extras = _apart(value)
    interval = next((mark for mark in extras if isinstance(mark, Range)), None)
    values = st.sampled_from(list(setting.names[referred])) if bare is str else numbers(interval or Range(0.0, inf))
    return st.dictionaries(st.sampled_from(list(setting.names[referred])), values, max_size=2)


def _apart(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    return (get_args(hint)[0], tuple(hint.__metadata__)) if get_origin(hint) is Annotated else (hint, ())


def _tuple(values: list[Any]) -> Any:
    return UNKNOWN if any(value is UNKNOWN for value in values) else tuple(values)
