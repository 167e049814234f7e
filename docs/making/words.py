"""Types and defaults of a scenario's keys in words."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np

from firesale.experiments.families import FAMILIES
from firesale.experiments.schema import family_of
from firesale.experiments.wording import number_words
from firesale.market.checks import AmongAssets, PerAccount, PerAsset, Range, Refers

LARGEST = float(np.finfo(np.float64).max)

FAMILY_WORDS = {
    "PriceProcess": "a price process",
    "Oracle": "an oracle",
    "RateModel": "a rate model",
    "MarginRule": "a margin rule",
    "EfficiencyMode": "an efficiency mode",
    "LiquidationMechanism": "a liquidation mechanism",
    "PriceCurve": "a price curve",
    "Backstop": "a backstop",
    "Ordering": "an ordering",
    "Redemption": "a redemption rule",
    "VenueTerms": "a venue",
    "Requirement": "a margin requirement",
    "FundingRule": "a funding rule",
    "ClosingRule": "a closing rule",
    "Deleveraging": "a deleveraging rule",
    "Contract": "a contract",
    "PortfolioMargin": "a portfolio margin rule",
    "MarginEngine": "a margin engine",
}


def type_in_words(bare: Any, extras: tuple[Any, ...] = ()) -> str:
    """What may be written for a field of a part: its bare type and the marks beside it."""
    allowed = next((mark for mark in extras if isinstance(mark, Range)), None)
    listed = next((mark for mark in extras if isinstance(mark, PerAsset)), None)
    named = next((mark for mark in extras if isinstance(mark, Refers)), None)
    among = next((mark for mark in extras if isinstance(mark, AmongAssets)), None)
    if among is not None:
        return f"list: names of some assets of `{among.of}`"
    if named is not None:
        return f"name of {article(named.to.replace('_', ' '))}"
    if listed is not None:
        one = type_in_words(get_args(bare)[0]) if get_origin(bare) is tuple else number_words(allowed or Range())
        return f"{one}, or a table with one for each asset of `{listed.of}`"
    if any(isinstance(mark, PerAccount) for mark in extras):
        return f"{number_words(allowed or Range())}, or a distribution"
    if get_origin(bare) is Annotated:
        return type_in_words(get_args(bare)[0], tuple(bare.__metadata__))
    return _simple(bare, allowed)


def _simple(bare: Any, allowed: Range | None) -> str:
    if isinstance(bare, type) and bare in FAMILIES:
        return f"{FAMILY_WORDS[bare.__name__]} (table with `kind`)"
    if bare in (float, int):
        return number_words(allowed or Range(), noun="whole number" if bare is int else "number")
    if bare is bool:
        return "`true` or `false`"
    if bare is str:
        return "text"
    origin, arguments = get_origin(bare), get_args(bare)
    if origin is Literal:
        return " or ".join(f'`"{one}"`' for one in arguments)
    if origin is tuple and arguments[-1] is Ellipsis:
        return f"list: {type_in_words(arguments[0])}"
    if origin is tuple:
        return f"[{', '.join(type_in_words(one) for one in arguments)}]"
    if origin is list:
        return f"list: {type_in_words(arguments[0])}"
    if origin in (Union, types.UnionType):
        limits = () if allowed is None else (allowed,)
        return " or ".join(type_in_words(one, limits) for one in arguments if one is not type(None))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"table: name → {type_in_words(arguments[1])}"
    raise TypeError(f"no words for {bare!r}")


def default_in_words(field: "Field[Any]") -> str:
    """The value that a field has if a scenario says nothing, as TOML; "needed" if it must."""
    if field.default is not MISSING:
        return as_toml(field.default)
    if field.default_factory is not MISSING:
        return as_toml(field.default_factory())
    return "needed"


def as_toml(value: Any) -> str:
    """A value as a scenario writes it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, np.ndarray):
        return "`[]`" if value.dtype == np.bool_ else as_toml(float(value))
    if isinstance(value, str):
        return f'`"{value}"`'
    if isinstance(value, tuple | list):
        return f"`[{', '.join(as_toml(one).strip('`') for one in value)}]`"
    if isinstance(value, Mapping):
        return "`{}`" if not value else f"`{dict(value)}`"
    family = family_of(type(value))
    if family is not None:
        kind = next(kind for kind, member in FAMILIES[family].items() if member is type(value))
        return f'`{{ kind = "{kind}" }}`'
    if isinstance(value, float):
        return "no limit" if abs(value) >= LARGEST else f"`{value:g}`"
    return f"`{value}`"


def article(noun: str) -> str:
    """`an oracle`, `a lending pool`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
