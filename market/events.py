"""What happened. The only thing that analysis reads.

Fields are scalars or arrays with one value per order; the event log adds `step`, `round`, `time` (seconds since the start) and `sequence` (order
of execution) to each row. Amounts are in units of the asset named beside them, prices in the numeraire per unit unless said otherwise.
"""

from dataclasses import dataclass
from enum import StrEnum

from firesale.market.actions import Accounts, Amounts
from firesale.market.arrays import FloatArray, IntArray

Counts = int | IntArray
Flags = bool
Numbers = float | FloatArray


class Refusal(StrEnum):
    """Why an action was refused."""

    NOT_A_NUMBER = "amount is not a finite number"
    NOT_POSITIVE = "amount is not positive"
    UNKNOWN_ACCOUNT = "unknown account"
    UNKNOWN_VENUE = "unknown venue"
    NOT_OFFERED = "the venue does not offer this action"
    UNKNOWN_ASSET = "the venue does not list this asset"
    UNKNOWN_RANGE = "the venue has no such range"
    NO_BALANCE = "the account does not hold enough"
    NO_CASH = "the venue is short of cash"
    NO_POSITION = "no such position"
    SUPPLY_CAP = "above the supply cap"
    BORROW_CAP = "above the borrow cap"
    UNSAFE = "the position would not be safe"
    NOT_LIQUIDATABLE = "the position is safe"
    DUST = "would leave dust"
    SLIPPAGE = "less than the least amount asked for"
    EMPTY_BUNDLE = "the bundle is empty"
    MALFORMED = "the action is malformed"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at one step."""


# --- who and what there is --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccountOpened(Event):
    """An account of the game: its group in the scenario, its role and its strategy."""

    account: Accounts
    group: str
    role: str
    strategy: str


@dataclass(frozen=True, slots=True)
class VenueOpened(Event):
    """A venue and its kind."""

    venue: str
    kind: str


@dataclass(frozen=True, slots=True)
class OracleOpened(Event):
    """An oracle and one exchange that it reads; `source` is empty if it reads fundamental prices only.

    `mean`: how it averages what it saw: point (it does not), arithmetic or geometric. `live`: every action reads it anew.
    """

    oracle: str
    kind: str
    source: str
    mean: str
    live: Flags


@dataclass(frozen=True, slots=True)
class AssetListed(Event):
    """A venue's use of an asset: base, quote, collateral, debt or receipt (the claim that it issues, on `underlying`).

    At a venue of perpetuals: perpetual, with its smallest initial margin as the threshold, or margin.

    Collateral that is listed as loss-free too is valued there as if no lender of it had ever lost: a knock-out of the scenario.
    """

    venue: str
    asset: str
    use: str
    underlying: str
    oracle: str
    liquidation_threshold: Numbers


# --- prices -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PriceMoved(Event):
    """The fundamental price of an asset at this step."""

    asset: str
    price: Numbers


@dataclass(frozen=True, slots=True)
class PriceQuoted(Event):
    """The marginal price at a venue at the end of a recorded step, in quote units per unit of the asset."""

    venue: str
    asset: str
    price: Numbers


@dataclass(frozen=True, slots=True)
class PriceReported(Event):
    """What an oracle reports from now on; written when the report changes.

    `observed`: how many events had happened when the newest price in it was seen; `window`: seconds over which it is averaged, 0 if it is not.
    """

    oracle: str
    asset: str
    price: Numbers
    observed: Counts
    window: Numbers


# --- exchanges --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Swapped(Event):
    """A trade. `fee` is in units of the asset that came in; prices are marginal, in quote units per base unit."""

    venue: str
    account: Accounts
    asset_in: str
    asset_out: str
    amount_in: Amounts
    amount_out: Amounts
    fee: Amounts
    price_before: Amounts
    price_after: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class ResilienceStated(Event):
    """How an order book comes back after a trade: a part of the impact stays, half of the rest is gone after `half_life` seconds."""

    venue: str
    half_life: Numbers
    permanent_share: Numbers


@dataclass(frozen=True, slots=True)
class LiquidityRecorded(Event):
    """The depth of an exchange at the end of a recorded step: quote units that a sale brings until the price is one per cent lower."""

    venue: str
    asset: str
    depth: Numbers


@dataclass(frozen=True, slots=True)
class LiquidityChanged(Event):
    """Liquidity added (positive) or removed (negative); account -1 is the rest of the world at the opening."""

    venue: str
    account: Accounts
    base_amount: Amounts
    quote_amount: Amounts
    shares: Amounts
    motive: str


# --- credit -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Supplied(Event):
    """Lent to a pool."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    receipts: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """Receipt tokens returned for `amount` of the asset."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    receipts: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class CollateralPosted(Event):
    """Collateral pledged."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class CollateralWithdrawn(Event):
    """Collateral taken back."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class Borrowed(Event):
    """Debt taken up."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class Repaid(Event):
    """Debt paid back by its owner."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class InterestAccrued(Event):
    """Interest of one reserve since the last accrual, and the indexes after it."""

    venue: str
    asset: str
    interest: Numbers
    borrow_index: Numbers
    supply_index: Numbers


