"""What each path says of the losses that went down it: what positions left, and who bore it."""

from dataclasses import dataclass

import pandas as pd

NOBODY, COIN_HOLDERS = "nobody", "coin holders"
UNCOVERED = "uncovered"
"""The path of what stays open: nobody has borne it, or the holders of a coin bear it by its peg."""
UNKNOWN = -1
"""Stands for an account that is not one of the game, or not on record."""

WHOLE_NUMBERS = ("number", "sequence", "step", "owner", "account", "accounts")
NUMBERS = ("amount", "price", "value", "part")
TYPES = dict.fromkeys(WHOLE_NUMBERS, "int64") | dict.fromkeys(NUMBERS, "float64")
"""Of the columns of all tables here; others are words."""
LEFT = ("number", "sequence", "step", "venue", "asset", "path", "origin", "owner", "amount", "price")
BORNE = ("number", "bearer", "account", "amount", "part")
STATED = ("venue", "asset", "amount")


@dataclass(frozen=True, eq=False)
class Shares:
    """Losses that went down one path, each with a number of its own. Amounts in units of the asset; below zero they are gains.

    `left`: per loss and position behind it: number, sequence, step, venue, asset, path, origin, owner, amount, price (numeraire per unit).
    `borne`: per loss and bearer: number, bearer (kind), account, amount, part (of the loss, 0 to 1).
    `stated`: what positions left as the events that say so have it: venue, asset, amount. Both others must add up to it.
    """

    left: pd.DataFrame
    borne: pd.DataFrame
    stated: pd.DataFrame


def shares(left: pd.DataFrame, borne: pd.DataFrame, stated: pd.DataFrame | None = None) -> Shares:
    """The three tables with their columns in order; without `stated` it is what was left."""
    return Shares(typed(left, LEFT), typed(borne, BORNE), typed(left if stated is None else stated, STATED))


def typed(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """These columns with their types."""
    return rows[list(columns)].astype({name: TYPES.get(name, "str") for name in columns}).reset_index(drop=True)


def stacked(parts: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    """Tables of the same columns below each other."""
    kept = [part for part in parts if len(part)]
    if not kept:
        return pd.DataFrame({name: pd.Series(dtype=TYPES.get(name, "str")) for name in columns})
    return typed(pd.concat(kept, ignore_index=True), columns)


def one_bearer(left: pd.DataFrame, bearer: str, account: "int | pd.Series" = UNKNOWN) -> pd.DataFrame:
    """Each loss (n,) borne whole by one account."""
    return left[["number", "amount"]].assign(bearer=bearer, account=account, part=1.0)
