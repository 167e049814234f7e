"""The table of families and their members, read off the registries."""

from collections.abc import Iterable

from docs.making.tables import table
from firesale.agents.roles import ROLES
from firesale.analysis.figures import FIGURES
from firesale.analysis.metrics import METRICS
from firesale.market.auctions import PRICE_CURVES
from firesale.market.backstops import BACKSTOPS
from firesale.market.closing import CLOSINGS
from firesale.market.contracts import CONTRACTS
from firesale.market.deleveraging import DELEVERAGINGS
from firesale.market.funding import FUNDINGS
from firesale.market.liquidation import LIQUIDATIONS
from firesale.market.margin import MARGINS
from firesale.market.margin_engines import MARGIN_ENGINES
from firesale.market.modes import MODES
from firesale.market.oracles import ORACLES
from firesale.market.ordering import ORDERINGS
from firesale.market.portfolio_margin import PORTFOLIO_MARGINS
from firesale.market.prices import PRICES
from firesale.market.rates import RATES
from firesale.market.redemption import REDEMPTIONS
from firesale.market.requirements import REQUIREMENTS
from firesale.market.venues import VENUES


def overview() -> str:
    """One row per family: what it answers, and its members by the name that a scenario uses."""
    rows = [
        ["venues", "where can one act?", _names(VENUES)],
        ["prices", "how do fundamental prices move, jointly?", _names(PRICES)],
        ["oracles", "what price does a venue use?", _names(ORACLES)],
        ["margin", "which position is safe, what may be opened?", _names(MARGINS)],
        ["contracts", "what is cleared?", _names(CONTRACTS)],
        ["portfolio_margin", "how much must a cleared portfolio be covered with?", _names(PORTFOLIO_MARGINS)],
        ["modes", "what better terms may an account choose?", _names(MODES)],
        ["margin engines", "how does the margin follow what happens?", _names(MARGIN_ENGINES)],
        ["liquidation", "on what terms is an unsafe position closed?", _names(LIQUIDATIONS)],
        ["price curves", "how does the price of a lot fall in a Dutch auction?", _names(PRICE_CURVES)],
        ["rates", "what does borrowing cost?", _names(RATES)],
        ["backstops", "who bears what is left?", _names(BACKSTOPS)],
        ["requirements", "how much margin do perpetuals need?", _names(REQUIREMENTS)],
        ["funding", "what do longs pay to shorts?", _names(FUNDINGS)],
        ["closing", "on what terms is an unsafe perpetual taken over?", _names(CLOSINGS)],
        ["deleveraging", "whose winning positions are closed when the fund is empty?", _names(DELEVERAGINGS)],
        ["redemption", "on what terms do coins come back to vaults?", _names(REDEMPTIONS)],
        ["ordering", "whose action goes first?", _names(ORDERINGS)],
        *(
            [f"strategies of the {name.replace('_', ' ')}", "how does it play?", _names(role.strategies)]
            for name, role in ROLES.items()
        ),
        ["metrics", "what came of it, in numbers?", _names(METRICS)],
        ["figures", "and in pictures?", _names(FIGURES)],
    ]
    return table(("family", "answers", "members"), rows)


def _names(members: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in members)
