"""The page of all keys of a scenario file, read off the forms and the registries."""

from collections.abc import Mapping

from docs.making.forms import form_section
from docs.making.tables import part_section
from firesale.experiments import distributions, forms, knock_out_form
from firesale.experiments.network_form import Network
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
from firesale.market.venues.clearing.terms import ClearingTerms
from firesale.market.venues.exchanges import EXCHANGES
from firesale.market.venues.lending_terms import LendingTerms
from firesale.market.venues.perpetuals.terms import PerpetualTerms

OPENING = """\
# Scenario keys

A scenario is a TOML file. Every key that it may have is listed here, with what may be written, what it is if nothing is written
("needed": a scenario without it is refused) and what it means. Unknown keys are refused, and a text is never taken for a number.

Seconds are seconds, steps are steps, rates are per year, shares and ratios are fractions (0.05, never 5), prices are units of the first asset
(the numeraire) per unit. `--set` and `changes` take the path of a key with dots: `venues.pool.liquidation.close_factor`,
`agents.bold.positions.0.health_factor`.
"""

SOURCES = (
    "Besides its own keys an oracle has `sources`, a list of exchanges that it reads (default `[]`). An asset that none of them trades is read at "
    "its fundamental price; of several that do, the median. A receipt token that no source trades is worth its redemption rate times the price of "
    "its underlying."
)
PHASES = (
    "Every engine also has `floor` and `ceiling` of a haircut (1 - threshold; defaults `0` and `1`), and `largest_rise` and `largest_fall` of a "
    "haircut per hour (no limit: a new requirement is in force at once)."
)
PRESET = (
    "Any venue may say `preset`, the name of a file of terms ([which there are](../how-to/presets.md)), and `variant` if that has some: it gets "
    "those terms, and its own keys go before them."
)

ONE_FOR_ALL = "Where a table with one value per asset is allowed, it must name each asset of the list and no other."


def page() -> str:
    """The whole page."""
    parts = [
        OPENING,
        form_section("Top level", forms.ScenarioForm, 2),
        form_section("`[time]`", forms.Time, 2),
        form_section("`[assets.NAME]`", forms.Asset, 2),
        _family("`[prices]`", "How fundamental prices move, jointly.", PRICES),
        _family("`[oracles.NAME]`", f"How a venue learns a price. {SOURCES}", ORACLES),
        _family("`[venues.NAME]`: exchanges", "Where assets are traded.", EXCHANGES),
        _family("`[venues.NAME]`: credit", f"Where assets are lent. {ONE_FOR_ALL} {PRESET}", _credit()),
        _family("`margin` of a pool", "Which positions are safe, and what may be opened.", MARGINS),
        _family(
            "`margin.categories` of a pool", "Better terms for accounts that owe only what belongs together.", MODES
        ),
        _family(
            "`engine` of a pool or of perpetuals",
            f"How its thresholds or margins follow what happens. {PHASES}",
            MARGIN_ENGINES,
        ),
        _family("`liquidation` of a pool", "On what terms an unsafe position is closed.", LIQUIDATIONS),
        _family("`curve` of a Dutch auction", "How the price of a lot falls.", PRICE_CURVES),
        _family("`rates` of a pool", "What borrowing costs.", RATES),
        _family(
            "`[venues.NAME]`: perpetuals", f"Futures without an end, against a vault. {ONE_FOR_ALL}", _perpetuals()
        ),
        _family("`requirement` of perpetuals", "How much margin positions need.", REQUIREMENTS),
        _family("`funding` of perpetuals", "What longs pay to shorts.", FUNDINGS),
        _family("`closing` of perpetuals", "On what terms an unsafe position is taken over.", CLOSINGS),
        _family(
            "`deleveraging` of perpetuals", "Whose winning positions are closed when the fund is empty.", DELEVERAGINGS
        ),
        _family(
            "`backstops` of a pool or a clearing house",
            "Who bears the loss that is left, in the order of the list.",
            BACKSTOPS,
        ),
        _family("`[venues.NAME]`: clearing", "Where futures and options are cleared.", _clearing()),
        _family("`contracts` of a clearing house", "What it clears.", CONTRACTS),
        _family("`margin` of a clearing house", "How much a portfolio must be covered with.", PORTFOLIO_MARGINS),
        _family(
            "`redemption` of vaults", "On what terms coins are returned to the vaults that minted them.", REDEMPTIONS
        ),
        _family("`[ordering]`", "Whose action goes first.", ORDERINGS),
        form_section("`[impact]`", forms.Impact, 2),
        form_section("`[knock_out]`", knock_out_form.KnockOut, 2),
        form_section("`knock_out.claims`", knock_out_form.KnockedOutClaim, 3),
        _groups(),
        _distributions(),
        form_section("`[network]`", Network, 2),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _credit() -> Mapping[str, type]:
    return {kind: member for kind, member in VENUES.items() if issubclass(member, LendingTerms)}


def _clearing() -> Mapping[str, type]:
    return {kind: member for kind, member in VENUES.items() if issubclass(member, ClearingTerms)}


def _perpetuals() -> Mapping[str, type]:
    return {kind: member for kind, member in VENUES.items() if issubclass(member, PerpetualTerms)}


def _family(title: str, about: str, members: Mapping[str, type]) -> str:
    sections = [part_section(kind, member, 3) for kind, member in members.items()]
    return "\n\n".join([f"## {title}", about, *sections])


def _groups() -> str:
    extra = (
        "A group also needs `role` (one of the roles in [strategies](strategies.md)) and `strategy`, a table with `kind` and the parameters of "
        "that strategy."
    )
    tables = (
        form_section("`positions`", forms.Position, 3),
        "Exactly one of `health_factor` and `leverage` is given.",
        form_section("`perpetuals`", forms.Perpetual, 3),
        form_section("`deposits`", forms.Deposit, 3),
        form_section("`liquidity`", forms.Liquidity, 3),
        form_section("`memberships`", forms.Membership, 3),
        form_section("`cleared`", forms.Cleared, 3),
    )
    return "\n\n".join([form_section("`[agents.NAME]`", forms.Group, 2), extra, *tables])


def _distributions() -> str:
    kinds = (distributions.Uniform, distributions.Normal, distributions.LogNormal, distributions.Pareto)
    about = (
        "In place of a number, a table that says what it is drawn from: once for each account of the group, at set-up."
    )
    sections = [form_section(f"`{kind.__name__.lower()}`", kind, 3) for kind in kinds]
    return "\n\n".join(["## Distributions", about, *sections])
