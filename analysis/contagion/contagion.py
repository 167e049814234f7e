"""Everything that one run says about contagion, worked out when it is asked for."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from firesale.analysis.contagion.ancestry import Ancestry, ancestry
from firesale.analysis.contagion.attribution.attribute import Attribution, attribute
from firesale.analysis.contagion.branching_ratio import BranchingRatio, branching_ratio
from firesale.analysis.contagion.channels import channel_totals, channels_over_time, intermediaries
from firesale.analysis.contagion.exposures.prediction import Prediction, predict
from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.analysis.contagion.forest import Forest, cascade_forest
from firesale.analysis.contagion.matrix import contagion_matrix, loss_matrix, matrix_over_time, offspring_matrix
from firesale.analysis.contagion.size_tail import SizeTail, size_tail
from firesale.analysis.tables import RunTables

LEAST_LINK = 0.01
"""Links of smaller weight are not listed one by one."""


@dataclass(frozen=True, eq=False)
class Contagion:
    """Who infected whom, through which channel, in one run. Each table is described where it is made."""

    tables: RunTables

    @cached_property
    def attribution(self) -> Attribution:
        """Why each liquidation happened."""
        return attribute(self.tables)

    @property
    def liquidations(self) -> pd.DataFrame:
        """Every liquidation: see `Attribution`."""
        return self.attribution.liquidations

    @property
    def parts(self) -> pd.DataFrame:
        """What each loss of health is made of: see `Attribution`."""
        return self.attribution.parts

    @cached_property
    def ancestry(self) -> Ancestry:
        """Weights of parents."""
        return ancestry(self.attribution)

    @cached_property
    def links(self) -> pd.DataFrame:
        """Who infected whom, liquidation by liquidation: parent, child, weight, venue_from and venue_to; weights of at least a hundredth."""
        found = self.ancestry.parents(LEAST_LINK)
        child, parent = found.coords
        venue = self.liquidations["venue"].to_numpy()
        links = pd.DataFrame({"parent": parent, "child": child, "weight": found.data})
        links = links.assign(venue_from=venue[parent], venue_to=venue[child])
        return links.sort_values(["child", "parent"], ignore_index=True)

    @cached_property
    def forest(self) -> Forest:
        """Trees of liquidations."""
        return cascade_forest(self.attribution, self.ancestry)

    @cached_property
    def branching(self) -> BranchingRatio:
        """How many liquidations one sets off."""
        return branching_ratio(self.attribution, self.forest)

    @cached_property
    def tail(self) -> SizeTail | None:
        """The tail of the trees' sizes."""
        return size_tail(self.forest.trees["size"].to_numpy())

    @cached_property
    def channels(self) -> pd.DataFrame:
        """Debt and loss by channel."""
        return channel_totals(self.attribution, self.ancestry)

    @cached_property
    def channels_over_time(self) -> pd.DataFrame:
        """Debt by step and channel."""
        return channels_over_time(self.attribution)

    @cached_property
    def intermediaries(self) -> pd.DataFrame:
        """Debt and loss by exchange, asset and oracle."""
        return intermediaries(self.attribution)

    @cached_property
    def matrix(self) -> pd.DataFrame:
        """Which pool infected which: debt liquidated."""
        return contagion_matrix(self.attribution, self.tables.margined)

    def state(self, step: int = 0) -> State:
        """Positions, claims and prices at the end of a step: what the exposure network is made of."""
        return state_at(self.tables, step)

    @cached_property
    def prediction(self) -> Prediction:
        """Whether the exposure network at step 0 says which pools fail."""
        return predict(self.state())

    @cached_property
    def loss_matrix(self) -> pd.DataFrame:
        """Which pool infected which: bad debt."""
        return loss_matrix(self.attribution, self.tables.margined)

    @cached_property
    def matrix_over_time(self) -> pd.DataFrame:
        """The matrix step by step."""
        return matrix_over_time(self.attribution, self.tables.margined)

    @cached_property
    def offspring(self) -> pd.DataFrame:
        """Liquidations set off by one liquidation, pool by pool."""
        return offspring_matrix(self.attribution, self.tables.margined)


def contagion(tables: RunTables) -> Contagion:
    """The contagion of one run, worked out once however often it is asked for."""
    return tables.once(Contagion)
