"""What every player is: a strategy that decides for a cohort of accounts, and a Mesa agent that is the handle on one account."""

from abc import ABC
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import ClassVar, Protocol, runtime_checkable

import mesa
import numpy as np

from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.checks import check_fields
from firesale.market.market import Group, Market
from firesale.market.streams import Draws
from firesale.market.view import PublicView, View


@dataclass(frozen=True)
class Strategy(ABC):
    """A way to play, with its parameters: numbers, or arrays with one value per account of the cohort.

    Override `decide` to decide for all accounts in one call, or `decide_one` to be asked account by account: the form for teaching.
    Whatever a strategy wants to remember it writes into `view.memory`.
    """

    acts: ClassVar[bool] = True  # False for a strategy that never does anything: it is not even asked

    def __post_init__(self) -> None:
        check_fields(self)

    def decide(self, view: View, draws: Draws) -> list[Action]:
        """Actions of all accounts of the view."""
        actions = []
        for index in range(view.size):
            own = view.one(index)
            actions += self.of(index).decide_one(own, draws.one(index))
            view.keep_notes_of(index, own)
        return actions

    def decide_one(self, view: View, draws: Draws) -> list[Action]:
        """Actions of the only account of the view."""
        raise NotImplementedError(f"{type(self).__name__} overrides neither decide nor decide_one")

    def of(self, index: int) -> "Strategy":
        """The same strategy with the parameters of one account."""
        own = {}
        for parameter in fields(self):
            value = getattr(self, parameter.name)
            if isinstance(value, np.ndarray):
                own[parameter.name] = float(value[index])
        return replace(self, **own) if own else self


@dataclass
class Cohort:
    """Accounts of one group that play one strategy and decide in one call."""

    group: Group
    strategy: Strategy
    draws: Draws
    memory: dict[str, FloatArray] = field(default_factory=dict)

    def decide(self, market: Market, public: PublicView, moment: int) -> Sequence[Action]:
        """What the cohort wants to do now."""
        self.draws.step, self.draws.calls = moment, 0
        return self.strategy.decide(market.view(public, self.group.accounts, self.memory), self.draws)


@runtime_checkable
class Playground(Protocol):
    """What an agent needs of its model."""

    market: Market


class MarketAgent(mesa.Agent):
    """A player of the game: a handle on one account. Its numbers are read from columns when asked for."""

    def __init__(self, model: mesa.Model, account: int, cohort: Cohort) -> None:
        super().__init__(model)
        self.account = account
        self.cohort = cohort

    @property
    def name(self) -> str:
        """The group and the place in it, for instance "borrowers 3"."""
        return f"{self.group} {self.account - int(self.cohort.group.accounts[0])}"

    @property
    def group(self) -> str:
        """The group of the scenario that the agent belongs to."""
        return self.cohort.group.name

    @property
    def role(self) -> str:
        """What the agent is: leveraged_trader, liquidator, ..."""
        return self.cohort.group.role

    @property
    def strategy(self) -> Strategy:
        """How the agent plays, with its own parameters."""
        return self.cohort.strategy.of(self.account - int(self.cohort.group.accounts[0]))

    @property
    def wealth(self) -> float:
        """Wealth at fundamental prices now, numeraire."""
        return float(self._market.wealth_of(self.account))

    @property
    def payoff(self) -> float:
        """Wealth now less wealth at the start, numeraire: fees and losses included."""
        return self.wealth - float(self._market.wealth_at_start[self.account])

    def balance(self, asset: str) -> float:
        """Units of an asset that the agent holds outside venues."""
        market = self._market
        return market.site.ledger.balance(self.account, market.site.assets.column[asset])

    @property
    def _market(self) -> Market:
        model = self.model
        assert isinstance(model, Playground)
        return model.market
