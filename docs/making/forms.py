"""The tables of a scenario that are no parts: time, assets, groups, networks, distributions."""

import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docs.making.comments import meanings
from docs.making.tables import docstring, table
from docs.making.words import as_toml
from firesale.experiments.schema import FIRST, SECOND, Form

LIMITS = (("ge", "at least"), ("gt", "above"), ("le", "at most"), ("lt", "below"))


def form_section(title: str, form: type[BaseModel], level: int, keep: tuple[str, ...] = ()) -> str:
    """What one table is, and its keys (or only those named)."""
    told = meanings(form)
    rows = [
        [f"`{name}`", field_in_words(field), _default(field), told.get(name, "")]
        for name, field in form.model_fields.items()
        if not keep or name in keep
    ]
    heads = ("key", "value", "default", "meaning")
    return "\n".join([f"{'#' * level} {title}", "", docstring(form), "", table(heads, rows)])


def field_in_words(field: FieldInfo) -> str:
    """What may be written for a field."""
    return _in_words(field.annotation, field.metadata)


def _in_words(hint: Any, metadata: Any = ()) -> str:
    if get_origin(hint) is Annotated:
        return _in_words(get_args(hint)[0], [*hint.__metadata__, *metadata])
    if _either_form(hint):
        return f"{_in_words(get_args(hint)[0])}, or a distribution"
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return "a table" if issubclass(hint, Form) and "kind" not in hint.model_fields else "a part (table with `kind`)"
    if hint in (int, float, str):
        noun = {int: "whole number", float: "number", str: "text"}[hint]
        limits = _limits(metadata)
        return f"{noun}{' ' + limits if limits and hint is not str else ''}"
    return _of_many(hint)


def _of_many(hint: Any) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " or ".join(f'`"{one}"`' for one in arguments)
    if origin is list:
        return f"list: {_in_words(arguments[0])}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"table: name → {_in_words(arguments[1])}"
    if origin in (Union, types.UnionType):
        members = [one for one in arguments if one is not type(None)]
        words = dict.fromkeys(_in_words(one) for one in members)
        return " or ".join(words)
    raise TypeError(f"no words for {hint!r}")


def _either_form(hint: Any) -> bool:
    """True for a number that may also be drawn."""
    tags = [getattr(mark, "tag", None) for one in get_args(hint) for mark in getattr(one, "__metadata__", ())]
    return FIRST in tags and SECOND in tags


def _limits(metadata: Any) -> str:
    marks = [inner for mark in metadata for inner in ([mark, *getattr(mark, "metadata", ())])]
    told = [f"{words} {getattr(mark, name):,g}" for mark in marks for name, words in LIMITS if hasattr(mark, name)]
    return " and ".join(told).replace("9.22337e+18", "2⁶³")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, BaseModel):
        kind = getattr(value, "kind", None)
        return f'`{{ kind = "{kind}" }}`' if kind else "an empty table"
    return as_toml(value)
