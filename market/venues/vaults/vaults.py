"""Vaults: a lending pool whose debt is minted and not lent, with redemption and a stability pool."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.market.actions import (
    Action,
    ChooseRate,
    ProvideStability,
    Redeem,
    SetParameters,
    TriggerLiquidation,
    WithdrawStability,
)
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import AssetListed
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.orders import Outcome
from firesale.market.venues.base import Handler, Site
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.venues.funds import Funds
from firesale.market.venues.lending_pool import LendingPool
from firesale.market.venues.vaults.closing_desk import ClosingDesk
from firesale.market.venues.vaults.loss_desk import LossDesk
from firesale.market.venues.vaults.mint import Mint
from firesale.market.venues.vaults.redemption_desk import RedemptionDesk
from firesale.market.venues.vaults.solvency import Solvency
from firesale.market.venues.vaults.stability_desk import StabilityDesk
from firesale.market.venues.vaults.stability_fund import StabilityFund
from firesale.market.venues.vaults.surplus_desk import SurplusDesk
from firesale.market.venues.vaults.terms import VaultsTerms
from firesale.market.venues.vaults.vault_desk import VaultDesk
from firesale.market.venues.vaults.vaults_quote import VaultsQuote


class Vaults(LendingPool):
    """`mint` instead of reserves, owners of vaults instead of borrowers, and nobody who lends."""

    kind = "vaults"

    def __init__(self, name: str, site: Site, terms: VaultsTerms) -> None:
        self.vaults = terms
        super().__init__(name, site, terms)
        self.deposits = StabilityDesk(name, site, terms, self.stability, self.positions)
        self.closings = ClosingDesk(name, site, terms, self.mint, self.positions, self.solvency)
        of_vaults: dict[type[Action], Handler] = {
            **self._closing_handlers(),
            Redeem: self.redemptions.redeem,
            ProvideStability: self.deposits.provide,
            WithdrawStability: self.deposits.withdraw,
        }
        if terms.own_rates:
            of_vaults[ChooseRate] = self.mint.own.choose
        gated = {action: self.positions.gate.unless_paused(handler) for action, handler in of_vaults.items()}
        every = {**self.handlers, **gated}
        if terms.recovery_ratio > 0.0:  # the total ratio sets the rule, and nobody else
            every.pop(SetParameters)
        self.handlers = {action: self._under_the_rule(handler) for action, handler in every.items()}

    def _closing_handlers(self) -> dict[type[Action], Handler]:
        """A stability pool pays at once; any other mechanism works as on a lending pool."""
        pays = isinstance(self.terms.liquidation, StabilityPool)
        return {TriggerLiquidation: self.closings.trigger} if pays else {}

    @override
    def _open_funds(self) -> Funds:
        column = self.site.assets.column
        pledged = [column[asset] for asset in self.terms.collateral]
        self.stability = StabilityFund(self.name, self.site, column[self.vaults.coin], pledged)
        self.mint = Mint(self.name, self.site, self.vaults, self.book, self.stability)
        return self.mint

    @override
    def _open_borrowers(self) -> VaultDesk:
        name, site, terms = self.name, self.site, self.vaults
        self.solvency = Solvency(name, site, terms, self.mint, self.positions)
        self.mint.losses = LossDesk(name, site, terms, self.mint, self.positions)
        self.surplus = SurplusDesk(name, site, terms, self.mint)
        self.treasury = site.open_account()
        self.redemptions = RedemptionDesk(name, site, terms, self.mint, self.positions, self.solvency, self.treasury)
        desk = VaultDesk(name, site, terms, self.book, self.mint, self.positions)
        return desk.join(terms, self.mint, self.solvency, self.redemptions)

    @override
    def _lender_handlers(self) -> dict[type[Action], Handler]:
        return {}

    @override
    def _introduce_claims(self, asset: str) -> None:
        self.site.log.add(AssetListed(self.name, asset, "coin", "", "", 0.0))

    def _under_the_rule(self, handler: Handler) -> Handler:
        """A handler that meets the margin rule that the total ratio asks for now."""

        def handle(order: Action) -> Outcome:
            self.solvency.set_rule()
            return handler(order)

        return handle

    @override
    def absorb(self) -> None:
        super().absorb()
        self.surplus.spend()

    @override
    def check(self) -> None:
        super().check()
        self.stability.check()

    @override
    def audit(self) -> None:
        super().audit()
        self.stability.audit()

    @override
    def record(self) -> None:
        self.solvency.set_rule()
        super().record()
        self.solvency.record(self.redemptions.base_rate)

    @override
    def claim_value(self, asset: str) -> float:
        return self.solvency.fair_value()

    @override
    def equity(self, values: FloatArray) -> FloatArray:
        equity = self.positions.equity(values) + self.stability.equity(values)
        self.liquidators.add_equity(equity, values)
        return equity

    @override
    def loss_share(self, asset: str) -> float:
        """Part of the coins' peg that nothing backs at fundamental prices."""
        return 1.0 - self.solvency.fair_value()

    @override
    def loss_seen(self, asset: str) -> float:
        return self.loss_share(asset)

    @override
    def public_quote(self) -> CreditQuote:
        self.solvency.set_rule()
        mint, redemptions = self.mint, self.redemptions
        return VaultsQuote(
            self.name, self.vaults, mint, self.positions, self.feed, redemptions, self.solvency, self.liquidators
        )

    @override
    def equity_of(self, account: int, values: FloatArray) -> float:
        return super().equity_of(account, values) + self.stability.equity_of(account, values)

    @override
    def health_of(self, account: int) -> float:
        self.solvency.set_rule()
        return super().health_of(account)

    def found(self, accounts: IntArray, amount: FloatArray) -> None:
        """At set-up: players hold coins from the start."""
        self.mint.found(accounts, amount)

    @override
    def arrange(self) -> None:
        """The end of set-up."""
        super().arrange()
        self.mint.settle_founding()


@dataclass(frozen=True)
class VaultsOpening(VaultsTerms):
    """A lending pool whose debt is minted: `debt` names one coin, which the venue issues and counts at one numeraire; nobody lends.

    `rates` are the stability fee, `borrow_cap` the debt ceiling, `supply_cap` the most coins in the stability pool. Source: Maker, `Vat` and `Jug`;
    Liquity v1, `BorrowerOperations`.
    """

    @override
    def open(self, name: str, site: Site) -> Vaults:
        return Vaults(name, site, self)
