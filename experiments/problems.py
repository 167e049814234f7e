"""What is wrong with a scenario, in the scenario's own words: the key as written in the file, the value received, the values allowed."""

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from firesale.experiments.schema import FIRST, SECOND
from firesale.market.errors import BadValueError

TAGS = ("kind", "role", "distribution")
"""Keys by which one table is told from another; pydantic writes their values into the path."""


def problem_of(detail: ErrorDetails, form: type[BaseModel]) -> BadValueError:
    """What pydantic found, as key, value received and values allowed."""
    path, known = _walk(detail["loc"], form)
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return BadValueError(".".join(path), "nothing", "a value: the key is needed")
        case "extra_forbidden":
            return BadValueError(".".join(path), detail["input"], f"no such key; known here: {', '.join(known)}")
        case "union_tag_invalid":
            key = ".".join([*path, str(context["discriminator"]).strip("'")])
            return BadValueError(key, context["tag"], str(context["expected_tags"]).replace("'", ""))
        case "union_tag_not_found":
            key = ".".join([*path, str(context["discriminator"]).strip("'")])
            return BadValueError(key, "nothing", "a value: the key is needed")
        case "value_error":
            return BadValueError(".".join(path), detail["input"], detail["msg"].removeprefix("Value error, "))
        case _:
            allowed = detail["msg"].removeprefix("Input should be ").replace("'", "")
            return BadValueError(".".join(path), detail["input"], allowed)


def _walk(place: tuple[int | str, ...], form: Any) -> tuple[list[str], list[str]]:
    """The path without what pydantic adds, and the keys known at its last table."""
    path: list[str] = []
    known = _keys(form)
    at: Any = form
    for step in place:
        at, belongs = _into(at, step)
        if belongs:
            path.append(str(step))
        known = _keys(at) or known
    return path, known


def _into(at: Any, step: int | str) -> tuple[Any, bool]:
    """The type one step further, and whether the step is a key of the file (and not a name that pydantic gives a choice)."""
    at = _bare(at)
    if isinstance(at, type) and issubclass(at, BaseModel):
        field = at.model_fields.get(str(step))
        return (None if field is None else field.annotation, True)
    origin, arguments = get_origin(at), get_args(at)
    if origin in (dict, list, tuple):
        if step == "[key]":
            return None, False
        return arguments[-1] if origin is dict else arguments[0], True
    if origin in (Union, types.UnionType):
        if step in (FIRST, SECOND):
            return arguments[0 if step == FIRST else 1], False
        chosen = next((one for one in arguments if _tag(_bare(one)) == step), None)
        if chosen is not None:
            return chosen, False
        of_tables = [one for one in arguments if one is not type(None)]
        return _into(of_tables[0], step)
    return None, True


def _tag(form: Any) -> str | None:
    if not (isinstance(form, type) and issubclass(form, BaseModel)):
        return None
    for tag in TAGS:
        field = form.model_fields.get(tag)
        if field is not None and get_origin(field.annotation) is Literal:
            return str(get_args(field.annotation)[0])
    return None


def _keys(form: Any) -> list[str]:
    form = _bare(form)
    return list(form.model_fields) if isinstance(form, type) and issubclass(form, BaseModel) else []


def _bare(form: Any) -> Any:
    return get_args(form)[0] if get_origin(form) is Annotated else form
