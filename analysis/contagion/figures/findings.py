"""What the pictures of contagion are drawn from: plain tables, whoever made them."""

from typing import Protocol

import pandas as pd


class Findings(Protocol):
    """The contagion of one run. Liquidations are numbered from 0 in order of execution; values are in the numeraire."""

    @property
    def liquidations(self) -> pd.DataFrame:
        """By number: step, round, time (seconds), venue, borrower, debt_value, bad_debt, endogenous (0 to 1), ..."""

    @property
    def nodes(self) -> pd.DataFrame:
        """By number: parent (-1 for a root), tree (number of the root), generation (0 for a root), cause (channel)."""

    @property
    def trees(self) -> pd.DataFrame:
        """By number of the root: size, expected_size, depth, duration (seconds), debt_value, pools, cause."""

    @property
    def links(self) -> pd.DataFrame:
        """parent, child (numbers), weight (share of the child's cause, 0 to 1), channel."""

    @property
    def channels_over_time(self) -> pd.DataFrame:
        """Debt liquidated, by step (rows) and the channel that it is attributed to (columns)."""

    @property
    def matrix(self) -> pd.DataFrame:
        """Debt liquidated, by who infects (rows: pools, then channels from outside) and infected pool (columns)."""

    @property
    def branching_ratio(self) -> float:
        """Mean number of liquidations that one causes directly."""
