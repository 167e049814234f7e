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
    NO_ROOM = "no more may be put on sale now"
    UNKNOWN_LOT = "no such lot is on sale"
    TOO_LOW = "the bid is too low"
    OVER = "the auction is over"
    NOT_OVER = "the auction is not over"
    NO_SPACE = "the block is full"
    PAUSED = "the pool is paused"
    GRACE = "liquidations are held back during and after an outage"
    LOCKED = "deposits are locked while a vault may be closed"
    COOL_OFF = "too soon after the position was checked"
    DEBT_CEILING = "above the debt ceiling of its collateral"
    SLIPPAGE = "less than the least amount asked for"
    NO_OFFER = "nobody offers as much"
    DEFAULTED = "the member has defaulted"
    EMPTY_BUNDLE = "the bundle is empty"
    NOT_ALLOWED = "the account may not do this"
    BEYOND_RATES = "not a rate that may be chosen"
    NO_RULE = "not 0 < loan-to-value <= liquidation threshold <= 1"
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
class InterestShortfall(Event):
    """What lenders earned beyond what borrowers paid and what the protocol had: the pool's deficit grows by it, units."""

    venue: str
    asset: str
    amount: Numbers


@dataclass(frozen=True, slots=True)
class FlashLoaned(Event):
    """A loan taken and repaid within one bundle."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    fee: Amounts


@dataclass(frozen=True, slots=True)
class ParametersChanged(Event):
    """A pool's liquidation threshold for a collateral, before and after, and what may be borrowed on it from now on (fractions).

    Open positions are measured by the new one at once. The new row of `AssetListed` says the same. At a venue of perpetuals: 1 - maintenance margin
    of the smallest position, and 1 - initial margin.
    """

    venue: str
    asset: str
    threshold_before: Numbers
    threshold: Numbers
    loan_to_value: Numbers


@dataclass(frozen=True, slots=True)
class StandingChanged(Event):
    """The multiple of every haircut that an account bears in a pool from now on."""

    venue: str
    account: Accounts
    standing: Numbers


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
class SoftLiquidated(Event):
    """What trades through bands made of positions since the last such event: units of collateral sold for units of the debt asset, both negative
    where they were bought back. Prices as the oracle reports.
    """

    venue: str
    account: Accounts
    collateral: str
    debt: str
    sold: Amounts
    received: Amounts
    collateral_price: Numbers
    debt_price: Numbers


class BandsMoved(StrEnum):
    """Why the health of a position in bands is another one than before."""

    START = "start"  # it is not: how the position was before the first change that is stated
    TRADE = "trade"  # through the bands
    INTEREST = "interest"
    REPORT = "report"  # of the oracle, or the limiter lets more of it through
    OWN_ACTION = "own action"
    LIQUIDATION = "liquidation"  # of a part, or of the whole


@dataclass(frozen=True, slots=True)
class BandHealthStated(Event):
    """What a position in bands is, and its health, after one of the changes that made or left it unsafe: base units and quote units in its bands, and
    quote units owed. Nothing is stated of positions that are safe, but their start.

    `by`: one of `BandsMoved`; `seen`: how many events had happened when interest and prices were as a start has them.
    """

    venue: str
    account: Accounts
    by: str
    seen: Counts
    health: Amounts
    base_amount: Amounts
    quote_amount: Amounts
    owed: Amounts


@dataclass(frozen=True, slots=True)
class FollowedPriceHeld(Event):
    """The price that bands follow (quote units per base unit) is held back by their limiter from what the oracle reports, or was until now.

    `seen`: how many events had happened when it was last looked at.
    """

    venue: str
    seen: Counts
    price: Numbers
    reported: Numbers


@dataclass(frozen=True, slots=True)
class LiquidationTriggered(Event):
    """A position was taken whole by its venue: `amount` is what it owed."""

    venue: str
    account: Accounts
    borrower: Accounts
    asset: str
    amount: Amounts
    health_before: Amounts


@dataclass(frozen=True, slots=True)
class BadDebtRealised(Event):
    """Debt without collateral, written off: the pool's deficit grows by it.

    `of_lot`: it was taken with its collateral before, and the sale did not bring it; the borrower owes nothing any more.
    """

    venue: str
    borrower: Accounts
    asset: str
    amount: Amounts
    debt_price: Numbers
    of_lot: Flags = False


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


@dataclass(frozen=True, slots=True)
class Recapitalised(Event):
    """A protocol minted `minted` units of its token and sold them for `proceeds` of the asset that it was short of: its holders are diluted.

    `supply` is that of the token before; prices are marginal, in units of the asset per token.
    """

    venue: str
    exchange: str
    token: str
    asset: str
    minted: Numbers
    proceeds: Numbers
    supply: Numbers
    price_before: Numbers
    price_after: Numbers


@dataclass(frozen=True, slots=True)
class BoughtBack(Event):
    """A protocol spent `spent` units of an asset that it had in surplus on its token, and destroyed the `bought` units.

    Prices are marginal, in units of the asset per token.
    """

    venue: str
    exchange: str
    token: str
    asset: str
    spent: Numbers
    bought: Numbers
    price_before: Numbers
    price_after: Numbers


# --- vaults -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MintingCharged(Event):
    """What a new debt in a vault contains beside the coins paid out: the fee, and the coins kept for whoever liquidates it."""

    venue: str
    account: Accounts
    asset: str
    fee: Amounts
    gas_reserve: Amounts
    base_rate: Numbers


@dataclass(frozen=True, slots=True)
class Redeemed(Event):
    """Coins of `account` returned for the collateral of a vault: its debt falls by `amount`, its collateral by `drawn`, `fee` of it for the protocol.

    A vault with several collaterals has a row for each. `burned` is the gas reserve of a vault that owes nothing any more, destroyed with the
    rest of its debt (in the first row only). `base_rate` is that after the redemption.
    """

    venue: str
    account: Accounts
    borrower: Accounts
    asset: str
    collateral: str
    amount: Amounts
    drawn: Amounts
    fee: Amounts
    burned: Amounts
    collateral_price: Amounts
    base_rate: Numbers


@dataclass(frozen=True, slots=True)
class RateChosen(Event):
    """The interest that the owner of a vault chose to pay (per year, fraction)."""

    venue: str
    account: Accounts
    rate: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class StabilityProvided(Event):
    """Coins deposited in a stability pool."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class StabilityWithdrawn(Event):
    """Coins taken out of a stability pool."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class StabilityGainPaid(Event):
    """What deposits in a stability pool had gained of an asset, paid out."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts


