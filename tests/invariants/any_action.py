"""Actions of every kind there is, whoever wrote it: fields by their types, values that mostly make sense where they are sent."""

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Literal, get_args, get_origin, get_type_hints

import numpy as np

from firesale.market.actions import Accounts, Action, AmountOrReceived, Amounts, Bundle, Motive
from firesale.market.market import Market
from firesale.market.venues.base import Venue
from firesale.market.venues.lending_pool import LendingPool
from tests.invariants.any_market import PLAYERS
from tests.invariants.dice import MOSTLY, SELDOM, STRANGERS, Dice, held, in_position, may_borrow
from tests.invariants.looking import shown_by

DEEPEST = 2
FEES = [0.0, 0.0, 0.0, 0.0, 0.0, 0.01, 1e9, float("nan"), -1.0]
COULD_BE_ANYTHING = [1e-6, 0.1, 1.0, 5.0, 1e3, 1e5]
NOWHERE = ["nowhere", ""]


def kinds_of_action(kind: type[Action] = Action) -> list[type[Action]]:
    """Every class of action that is defined, each after its parent."""
    return [found for one in kind.__subclasses__() for found in (one, *kinds_of_action(one))]


def any_action(dice: Dice, market: Market, account: Any = None, depth: int = 0) -> Action:
    """One action, mostly of a kind that the venue takes; inside a bundle, of the bundle's account."""
    if account is None:
        several = dice.rng.integers(0, PLAYERS, int(dice.rng.integers(1, 5)))
        account = several if dice.happens(0.15) else dice.player()
    if dice.happens(SELDOM):
        account = dice.one_of(STRANGERS)
    venue = dice.one_of(list(market.venues.values()))
    bundles = [kind for kind in kinds_of_action() if issubclass(kind, Bundle)]
    if depth < DEEPEST and dice.happens(0.1):
        kind = dice.one_of(bundles)
    elif dice.happens(MOSTLY):
        kind = dice.one_of(list(venue.handlers))
    else:
        kind = dice.one_of([one for one in kinds_of_action() if one not in bundles])
    return _filled(kind, dice, market, venue, account, depth)


def action_at(kind: type[Action], venue: Venue, account: int, dice: Dice, market: Market) -> Action:
    """One action of this kind of one player at this venue."""
    return _filled(kind, dice, market, venue, account, DEEPEST)


def _filled(kind: type[Action], dice: Dice, market: Market, venue: Venue, account: Any, depth: int) -> Action:
    hints, values = get_type_hints(kind), dict[str, Any]()
    for field in fields(kind):
        hint = hints[field.name]
        if field.name == "account":
            values["account"] = account
        elif field.name == "venue":
            values["venue"] = dice.one_of(NOWHERE) if dice.happens(SELDOM) else venue.name
        elif field.name == "priority_fee":
            values["priority_fee"] = dice.one_of(FEES) if dice.happens(0.1) else 0.0
        elif hint in (Amounts, AmountOrReceived):
            received = depth if hint == AmountOrReceived else 0
            values[field.name] = _amount(dice, market, venue, account, values, field.name, received)
        else:
            values[field.name] = _other(field.name, hint, dice, market, venue, account, depth)
    return kind(**values)


def _other(name: str, hint: Any, dice: Dice, market: Market, venue: Venue, account: Any, depth: int) -> Any:
    if hint == Accounts:
        return _somebody(dice, venue, account)
    if hint is str:
        return dice.one_of(["DOGE", ""]) if dice.happens(SELDOM) else dice.one_of(words_of(name, market, venue))
    if hint is Motive:
        return dice.one_of([Motive.NONE, Motive.LIQUIDATION, Motive.NOISE])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return dice.one_of(list(hint))
    if get_origin(hint) is Literal:
        return dice.one_of(get_args(hint))
    if hint is bool:
        return dice.happens(0.5)
    if hint is int:
        return dice.one_of([-1, 7, 2**70, None]) if dice.happens(SELDOM) else dice.one_of([0, 0, 0, 1, 2])
    if get_origin(hint) is tuple and get_args(hint)[0] is Action:
        count = dice.one_of([0, 1, 1, 2, 3])
        return tuple(any_action(dice, market, account, depth + 1) for _ in range(count))
    raise NotImplementedError(f"teach tests/invariants/any_action.py to draw {hint}")


def _somebody(dice: Dice, venue: Venue, account: Any) -> Any:
    """Another player: mostly one whom the venue calls unsafe, if it says who is."""
    if dice.happens(SELDOM):
        return dice.one_of(STRANGERS)
    unsafe = getattr(shown_by(venue), "unsafe", None)
    found = np.asarray(getattr(unsafe, "account", []), dtype=np.int64).tolist()
    size = len(account) if isinstance(account, np.ndarray) else 1
    several = np.array([dice.one_of(found) if found and dice.happens(MOSTLY) else dice.player() for _ in range(size)])
    return several if isinstance(account, np.ndarray) else int(several[0])


def _amount(
    dice: Dice, market: Market, venue: Venue, account: Any, drawn: dict[str, Any], name: str, depth: int
) -> Any:
    """A part of something that the account has, or that is of the size; least amounts mostly none."""
    if name.startswith(("min_", "limit_")) and dice.happens(MOSTLY):
        return 0.0
    words = [word for word in drawn.values() if isinstance(word, str)]
    wholes = [held(market, account, asset) for asset in _assets_of(market, venue, words)]
    if isinstance(venue, LendingPool):
        places = [(venue.name, asset) for asset in words if asset != venue.name]
        wholes += [whole(market, place, account) for place in places for whole in (in_position, may_borrow)]
    wholes += [dice.one_of(COULD_BE_ANYTHING)]
    promising = [whole for whole in wholes if np.size(whole) and np.all(np.asarray(whole) > 0.0)]
    whole = dice.one_of(promising) if dice.happens(MOSTLY) else dice.one_of(wholes)
    return dice.amount(account, whole, depth)


def _assets_of(market: Market, venue: Venue, words: list[str]) -> list[str]:
    """Assets that an amount may count: those that the action names, and the venue's claims on them."""
    known = market.site.assets.column
    named = [word for word in words if word in known]
    claims = [claim for claim in venue.issued if not named or any(claim.endswith(f":{word}") for word in named)]
    return [*named, *claims] or [market.site.assets.names[0]]


def words_of(name: str, market: Market, venue: Venue) -> list[str]:
    """Names for a field of an action: those that the venue's terms list under the same name, else all that it deals in."""
    terms = getattr(venue, "terms", None)
    alike = [_texts(getattr(terms, one)) for one in (name, f"{name}s") if hasattr(terms, one)]
    own = [getattr(venue, one) for one in ("base", "quote") if hasattr(venue, one)]
    ways = {*market.feeds, *market.venues}  # names of oracles and venues are nothing to deal in
    found = [text for text in (*own, *_texts(terms)) if text not in ways]
    return [text for texts in alike for text in texts] or list(dict.fromkeys(found)) or [*market.site.assets.names]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [text for one in value for text in _texts(one)]
    if is_dataclass(value) and not isinstance(value, type):
        return [text for field in fields(value) for text in _texts(getattr(value, field.name))]
    return []
