"""What an account may ask for. Fields are scalars, or arrays with one value per order: n orders in one action are n requests.

A refused request is an `ActionRefused` event and changes nothing.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from firesale.market.arrays import FloatArray, IntArray

Accounts = int | IntArray

Amounts = float | FloatArray

AmountOrReceived = float | FloatArray | Literal["received"]

RECEIVED: Literal["received"] = "received"
"""In a bundle: all of the asset that came in since the bundle began."""


class Motive(StrEnum):
    """Why an account acts: the origin to which a price move is attributed later."""

    NONE = "none"
    OPENING = "opening"
    LEVERAGE = "leverage"
    DELEVERAGE = "deleverage"
    LIQUIDATION = "liquidation"
    ARBITRAGE = "arbitrage"
    MANIPULATION = "manipulation"
    LENDING = "lending"
    RUN = "run"
    LIQUIDITY = "liquidity"
    NOISE = "noise"
    REDEMPTION = "redemption"
    RECAPITALISATION = "recapitalisation"
    GOVERNANCE = "governance"
    HEDGING = "hedging"
    MARGIN = "margin"
    CLOSE_OUT = "close_out"


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """A request of one account, or of n accounts at once. The priority fee, in the numeraire, is paid when the order is executed."""

    account: Accounts
    venue: str
    priority_fee: Amounts = 0.0
    motive: Motive = Motive.NONE


@dataclass(frozen=True, kw_only=True, slots=True)
class Swap(Action):
    """Exchange `amount_in` of one asset for another; refused if less than `min_amount_out` would come out."""

    asset_in: str
    asset_out: str
    amount_in: AmountOrReceived
    min_amount_out: Amounts = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class AddLiquidity(Action):
    """Provide both assets in the ratio of the reserves, at most these amounts, for shares of the exchange, or of one of its ranges."""

    base_amount: Amounts
    quote_amount: Amounts
    liquidity_range: int = 0  # which range of an exchange that has several, 0 for the first or only one


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveLiquidity(Action):
    """Return shares of the exchange, or of one of its ranges, for both assets."""

    shares: Amounts
    liquidity_range: int = 0  # as in `AddLiquidity`


@dataclass(frozen=True, kw_only=True, slots=True)
class AddOneCoin(Action):
    """Provide one coin alone to a stable swap; refused if fewer than `min_amount_out` shares come out."""

    asset: str
    amount: AmountOrReceived
    min_amount_out: Amounts = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveOneCoin(Action):
    """Return shares of a stable swap for one coin alone; refused if less than `min_amount_out` of it comes out."""

    asset: str
    shares: Amounts
    min_amount_out: Amounts = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Supply(Action):
    """Lend to a pool, for receipt tokens."""

    asset: str
    amount: AmountOrReceived


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdraw(Action):
    """Return receipt tokens of a pool for what they are worth of `asset`; refused if the pool is short of cash."""

    asset: str
    receipts: AmountOrReceived


@dataclass(frozen=True, kw_only=True, slots=True)
class PostCollateral(Action):
    """Pledge an asset to a pool."""

    asset: str
    amount: AmountOrReceived


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawCollateral(Action):
    """Take collateral back; refused if the position would be unsafe."""

    asset: str
    amount: Amounts


@dataclass(frozen=True, kw_only=True, slots=True)
class Borrow(Action):
    """Borrow against collateral; refused above the loan-to-value, the borrow cap or the pool's cash."""

    asset: str
    amount: Amounts


@dataclass(frozen=True, kw_only=True, slots=True)
class Repay(Action):
    """Pay debt back; what exceeds the debt stays with the account."""

    asset: str
    amount: AmountOrReceived


@dataclass(frozen=True, kw_only=True, slots=True)
class Liquidate(Action):
    """Repay up to `repayment` of an unsafe borrower's debt for collateral on the terms of the pool's liquidation mechanism.

    With `take_over` nothing is paid: debt and collateral go to the liquidator's own position in the pool, which must be safe then.
    """

    borrower: Accounts
    collateral: str
    debt: str
    repayment: Amounts
    take_over: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TriggerLiquidation(Action):
    """Have an unsafe position taken, on the terms of the venue's liquidation mechanism."""

    borrower: Accounts


