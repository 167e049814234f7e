"""What may stand at a key of a scenario, in plain words."""

import math
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from firesale.market.checks import Range

NAME = "letters, digits, - and _"
WORDS: Mapping[str, str] = {
    "bool_type": "true or false",
    "dict_type": "a table",
    "list_type": "a list",
    "model_attributes_type": "a table",
    "model_type": "a table",
    "string_pattern_mismatch": NAME,
    "string_type": "a text in quotes",
}
"""Plain words for the kinds of error of pydantic that need no numbers."""
LIMITS = ("gt", "ge", "lt", "le")  # greater than, greater than or equal to, ...
OF_WHOLE_NUMBERS = ("int_type", "int_from_float", "int_parsing_size")
OF_NUMBERS = ("float_type", "finite_number", "greater_than", "greater_than_equal", "less_than", "less_than_equal")


def allowed_words(detail: ErrorDetails, at: Any) -> str:
    """What is allowed where pydantic found this; `at` is the type that the key should have."""
    error, context, received = detail["type"], detail.get("ctx", {}), detail["input"]
    if error in WORDS:
        return WORDS[error]
    if error in OF_WHOLE_NUMBERS or error in OF_NUMBERS:
        bare, limits = limits_of(at)
        endless = isinstance(received, float) and not math.isfinite(received)
        return number_words(limits, noun="whole number" if bare is int else "finite number" if endless else "number")
    match error:
        case "string_too_long":
            return f"at most {context['max_length']} characters"
        case "string_too_short":
            return "a text that is not empty"
        case "too_short":
            return "at least one entry"
        case "value_error":
            return detail["msg"].removeprefix("Value error, ")
    return detail["msg"].removeprefix("Input should be ").replace("'", "")


def number_words(allowed: Range, *, noun: str = "number", plural: bool = False) -> str:
    """For instance "a number above 0", "a whole number from 1 to 1,000", "numbers of 0 or more and below 1"."""
    said = f"{noun}s" if plural else f"a {noun}"
    unit = f" ({allowed.unit})" if allowed.unit else ""
    low, high = _told(allowed.low), _told(allowed.high)
    bounded_below, bounded_above = not math.isinf(allowed.low), not math.isinf(allowed.high)
    if bounded_below and bounded_above and not (allowed.low_excluded or allowed.high_excluded):
        return f"{said} from {low} to {high}{unit}"
    limits = []
    if bounded_below:
        limits.append(f"above {low}" if allowed.low_excluded else f"of {low} or more")
    if bounded_above:
        limits.append(f"below {high}" if allowed.high_excluded else f"at most {high}")
    return " ".join([said, " and ".join(limits)]).rstrip() + unit


def limits_of(at: Any) -> tuple[Any, Range]:
    """The bare type of a number and the interval in which it may lie."""
    if get_origin(at) is not Annotated:
        return at, Range()
    bare, *extras = get_args(at)
    found = list(_flat(extras))
    written = next((one for one in found if isinstance(one, Range)), None)
    if written is not None:
        return bare, written
    limit = {name: value for one in found for name in LIMITS if (value := getattr(one, name, None)) is not None}
    low, high = limit.get("gt", limit.get("ge", -math.inf)), limit.get("lt", limit.get("le", math.inf))
    return bare, Range(low, high, low_excluded="gt" in limit, high_excluded="lt" in limit)


def _flat(extras: Iterable[Any]) -> Iterable[Any]:
    for extra in extras:
        if isinstance(extra, FieldInfo):
            yield from _flat(extra.metadata)
        else:
            yield extra


def _told(limit: float) -> str:
    return f"{limit:,}" if isinstance(limit, int) else f"{limit:,.6g}"