@dataclass(frozen=True, slots=True)
class FlashLoaned(Event):
    """A loan taken and repaid within one bundle."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    fee: Amounts


# --- distress ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Liquidated(Event):
    """A liquidation: debt repaid, collateral seized (the protocol's share `protocol_fee` of it included)."""

    venue: str
    account: Accounts
    borrower: Accounts
    collateral: str
    debt: str
    repaid: Amounts
    seized: Amounts
    protocol_fee: Amounts
    collateral_price: Amounts
    debt_price: Amounts
    health_before: Amounts
    health_after: Amounts


@dataclass(frozen=True, slots=True)
class BadDebtRealised(Event):
    """Debt without collateral, written off: the pool's deficit grows by it."""

    venue: str
    borrower: Accounts
    asset: str
    amount: Amounts
    debt_price: Numbers


@dataclass(frozen=True, slots=True)
class LossAbsorbed(Event):
    """A part of a deficit taken by a backstop. `bearer`: reserves, lenders, ... or nobody for what stays uncovered.

    `supply_index`: units of the asset that a receipt token is worth afterwards.
    """

    venue: str
    backstop: str
    bearer: str
    asset: str
    amount: Numbers
    price: Numbers
    supply_index: Numbers


# --- perpetuals: sizes in units, prices and amounts in units of the margin asset; account -1 is the vault -----------------


@dataclass(frozen=True, slots=True)
class PerpetualStated(Event):
    """How a market's mark price is made: index * exp(premium_in_mark * pressure), where pressure is what traders hold on balance, in units,
    times the log price per unit; that is 0.01 * index / depth.
    """

    venue: str
    asset: str
    depth: Numbers
    premium_in_mark: Numbers
    isolated: Flags


@dataclass(frozen=True, slots=True)
class MaintenanceStated(Event):
    """The maintenance requirement of a market: `fraction` of what of a position's value is above `above`, one row per bracket.

    A later statement replaces the brackets of an earlier one.
    """

    venue: str
    asset: str
    above: Numbers
    fraction: Numbers


@dataclass(frozen=True, slots=True)
class MarginChanged(Event):
    """Margin paid in (positive) or taken back (negative)."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class PositionChanged(Event):
    """A trade of an account with the vault; `change` is positive if it bought."""

    venue: str
    account: Accounts
    asset: str
    change: Amounts
    price: Amounts
    fee: Amounts
    size_after: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class FundingPaid(Event):
    """Funding of one market: each account pays rate * price * size, signed; what all traders pay on balance the vault gets."""

    venue: str
    asset: str
    rate: Numbers
    price: Numbers
    long: Numbers
    short: Numbers


@dataclass(frozen=True, slots=True)
class PositionLiquidated(Event):
    """A position of an unsafe owner closed: taken over by an account, or by the vault (-1).

    `change` is that of the owner's size; `to_fund` is what the insurance fund got of the owner (positive) or paid for it (negative).
    """

    venue: str
    account: Accounts
    owner: Accounts
    asset: str
    change: Amounts
    price: Amounts
    mark_price: Amounts
    bankruptcy_price: Amounts
    to_fund: Amounts
    health_before: Amounts
    health_after: Amounts


@dataclass(frozen=True, slots=True)
class FundDrawn(Event):
    """The insurance fund paid what closing a position left open; `left` is what it holds afterwards."""

    venue: str
    owner: Accounts
    asset: str
    amount: Amounts
    left: Amounts


@dataclass(frozen=True, slots=True)
class PositionDeleveraged(Event):
    """A position on the other side closed against that of a bankrupt or unsafe owner, at the owner's bankruptcy price.

    `change` is that of the account's size; the account loses change * (price - mark price) against the mark.
    """

    venue: str
    account: Accounts
    owner: Accounts
    asset: str
    change: Amounts
    price: Amounts
    mark_price: Amounts


# --- conduct ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeePaid(Event):
    """Priority fee paid to whoever orders the actions."""

    account: Accounts
    amount: Amounts


@dataclass(frozen=True, slots=True)
class ActionRefused(Event):
    """A request that could not be carried out; nothing was changed."""

    venue: str
    account: Accounts
    action: str
    asset: str
    amount: Amounts
    reason: str
    motive: str


@dataclass(frozen=True, slots=True)
class PlanConsidered(Event):
    """A plan weighed by an account, in the numeraire; made only if the gain exceeds the cost."""

    venue: str
    account: Accounts
    plan: str
    expected_gain: Amounts
    expected_cost: Amounts
    made: Flags


# --- state, taken at the record interval ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReserveRecorded(Event):
    """One reserve of a pool at the end of a step. `deficit` is the loss that nobody has borne yet."""

    venue: str
    asset: str
    cash: Numbers
    debt: Numbers
    deposits: Numbers
    deficit: Numbers
    utilisation: Numbers
    borrow_rate: Numbers
    price: Numbers


@dataclass(frozen=True, slots=True)
class PositionsRecorded(Event):
    """All positions with debt of a pool at oracle prices. `shortfall` is debt above collateral value; health factors as quantiles."""

    venue: str
    positions: Counts
    unsafe: Counts
    collateral_value: Numbers
    debt_value: Numbers
    shortfall: Numbers
    health_q05: Numbers
    health_q25: Numbers
    health_q50: Numbers
    health_q75: Numbers
    health_q95: Numbers


@dataclass(frozen=True, slots=True)
class PerpetualRecorded(Event):
    """One market of a venue of perpetuals at the end of a step; prices in margin units, sizes of traders in units."""

    venue: str
    asset: str
    index_price: Numbers
    mark_price: Numbers
    price: Numbers
    long: Numbers
    short: Numbers


@dataclass(frozen=True, slots=True)
class MarginRecorded(Event):
    """All margin accounts of a venue of perpetuals at mark prices, in margin units. `shortfall` is what bankrupt accounts owe."""

    venue: str
    accounts: Counts
    unsafe: Counts
    value: Numbers
    requirement: Numbers
    shortfall: Numbers
    fund: Numbers
    vault: Numbers


@dataclass(frozen=True, slots=True)
class WealthRecorded(Event):
    """Wealth of accounts at fundamental prices; one row per account at the first and the last step."""

    account: Accounts
    wealth: Amounts


@dataclass(frozen=True, slots=True)
class GroupRecorded(Event):
    """Wealth of a whole group of accounts at fundamental prices."""

    group: str
    role: str
    wealth: Numbers


CLOSINGS: tuple[type[Event], ...] = (Liquidated, PositionLiquidated, PositionDeleveraged)
"""Events after which a step has another round: somebody's position was closed, and that may make others unsafe."""
