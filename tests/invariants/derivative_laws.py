"""Laws of margin accounts and clearing members, from the books themselves: apart from what events say of what was done."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

import numpy as np

from firesale.market.actions import Action, TakeOver
from firesale.market.backstops.insurance_fund import InsuranceFund
from firesale.market.events import Event, MarginCalled, MemberDefaulted, PositionDeleveraged, PositionLiquidated
from firesale.market.market import Market
from firesale.market.venues.clearing.clearing_house import ClearingHouse
from firesale.market.venues.perpetuals.book import VAULT
from firesale.market.venues.perpetuals.venue import Perpetuals
from tests.invariants.clearing_players import clearing_houses
from tests.invariants.perpetual_players import perpetual_venues

Kind = TypeVar("Kind", bound=Event)
ROUNDING = 1e-9
"""Of the largest sum that accounts held."""


@contextmanager
def only_the_unsafe_are_taken_over(market: Market, action: Action) -> Iterator[None]:
    """An owner whose position somebody took over was below its requirement before, and not in debt to the venue by it after."""
    healths = {venue.name: _healths(venue) for venue in perpetual_venues(market)}
    mark = market.site.log.mark()
    yield
    if not isinstance(action, TakeOver):
        return
    for event in _of(market, mark, PositionLiquidated):
        for owner in np.atleast_1d(event.owner).tolist():
            assert healths[event.venue][owner] < 1.0, event


@contextmanager
def absorbed_as_the_rules_say(market: Market) -> Iterator[None]:
    """Nobody is closed who was safe before, nobody deleveraged for one who was, nobody in default who was not called or had time left."""
    with ExitStack() as laws:
        for venue in perpetual_venues(market):
            laws.enter_context(_closes_only_the_unsafe(market, venue))
        for house in clearing_houses(market):
            laws.enter_context(_only_the_overdue_default(market, house))
        yield


def nobody_owes_what_others_could_bear(market: Market) -> None:
    """Debts are left only where the fund and everybody on the other side has nothing left, or within the time of a margin call."""
    for venue in perpetual_venues(market):
        _debts_of_traders(venue)
    for house in clearing_houses(market):
        _debts_of_members(house)


@contextmanager
def _closes_only_the_unsafe(market: Market, venue: Perpetuals) -> Iterator[None]:
    """With a mark that closings do not move, who was safe before is safe while others are closed."""
    healths, mark = _healths(venue), market.site.log.mark()
    values = _values(venue)
    yield
    if venue.terms.premium_in_mark > 0.0:
        return
    for event in _of(market, mark, PositionLiquidated):
        if event.venue == venue.name:
            for owner in np.atleast_1d(event.owner).tolist():
                assert healths[owner] < 1.0, event
                assert values[owner] <= venue.state.dust() or venue.terms.closes_itself, event
    for deleveraged in _of(market, mark, PositionDeleveraged):
        if deleveraged.venue == venue.name:
            owner = int(np.ravel(deleveraged.owner)[0])
            assert values[owner] <= 0.0 or venue.terms.deleverages_solvent, deleveraged


@contextmanager
def _only_the_overdue_default(market: Market, house: ClearingHouse) -> Iterator[None]:
    members, log = house.members, market.site.log
    accounts = members.account[: members.rows].tolist()
    called = dict(zip(accounts, members.called.tolist(), strict=False))
    called_at = dict(zip(accounts, members.called_at.tolist(), strict=False))
    mark = log.mark()
    yield
    told = [event for event in log.since(0) if isinstance(event, MarginCalled) and event.venue == house.name]
    for event in _of(market, mark, MemberDefaulted):
        if event.venue == house.name:
            for account in np.atleast_1d(event.account).tolist():
                assert called[account] > 0.0, event
                assert log.time - called_at[account] >= house.terms.deadline, event
                assert any(account in np.atleast_1d(call.account) for call in told), event


def _debts_of_traders(venue: Perpetuals) -> None:
    """Where closings move the mark, whoever is brought into debt by the last of them waits for the next round."""
    if venue.terms.premium_in_mark > 0.0:
        return
    state, book = venue.state, venue.book
    mark = state.mark(state.index())
    values = state.value(slice(0, book.rows), mark)
    gross = float((np.abs(book.balance[: book.rows]) + np.abs(book.size[: book.rows]) @ mark).sum()) + float(
        book.fund[0]
    )
    small = ROUNDING * max(1.0, gross)
    for row in np.flatnonzero(values < -small).tolist():
        held = state.held(row, mark)
        insured = any(isinstance(backstop, InsuranceFund) for backstop in venue.terms.waterfall)
        filled = not insured or _filled_since(venue, row)
        assert len(held) > 0 or row == VAULT or filled or float(book.fund[0]) <= small, (
            f"row {row} owes, and the fund has not paid"
        )
        for market in held.tolist():
            other = np.flatnonzero(book.size[: book.rows, market] * book.size[row, market] < 0.0)
            able = other[values[other] > small]
            assert len(able) == 0, (
                f"row {row} owes {-values[row]}, and rows {able} on the other side have {values[able]}"
            )


def _filled_since(venue: Perpetuals, row: int) -> bool:
    """Closings of others paid into the fund after this account was closed: it pays for who is closed, and not for who was."""
    owner, told = int(venue.book.owners(np.array([row]))[0]), venue.site.log.since(0)
    closings = [event for event in told if isinstance(event, PositionLiquidated) and event.venue == venue.name]
    own = [place for place, event in enumerate(closings) if owner in np.ravel(event.owner)]
    return any(np.any(np.asarray(event.to_fund) > 0.0) for event in closings[own[-1] + 1 if own else 0 :])


def _debts_of_members(house: ClearingHouse) -> None:
    members, rows = house.members, house.members.all
    gone = members.has_defaulted(rows)
    assert np.all(members.cash[rows[gone]] >= 0.0)
    assert not members.positions[rows[gone]].any()
    assert np.all(members.contribution[rows] >= 0.0)
    if float(house.settlement.last[0]) == house.site.log.time:  # settled just now
        owes = members.cash[rows] < -ROUNDING * (1.0 + house.assessor.at(rows).required)
        assert np.all(~owes | (members.called[rows] > 0.0)), members.cash[rows]


def _healths(venue: Perpetuals) -> dict[int, float]:
    """The lowest health of any margin account of each player; -1 stands for the vault, which may be closed below a value of nothing."""
    found, rows = {-1: np.inf}, np.arange(VAULT + 1, venue.book.rows)
    mark = venue.state.mark(venue.state.index())
    for owner, health in zip(venue.book.owners(rows).tolist(), venue.state.healths(rows, mark).tolist(), strict=True):
        found[owner] = min(health, found.get(owner, np.inf))
    return found


def _values(venue: Perpetuals) -> dict[int, float]:
    """The lowest value of any margin account of each player and of the vault (-1)."""
    found: dict[int, float] = {}
    rows, mark = np.arange(venue.book.rows), venue.state.mark(venue.state.index())
    for owner, value in zip(venue.book.owners(rows).tolist(), venue.state.value(rows, mark).tolist(), strict=True):
        found[owner] = min(value, found.get(owner, np.inf))
    return found


def _of(market: Market, mark: int, kind: type[Kind]) -> list[Kind]:
    return [event for event in market.site.log.since(mark) if isinstance(event, kind)]
