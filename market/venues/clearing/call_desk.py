"""Margin calls: who is short is called, and who has not met the call by its deadline is in default."""

from typing import Literal

import numpy as np

from firesale.market.events import MarginCalled, MarginCallMet, MarginStated
from firesale.market.venues.base import Site
from firesale.market.venues.clearing.members import Members, Rows
from firesale.market.venues.clearing.standing import Assessor, Standing

Cause = Literal["settlement", "trade", "default"]


class CallDesk:
    """Looks at all members after a settlement, and at those with a call meanwhile."""

    def __init__(self, house: str, site: Site, members: Members, assessor: Assessor) -> None:
        self.house, self.site, self.members, self.assessor = house, site, members, assessor
        self.deadline = assessor.terms.deadline

    def overdue(self) -> Rows:
        """Rows whose call has not been met in time. A call that is no longer needed ends here."""
        members, rows = self.members, np.flatnonzero(self.members.called[: self.members.rows] > 0.0)
        if len(rows) == 0:
            return rows
        needless = rows[self.assessor.at(rows).missing == 0.0]
        if len(needless):
            members.write("called", needless, 0.0)
            self.site.log.add(MarginCallMet(self.house, members.account[needless]))
        waited = self.site.log.time - members.called_at[rows]
        return rows[(members.called[rows] > 0.0) & (waited > 0.0) & (waited >= self.deadline)]

    def state(self, rows: Rows, after: Cause) -> Standing:
        """Say what initial margin members need now, and what made it change; how they stand."""
        standing = self.assessor.at(rows)
        if len(rows):
            self.site.log.add(MarginStated(self.house, self.members.account[rows], standing.required, after))
        return standing

    def call(self, after: Cause) -> None:
        """Call every member that is short and has no call yet."""
        members, time = self.members, self.site.log.time
        rows = members.all
        rows = rows[~members.has_defaulted(rows)]
        standing = self.state(rows, after)
        short = (standing.missing > 0.0) & (members.called[rows] == 0.0)
        if not short.any():
            return
        called = rows[short]
        members.write("called", called, standing.missing[short])
        members.write("called_at", called, time)
        self.site.log.add(
            MarginCalled(
                self.house,
                members.account[called],
                standing.missing[short],
                standing.required[short],
                standing.counted[short],
                time + self.deadline,
            )
        )
