"""What is wrong with a scenario, in the scenario's own words: the key as written in the file, the value received, the values allowed."""

import types
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from firesale.experiments.schema import FIRST, SECOND, Form
from firesale.experiments.wording import allowed_words
from firesale.market.errors import BadValueError, FiresaleError

SomeForm = TypeVar("SomeForm", bound=Form)
TAGS = ("kind", "role", "distribution")
"""Keys by which one table is told from another; pydantic writes their values into the path."""
OF_KEY = "[key]"
"""What pydantic adds to the path if it is the key itself that is wrong."""
NEEDED = "a value: the key is needed"


class BadTableError(FiresaleError):
    """Everything that is wrong with one table."""

    def __init__(self, problems: Sequence[BadValueError]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


class Nothing:
    """Stands for a key that is not in the file."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = Nothing()


def read(form: type[SomeForm], table: Any, key: str = "") -> SomeForm:
    """The validated form of a table that stands at `key` of the file (empty: the whole file). Raises BadTableError."""
    try:
        return form.model_validate(table)
    except ValidationError as error:
        place = [key] if key else []
        raise BadTableError([_problem_of(detail, form, place) for detail in _telling(error.errors())]) from None


def _telling(details: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Without what follows from a wrong kind alone: keys that another kind would have."""
    of_wrong_kind = [detail["loc"][:-1] for detail in details if detail["loc"][-1:] == ("kind",)]
    return [
        detail
        for detail in details
        if detail["loc"][-1:] == ("kind",) or all(detail["loc"][: len(place)] != place for place in of_wrong_kind)
    ]


def _problem_of(detail: ErrorDetails, form: type[BaseModel], table: list[str]) -> BadValueError:
    steps, at, known = _walk(detail["loc"], form)
    path, context = [*table, *steps], detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return BadValueError(".".join(path), NOTHING, NEEDED)
        case "extra_forbidden":
            return BadValueError(".".join(path), detail["input"], _no_such_key(path[-1], known))
        case "union_tag_invalid":
            tag = str(context["discriminator"]).strip("'")
            received = detail["input"].get(tag) if isinstance(detail["input"], Mapping) else context["tag"]
            return BadValueError(".".join([*path, tag]), received, str(context["expected_tags"]).replace("'", ""))
        case "union_tag_not_found":
            return BadValueError(".".join([*path, str(context["discriminator"]).strip("'")]), NOTHING, NEEDED)
        case _:
            return BadValueError(".".join(path), detail["input"], allowed_words(detail, at))


def _no_such_key(key: str, known: Sequence[str]) -> str:
    meant = get_close_matches(key, known, n=1)
    guess = f" (did you mean {meant[0]}?)" if meant else ""
    return f"no such key{guess}; known here: {', '.join(known)}"


def _walk(place: tuple[int | str, ...], form: Any) -> tuple[list[str], Any, list[str]]:
    """The path without what pydantic adds, the type that belongs there, and the keys known at its last table."""
    path: list[str] = []
    known = _keys(form)
    at: Any = form
    for step in place[:-1] if place[-1:] == (OF_KEY,) else place:
        at, belongs = _into(at, step)
        if belongs:
            path.append(str(step))
        known = _keys(at) or known
    return path, at, known


def _into(at: Any, step: int | str) -> tuple[Any, bool]:
    """The type one step further, and whether the step is a key of the file (and not a name that pydantic gives a choice)."""
    at = _bare(at)
    if isinstance(at, type) and issubclass(at, BaseModel):
        return _field(at, str(step)), True
    origin, arguments = get_origin(at), get_args(at)
    if origin in (dict, list, tuple):
        return arguments[-1] if origin is dict else arguments[0], True
    if origin in (Union, types.UnionType):
        needed = [one for one in arguments if one is not type(None)]
        if len(needed) == 1:
            return _into(needed[0], step)
        if step in (FIRST, SECOND):
            return arguments[0 if step == FIRST else 1], False
        chosen = next((one for one in arguments if _tag(_bare(one)) == step), None)
        if chosen is not None:
            return chosen, False
        return _into(needed[0], step)
    return None, True


def _field(form: type[BaseModel], name: str) -> Any:
    """The type of a field, with its limits."""
    field = form.model_fields.get(name)
    if field is None:
        return None
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


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
    if not (isinstance(form, type) and issubclass(form, BaseModel)):
        return []
    return [*form.model_fields, *(form.taken_out if issubclass(form, Form) else ())]


def _bare(form: Any) -> Any:
    return get_args(form)[0] if get_origin(form) is Annotated else form