@dataclass(frozen=True, slots=True)
class DebtOffset(Event):
    """Debt of a vault paid with a stability pool's coins, for `seized` of one collateral. `share`: part of the vault that the pool took.

    `account` triggered the liquidation. A vault with several collaterals has a row for each, the amount in the first.
    """

    venue: str
    account: Accounts
    borrower: Accounts
    asset: str
    amount: Amounts
    collateral: str
    seized: Amounts
    collateral_price: Numbers
    share: Amounts


@dataclass(frozen=True, slots=True)
class StabilityLossShared(Event):
    """What one depositor lost and gained in one draw on a stability pool: `amount` coins for `gained` of one collateral.

    Several collaterals have a row each, the amount in the first; so it is in the rows of redistributions.
    """

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    collateral: str
    gained: Amounts
    collateral_price: Numbers


@dataclass(frozen=True, slots=True)
class DebtRedistributed(Event):
    """Debt and collateral of a liquidated vault that went to the others."""

    venue: str
    account: Accounts
    borrower: Accounts
    asset: str
    amount: Amounts
    collateral: str
    seized: Amounts
    collateral_price: Numbers


@dataclass(frozen=True, slots=True)
class RedistributionReceived(Event):
    """What one vault was given in one redistribution: `amount` of debt and `received` of one collateral."""

    venue: str
    account: Accounts
    asset: str
    amount: Amounts
    collateral: str
    received: Amounts
    collateral_price: Numbers


@dataclass(frozen=True, slots=True)
class LiquidatorCompensated(Event):
    """What whoever triggered the liquidation of a vault got: coins of its gas reserve and a part of one collateral."""

    venue: str
    account: Accounts
    borrower: Accounts
    asset: str
    amount: Amounts
    collateral: str
    received: Amounts


@dataclass(frozen=True, slots=True)
class RecoveryModeChanged(Event):
    """The total collateral ratio of the vaults fell below the critical one, or rose above it again."""

    venue: str
    active: Flags
    total_ratio: Numbers


@dataclass(frozen=True, slots=True)
class CoinRecorded(Event):
    """A stablecoin at the end of a step. `backing`: collateral that covers debt, and set-up backing, at fundamental prices (numeraire).

    `fair_value`: backing over supply, at most 1. `stability_deposits`: coins in the stability pool. `total_ratio` at oracle prices.
    """

    venue: str
    asset: str
    supply: Numbers
    backing: Numbers
    fair_value: Numbers
    stability_deposits: Numbers
    base_rate: Numbers
    total_ratio: Numbers
    recovery: Flags


# --- seizures and sales: amounts in units, prices of lots in units of the debt asset per unit ------------------------


@dataclass(frozen=True, slots=True)
class PositionSeized(Event):
    """Collateral and debt of an unsafe borrower taken by the venue; `lot` is -1 if it does not become one.

    Of a position with several collaterals there is a row for each, with its part of the debt. `penalty` is to be raised beyond the debt.
    """

    venue: str
    account: Accounts
    borrower: Accounts
    collateral: str
    debt: str
    repaid: Amounts
    seized: Amounts
    penalty: Amounts
    reward: Amounts
    collateral_price: Amounts
    debt_price: Amounts
    health_before: Amounts
    health_after: Amounts
    lot: Counts


@dataclass(frozen=True, slots=True)
class LotTaken(Event):
    """Collateral sold by a venue to an account, for so much of the debt asset; `lot` is -1 for what was not sold by auction."""

    venue: str
    account: Accounts
    lot: Counts
    collateral: str
    debt: str
    received: Amounts
    paid: Amounts
    oracle_price: Amounts


