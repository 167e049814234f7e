"""Bids in an English auction of two phases. Source: Maker dss, flip.sol, `tend` and `dent`."""

ALIKE = 1e-12
"""Relative difference below which two amounts are one."""


def is_tend(tab: float, bid: float, lot: float, new_bid: float, new_lot: float, raise_by: float) -> bool:
    """A valid bid of the first phase: more of the debt asset for the whole lot, by at least the part `raise_by` unless it is the whole tab."""
    if not same(new_lot, lot) or new_bid > tab * (1.0 + ALIKE) or not new_bid > bid:
        return False
    return new_bid >= bid * (1.0 + raise_by) * (1.0 - ALIKE) or same(new_bid, tab)


def is_dent(tab: float, bid: float, lot: float, new_bid: float, new_lot: float, raise_by: float) -> bool:
    """A valid bid of the second phase: the whole tab for less of the lot, by at least the part `raise_by`."""
    return same(bid, tab) and same(new_bid, tab) and new_lot * (1.0 + raise_by) <= lot * (1.0 + ALIKE)


def same(one: float, other: float) -> bool:
    """Equal but for rounding."""
    return abs(one - other) <= ALIKE * max(abs(one), abs(other))
