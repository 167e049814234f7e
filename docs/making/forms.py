"""The tables of a scenario that are no parts: time, assets, groups, networks, distributions."""

import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docs.making.comments import meanings
from docs.making.tables import docstring, table
from docs.making.words import as_toml
from firesale.experiments.schema import FIRST, SECOND
from firesale.experiments.wording import limits_of, number_words

PLAIN = {
    "name": "of the scenario: letters, digits, - and _, at most 40",
    "title": "what the report and the list show",
    "description": "for the reader",
    "seed": "from which all randomness of a run follows",
    "time": "see below",
    "assets": "the first one is the numeraire",
    "prices": "see below",
    "oracles": "see below",
    "venues": "see below; at least one",
    "ordering": "see below",
    "impact": "see below",
    "knock_out": "see below",
    "agents": "see below; at least one group",
    "steps": "how many",
    "step_seconds": "length of a step",
    "count": "how many accounts",
    "price": "1 for the numeraire",
}
"""Meanings of keys that have no comment beside them."""


def form_section(title: str, form: type[BaseModel], level: int) -> str:
    """What one table is, and its keys."""
    told = PLAIN | {name: text for name, text in meanings(form).items() if text}
    rows = [
        [f"`{name}`", field_in_words(field), _default(field), told.get(name, "")]
        for name, field in form.model_fields.items()
    ]
    heads = ("key", "value", "default", "meaning")
    return "\n".join([f"{'#' * level} {title}", "", docstring(form), "", table(heads, rows)])


def field_in_words(field: FieldInfo) -> str:
    """What may be written for a field."""
    return _in_words(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation)


def _in_words(hint: Any) -> str:
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if _is_number_or_drawn(bare):
        return f"{_in_words(get_args(bare)[0])}, or a distribution"
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return "a part (table with `kind`)" if "kind" in bare.model_fields else "a table"
    if bare in (int, float):
        return number_words(limits_of(hint)[1], noun="whole number" if bare is int else "number")
    return "text" if bare is str else _of_many(bare)


def _of_many(bare: Any) -> str:
    origin, arguments = get_origin(bare), get_args(bare)
    if origin is Literal:
        return " or ".join(f'`"{one}"`' for one in arguments)
    if origin is list:
        return f"list: {_in_words(arguments[0])}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"table: name → {_in_words(arguments[1])}"
    if origin in (Union, types.UnionType):
        words = dict.fromkeys(_in_words(one) for one in arguments if one is not type(None))
        return " or ".join(words)
    raise TypeError(f"no words for {bare!r}")


def _is_number_or_drawn(bare: Any) -> bool:
    tags = [getattr(mark, "tag", None) for one in get_args(bare) for mark in getattr(one, "__metadata__", ())]
    return FIRST in tags and SECOND in tags


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, BaseModel):
        kind = getattr(value, "kind", None)
        return f'`{{ kind = "{kind}" }}`' if kind else "an empty table"
    return as_toml(value)
