"""One decision of a cohort in a market made by hand, and what became of it."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from firesale.agents.base import Strategy
from firesale.market.actions import Action
from firesale.market.events import Event
from firesale.market.market import Market
from firesale.market.streams import Streams, entity_keys

Kind = TypeVar("Kind", bound=Event)


def decide(
    market: Market, strategy: Strategy, accounts: Sequence[int], memory: dict[str, np.ndarray] | None = None
) -> list[Action]:
    """What the accounts want to do now."""
    view = market.view(market.look(), np.array(accounts, dtype=np.int64), {} if memory is None else memory)
    draws = Streams(1).draws(entity_keys("players", len(accounts)), "play")
    draws.step = market.site.log.step
    return strategy.decide(view, draws)


def happened(market: Market, kind: type[Kind], mark: int = 0) -> list[Kind]:
    """Events of one kind since the mark."""
    return [event for event in market.site.log.since(mark) if isinstance(event, kind)]


def next_step(market: Market, seconds: float = 12.0) -> None:
    """Time passes: oracles report; fundamental prices and debts stay."""
    log = market.site.log
    log.step, log.time = log.step + 1, log.time + seconds
    market.report_prices()