@dataclass(frozen=True, kw_only=True, slots=True)
class Redeem(Action):
    """Return coins to the vaults that minted them for collateral worth their peg, less the fee; what no vault can take stays with the account."""

    asset: str
    amount: AmountOrReceived


@dataclass(frozen=True, kw_only=True, slots=True)
class ProvideStability(Action):
    """Deposit coins in the stability pool of the vaults; what the deposit has gained so far is paid out."""

    asset: str
    amount: AmountOrReceived


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawStability(Action):
    """Take coins back from the stability pool, at most what is left of the deposit, together with all that it has gained."""

    asset: str
    amount: Amounts


@dataclass(frozen=True, kw_only=True, slots=True)
class ChooseRate(Action):
    """Choose the interest that one's vault pays from now on (per year, fraction), where owners do."""

    rate: Amounts


class Side(StrEnum):
    """Which way a position is changed."""

    BUY = "buy"
    SELL = "sell"


@dataclass(frozen=True, kw_only=True, slots=True)
class AddMargin(Action):
    """Pay margin into a venue of perpetuals; `asset` names the market if margin is isolated."""

    amount: Amounts
    asset: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeMargin(Action):
    """Take margin back; refused if less than the initial requirement would stay."""

    amount: Amounts
    asset: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangePosition(Action):
    """Buy or sell `size` units of a perpetual; refused if the mean price is worse than `limit_price` (0: any price)."""

    asset: str
    side: Side
    size: Amounts
    limit_price: Amounts = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeOver(Action):
    """Take over up to `size` units of the position of an unsafe owner, at the price of the venue's closing rule."""

    asset: str
    owner: Accounts
    size: Amounts


@dataclass(frozen=True, kw_only=True, slots=True)
class SetParameters(Action):
    """Change a collateral's liquidation threshold and loan-to-value; refused to everybody but a risk manager of the pool."""

    asset: str
    liquidation_threshold: Amounts  # fraction
    loan_to_value: Amounts  # fraction


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferContract(Action):
    """Offer to buy and sell a cleared contract at its value now less and plus a half spread, until it is taken; replaces the last offer."""

    contract: str
    bids: Amounts  # contracts that it would buy
    asks: Amounts  # contracts that it would sell
    half_spread: Amounts = 0.0  # numeraire per contract


@dataclass(frozen=True, kw_only=True, slots=True)
class TradeContract(Action):
    """Buy or sell cleared contracts from those who offer them, the best offer first; refused without the margin for it."""

    contract: str
    side: Literal["buy", "sell"]
    amount: Amounts


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeLot(Action):
    """Buy up to `amount` units of a lot at the price of its Dutch auction; refused above `largest_price` (0: at any price)."""

    lot: int
    amount: Amounts
    largest_price: Amounts = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Bid(Action):
    """Offer `amount` of the debt asset for `units` of a lot in an English auction (0: for the whole lot); locked until somebody bids more."""

    lot: int
    amount: Amounts
    units: Amounts = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class RestartAuction(Action):
    """Begin the auction of a lot anew: at the price now if it is Dutch and over, with new time if it is English and nobody has bid."""

    lot: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BuyCollateral(Action):
    """Buy seized collateral from the venue at its discount, for `amount` of the debt asset; refused if less than `min_amount_out` comes out."""

    asset: str
    amount: Amounts
    min_amount_out: Amounts = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle(Action):
    """Several actions of the same accounts, all or nothing. `venue` is empty: each leg names its own."""

    venue: str = ""
    legs: tuple[Action, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FlashLoan(Bundle):
    """A bundle that starts with a loan of a pool's cash and ends with paying it back with the pool's fee, all or nothing."""

    asset: str
    amount: Amounts


@dataclass(frozen=True, kw_only=True, slots=True)
class Declare(Action):
    """A plan considered, made or not: changes nothing, and leaves a `PlanConsidered` event for analysis."""

    plan: str
    expected_gain: Amounts
    expected_cost: Amounts
    made: bool