@dataclass(frozen=True, slots=True)
class BidPlaced(Event):
    """A bid in an English auction: `amount` of the debt asset for `units` of the lot; the money of the bid before it is returned."""

    venue: str
    account: Accounts
    lot: Counts
    amount: Amounts
    units: Amounts


@dataclass(frozen=True, slots=True)
class AuctionRestarted(Event):
    """An auction began anew."""

    venue: str
    account: Accounts
    lot: Counts
    reward: Amounts


@dataclass(frozen=True, slots=True)
class AuctionEnded(Event):
    """A lot is sold: what it raised, what of the debt stays open, and the collateral that went back to its owner."""

    venue: str
    owner: Accounts
    lot: Counts
    raised: Amounts
    uncovered: Amounts
    returned: Amounts
    seconds: Amounts


# --- clearing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContractListed(Event):
    """A contract that a clearing house clears: future, call or put; `expiry` in seconds since the start, `strike` 0 for a future."""

    venue: str
    contract: str
    contract_kind: str
    underlying: str
    oracle: str
    strike: Numbers
    expiry: Numbers


@dataclass(frozen=True, slots=True)
class ContractSettled(Event):
    """The value at which a contract is settled from now on, what it was before, the reference price and the volatility (per year) behind it."""

    venue: str
    contract: str
    price: Numbers
    price_before: Numbers
    reference_price: Numbers
    volatility: Numbers


@dataclass(frozen=True, slots=True)
class PositionCleared(Event):
    """Contracts taken on (negative: sold) from `counterparty`, at a price in the numeraire per contract."""

    venue: str
    account: Accounts
    counterparty: Accounts
    contract: str
    amount: Amounts
    price: Amounts
    motive: str


@dataclass(frozen=True, slots=True)
class VariationPaid(Event):
    """Variation margin of one settlement: received, or paid if negative, in the numeraire."""

    venue: str
    account: Accounts
    amount: Amounts


@dataclass(frozen=True, slots=True)
class MarginCalled(Event):
    """A member must post `amount` until `due` (seconds since the start): `required` is its initial margin, `counted` what it has, after haircuts."""

    venue: str
    account: Accounts
    amount: Amounts
    required: Amounts
    counted: Amounts
    due: Numbers


@dataclass(frozen=True, slots=True)
class MarginCallMet(Event):
    """A member has posted what it was called for, or no longer needs to."""

    venue: str
    account: Accounts


@dataclass(frozen=True, slots=True)
class MarginStated(Event):
    """What members need as initial margin from now on, in the numeraire, and what made the clearing house look: a settlement, a trade, a default."""

    venue: str
    account: Accounts
    required: Amounts
    after: str


@dataclass(frozen=True, slots=True)
class MemberDefaulted(Event):
    """A member missed its call: what was still called, its cash (negative if it owes), its collateral after haircuts, its initial margin, and
    what its portfolio is exposed to (numeraire, each contract's delta at the reference price).
    """

    venue: str
    account: Accounts
    called: Amounts
    cash: Amounts
    collateral_value: Amounts
    required: Amounts
    exposure: Amounts


@dataclass(frozen=True, slots=True)
class MarginSeized(Event):
    """Collateral of a defaulter that its clearing house is about to sell from its own `account`."""

    venue: str
    account: Accounts
    borrower: Accounts
    collateral: str
    received: Amounts


@dataclass(frozen=True, slots=True)
class PortfolioTaken(Event):
    """A part of a defaulter's portfolio went to `taker`, who was paid `cost` for it."""

    venue: str
    account: Accounts
    taker: Accounts
    share: Amounts
    cost: Amounts


@dataclass(frozen=True, slots=True)
class DefaultLossRealised(Event):
    """What the margin of a defaulter does not cover, `amount` = cost - cash - proceeds (numeraire): its cash (negative if it owed), what the takers
    of its portfolio were paid, and what its collateral brought. The rows of `LossAbsorbed` that follow say who bore it.
    """

    venue: str
    account: Accounts
    cash: Amounts
    cost: Amounts
    proceeds: Amounts
    amount: Amounts


@dataclass(frozen=True, slots=True)
class DefaultLossShared(Event):
    """What one member paid of the loss of another's default, in the numeraire, and through which backstop: from its margin (`of_margin`), or from
    its contribution to the default fund.
    """

    venue: str
    account: Accounts
    defaulter: Accounts
    backstop: str
    amount: Amounts
    of_margin: Flags


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
class ClearingRecorded(Event):
    """A clearing house at the end of a step, in the numeraire. `stress_loss`: what the members of the largest losses under stress would lose above
    their margin, as many as the fund is to cover; `deficit`: loss that nobody has borne.
    """

    venue: str
    members: Counts
    required: Numbers
    counted: Numbers
    called: Numbers
    default_fund: Numbers
    capital: Numbers
    deficit: Numbers
    stress_loss: Numbers


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


CLOSINGS: tuple[type[Event], ...] = (
    Liquidated,
    PositionLiquidated,
    PositionDeleveraged,
    MemberDefaulted,
    LiquidationTriggered,
    PositionSeized,
)
"""Events after which a step has another round: somebody's position was closed, and that may make others unsafe."""
