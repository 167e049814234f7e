"""Links to sources that went on after the child was liquidated: only what happened before can be its cause."""

import numpy as np

from firesale.analysis.contagion.attribution.columns import ranges, sums
from firesale.analysis.contagion.attribution.links import Links
from firesale.analysis.contagion.attribution.members import Members
from firesale.market.arrays import BoolArray, IntArray


def followed_to_members(links: Links, members: Members, moment: IntArray) -> tuple[Links, Links]:
    """Links to sources, and links to single liquidations for those of them whose source was not finished when the child was liquidated.

    A source is unfinished only where blocks of time were merged, for there were too many. `moment` (n,): of each liquidation.
    """
    last = np.full(int(max(links.cause.max(initial=-1), members.source.max(initial=-1))) + 1, -1)
    np.maximum.at(last, members.source, members.sequence)
    late: BoolArray = last[links.cause] >= moment[links.child]
    return links.at(~late), _to_members(links.at(late), members, moment)


def _to_members(links: Links, members: Members, moment: IntArray) -> Links:
    """Each link shared among the members of its source that came before the child, in proportion to their weights."""
    members = members.at(np.argsort(members.source, kind="stable"))
    start, end = (np.searchsorted(members.source, where) for where in (links.cause, links.cause + 1))
    which, link = ranges(start, end), np.repeat(np.arange(len(start)), end - start)
    earlier = members.sequence[which] < moment[links.child[link]]
    which, link = which[earlier], link[earlier]
    whole = sums(link, members.weight[which], len(start))
    share = members.weight[which] / np.maximum(whole[link], 1e-300)
    return Links(links.child[link], members.liquidation[which], links.weight[link] * share)
