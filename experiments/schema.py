"""From a part's dataclass to its form in a scenario file: the types and ranges beside its fields are the only description there is.

A new part that is registered in its family can be written in a scenario at once.
"""

import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Annotated, Any, ClassVar, ForwardRef, Literal, Union, get_args, get_origin

import numpy as np
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, create_model

from firesale.experiments.distributions import drawn_within
from firesale.experiments.families import FAMILIES
from firesale.market.checks import AmongAssets, PerAccount, PerAsset, Range, marks

FIRST, SECOND = "(one)", "(other)"
"""Names of the choices between two forms of a value, as pydantic writes them into the path of an error."""


class Form(BaseModel):
    """A table of a scenario: unknown keys are refused, nothing is converted from a string, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=True)
    taken_out: ClassVar[tuple[str, ...]] = ()  # keys of the file that are no fields: they are expanded beforehand


@cache
def part_form(kind: str, part: type) -> type[Form]:
    """The table that describes one part: `kind` and the fields of its dataclass."""
    family = family_of(part)
    if family is not None:
        family_form(family)  # a member may hold members of its own family: their tables are completed together
    return _draft(kind, part)


def family_of(part: type) -> type | None:
    """The family that a part is registered in."""
    return next((family for family, members in FAMILIES.items() if part in members.values()), None)


@cache
def _draft(kind: str, part: type) -> type[Form]:
    """The table of a part, in which its own family may still be a name only."""
    columns: dict[str, Any] = {"kind": (Literal[kind], ...)}
    defaults = {field.name: field.default for field in fields(part) if field.default is not MISSING}
    factories = {field.name: field.default_factory for field in fields(part) if field.default_factory is not MISSING}
    for name, (bare, extras) in marks(part).items():
        columns[name] = (_written(_own_family_named(bare, part), extras), _default(name, defaults, factories))
    return create_model(part.__name__, __base__=Form, __doc__=part.__doc__, **columns)


def _default(name: str, defaults: Mapping[str, Any], factories: Mapping[str, Any]) -> Any:
    value = factories[name]() if name in factories else defaults.get(name, ...)
    if isinstance(value, np.ndarray):
        return [] if value.dtype == np.bool_ else float(value)
    family = family_of(type(value))
    if family is not None:  # a part that needs nothing
        part: Any = type(value)
        kind = next(kind for kind, member in FAMILIES[family].items() if member is part)
        return part_form(kind, part).model_validate({"kind": kind})
    return list(value) if isinstance(value, tuple) else value


@cache
def family_form(family: type) -> Any:
    """Any member of a family, told apart by `kind`."""
    forms = tuple(_draft(kind, member) for kind, member in FAMILIES[family].items())
    whole = _one_of(forms)
    for form in forms:
        form.model_rebuild(_types_namespace={family.__name__: whole})
    return whole


def union_of(members: Mapping[str, type]) -> Any:
    """Any of these parts, told apart by `kind`."""
    return _one_of(tuple(part_form(kind, member) for kind, member in members.items()))


def _one_of(forms: tuple[type[Form], ...]) -> Any:
    return forms[0] if len(forms) == 1 else Annotated[_either(*forms), Field(discriminator="kind")]


def _own_family_named(bare: Any, part: type) -> Any:
    """A field's type with the part's own family as a name: its members are not known before this part is."""
    family = family_of(part)
    if family is not None and bare is family:
        return ForwardRef(family.__name__)
    if family is not None and get_origin(bare) is tuple and get_args(bare)[0] is family:
        return types.GenericAlias(list, (ForwardRef(family.__name__),))
    return bare


def _written(bare: Any, extras: tuple[Any, ...]) -> Any:
    """The type that stands in a scenario for a field."""
    allowed = next((mark for mark in extras if isinstance(mark, Range)), None)
    if any(isinstance(mark, AmongAssets) for mark in extras):
        return list[str]
    if any(isinstance(mark, PerAsset) for mark in extras):
        return one_or_table(_part_of_tuple(bare) if get_origin(bare) is tuple else _number(allowed))
    if any(isinstance(mark, PerAccount) for mark in extras):
        return number_or_drawn(allowed or Range())
    if bare is float or _is_optional(bare, float):
        return _number(allowed) if bare is float else _number(allowed) | None
    if bare is int:
        return Annotated[int, _constraint(allowed), allowed] if allowed else int
    if get_origin(bare) is tuple:
        return types.GenericAlias(list, (_written(get_args(bare)[0], ()),))
    if get_origin(bare) is Annotated:
        return _written(get_args(bare)[0], tuple(bare.__metadata__))
    return _members(bare)


def _members(bare: Any) -> Any:
    if isinstance(bare, type) and bare in FAMILIES:
        return family_form(bare)
    if get_origin(bare) in (Union, types.UnionType):
        members = [one for one in get_args(bare) if one is not type(None)]
        tables = [one for one in members if get_origin(one) is not None]
        if float in members and tables:
            return one_or_table(_number(None))
        return _either(*(_members(one) for one in get_args(bare)))
    if get_origin(bare) is not None and isinstance(get_origin(bare), type) and issubclass(get_origin(bare), Mapping):
        key, value = get_args(bare)
        return _table_of(key, _written(value, ()))
    if get_origin(bare) is tuple and get_args(bare)[-1] is not Ellipsis:
        return bare
    return bare


def _either(*types_: Any) -> Any:
    """A union that is only known now."""
    return Union[types_]  # noqa: UP007


def _table_of(key: Any, value: Any) -> Any:
    """A dictionary type that is only known now."""
    return types.GenericAlias(dict, (key, value))


def one_or_table(one: Any) -> Any:
    """One value for all, or a table with a value for each name."""
    return told_apart(one, _table_of(str, one), table_or_one)


def table_or_one(given: Any) -> str:
    """A table of numbers or parts; a part is itself a table, with a kind."""
    return SECOND if isinstance(given, dict) and "kind" not in given else FIRST


def drawn_or_number(given: Any) -> str:
    """A distribution is a table or was one."""
    return FIRST if isinstance(given, int | float | str | list) or given is None else SECOND


def number_or_drawn(allowed: Range) -> Any:
    """One number for all accounts, or a distribution that they are drawn from."""
    return told_apart(_number(allowed), drawn_within(allowed), drawn_or_number)


def told_apart(first: Any, second: Any, tell: Any) -> Any:
    """Two forms, of which only the one meant is tried: what is wrong with it is said once."""
    return Annotated[
        Union[Annotated[first, Tag(FIRST)], Annotated[second, Tag(SECOND)]], Discriminator(tell)  # noqa: UP007
    ]


def _part_of_tuple(bare: Any) -> Any:
    return family_form(get_args(bare)[0])


def _is_optional(bare: Any, kind: type) -> bool:
    return get_origin(bare) in (Union, types.UnionType) and set(get_args(bare)) == {kind, type(None)}


def _number(allowed: Range | None) -> Any:
    if allowed is None:
        return Annotated[float, Field(allow_inf_nan=False)]
    return Annotated[float, _constraint(allowed), allowed]  # the range itself is for the words of a refusal


def _constraint(allowed: Range) -> Any:
    """The interval as pydantic writes it; NaN is never a value."""
    limits: dict[str, Any] = {}
    if not math.isinf(allowed.low) or allowed.low_excluded:
        limits["gt" if allowed.low_excluded else "ge"] = allowed.low
    if not math.isinf(allowed.high) or allowed.high_excluded:
        limits["lt" if allowed.high_excluded else "le"] = allowed.high
    return Field(**limits)
