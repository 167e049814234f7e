"""What every account has before the first step: endowments, deposits, liquidity, positions. All of it goes through the ledger."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from firesale.experiments.clearing_opening import open_clearing
from firesale.experiments.distributions import value_of
from firesale.experiments.forms import Perpetual, Position, ScenarioForm
from firesale.market.actions import Action, AddLiquidity, Motive, Supply
from firesale.market.arrays import FloatArray, IntArray, KeyArray
from firesale.market.errors import BadValueError
from firesale.market.events import AccountOpened, ActionRefused
from firesale.market.margin.base import Positions
from firesale.market.market import Group, Market
from firesale.market.streams import Streams
from firesale.market.venues.credit import Credit
from firesale.market.venues.exchange import Exchange
from firesale.market.venues.perpetuals.venue import Perpetuals
from firesale.market.venues.vaults.vaults import Vaults

OPENING = Motive.OPENING
ROUNDING = 1e-9
"""Of a requirement: a position opened at the largest leverage has just what it needs."""


class Opening:
    """Endows the groups of one scenario in one market. Raises BadValueError where the scenario's amounts contradict each other."""

    def __init__(self, form: ScenarioForm, market: Market, keys: Mapping[str, KeyArray], streams: Streams) -> None:
        self.form, self.market, self.keys, self.streams = form, market, keys, streams
        self.site = market.site

    def open(self) -> None:
        """All endowments and deposits of all groups first, then liquidity, then the positions that borrow from them."""
        for group in self.market.groups:
            self._introduce(group)
            self._endow(group)
        collateral = {}
        for group in self.market.groups:
            for i, position in enumerate(self.form.agents[group.name].positions):
                collateral[group.name, i] = self._acquire(group, position, f"agents.{group.name}.positions.{i}")
        for group in self.market.groups:
            for i, position in enumerate(self.form.agents[group.name].positions):
                self._place(group, position, collateral[group.name, i], f"agents.{group.name}.positions.{i}")
            for i, perpetual in enumerate(self.form.agents[group.name].perpetuals):
                self._begin(group, perpetual, f"perpetuals.{i}")
        for pool in self.market.venues.values():
            if isinstance(pool, Credit):
                pool.arrange()
        open_clearing(self.form, self.market, self._drawn)
        if self.site.without_impact:
            for column in range(self.site.assets.base_count):
                self.site.ledger.mint(column, self.site.world, float(self.site.ledger.supply[column]))

    def _introduce(self, group: Group) -> None:
        strategy = self.form.agents[group.name].strategy
        self.site.log.add(AccountOpened(group.accounts, group.name, group.role, strategy.kind))
        if group.role == "risk_manager":
            others = self.site.risk_managers.get(strategy.pool, frozenset())
            self.site.risk_managers[strategy.pool] = others.union(group.accounts.tolist())

    def _endow(self, group: Group) -> None:
        form, key = self.form.agents[group.name], f"agents.{group.name}"
        for asset, amount in form.endowment.items():
            self._mint(asset, group.accounts, self._drawn(group, f"endowment.{asset}", amount))
        for i, deposit in enumerate(form.deposits):
            amount = self._drawn(group, f"deposits.{i}", deposit.amount)
            self._mint(deposit.asset, group.accounts, amount)
            supply = Supply(
                account=group.accounts, venue=deposit.pool, asset=deposit.asset, amount=amount, motive=OPENING
            )
            self._carry_out(supply, f"{key}.deposits.{i}")
        for i, liquidity in enumerate(form.liquidity):
            value = self._drawn(group, f"liquidity.{i}", liquidity.value)
            self._provide(group.accounts, liquidity.exchange, value, f"{key}.liquidity.{i}")

    def _provide(self, accounts: IntArray, name: str, value: FloatArray, key: str) -> None:
        exchange = self.market.venues[name]
        assert isinstance(exchange, Exchange)
        base, quote = exchange.liquidity_of(value)
        for asset, amount in ((exchange.base, base), (exchange.quote, quote)):
            self._mint(asset, accounts, amount)
        order = AddLiquidity(account=accounts, venue=name, base_amount=base, quote_amount=quote, motive=OPENING)
        self._carry_out(order, key)

    def _acquire(self, group: Group, position: Position, key: str) -> FloatArray:
        """Units of collateral of the value wanted; a receipt token is acquired by lending to the pool that issues it."""
        pool = self._pool(position)
        price = pool.positions.collateral_prices()[pool.terms.collateral.index(position.collateral)]
        place = key.partition(f"{group.name}.")[2]
        units = self._drawn(group, f"{place}.collateral_value", position.collateral_value) / price
        if self.site.assets.underlying.get(position.collateral):
            issuer, _, asset = position.collateral.partition(":")
            amount = units * self.site.redemption[position.collateral]()
            self._mint(asset, group.accounts, amount)
            supply = Supply(account=group.accounts, venue=issuer, asset=asset, amount=amount, motive=OPENING)
            self._carry_out(supply, key)
        else:
            self._mint(position.collateral, group.accounts, units)
        return np.asarray(units, dtype=np.float64)

    def _place(self, group: Group, position: Position, units: FloatArray, key: str) -> None:
        """Pledge and borrow. What is borrowed paid for collateral before the start: it goes to the rest of the world."""
        pool = self._pool(position)
        k, d = pool.terms.collateral.index(position.collateral), pool.terms.debt.index(position.debt)
        n = len(group.accounts)
        collateral, debt = np.zeros((n, len(pool.terms.collateral))), np.zeros((n, len(pool.terms.debt)))
        collateral[:, k] = units
        debt[:, d] = self._debt(group, position, pool, collateral, d, key)
        room = pool.most_debt(collateral, position.bands) - debt[:, d]
        tight = int(np.argmin(room))
        owed = float(debt[tight, d])
        _at_most(owed + float(room[tight]), key, f"{owed:.6g} {position.debt} borrowed", owed, "what its bands bring")
        pledged, lent = float(units.sum()), float(debt[:, d].sum())
        _at_most(pool.reserves.cash(d), key, f"{lent:.6g} {position.debt} borrowed", lent, f"what {position.pool} has")
        left = float(pool.terms.borrow_cap[d]) - pool.reserves.debt(d)
        _at_most(left, key, f"{lent:.6g} {position.debt} borrowed", lent, f"what borrow_cap of {position.pool} leaves")
        left = float(pool.terms.collateral_cap[k] - pool.book.collateral_total[k])
        received = f"{pledged:.6g} {position.collateral} pledged"
        _at_most(left, key, received, pledged, f"what collateral_cap of {position.pool} leaves")
        lent_out = pool.open_positions(group.accounts, collateral, debt, OPENING, position.bands)[:, d]
        self.site.ledger.transfer(self.site.assets.column[position.debt], group.accounts, self.site.world, lent_out)
        if position.interest_rate is not None:
            self._choose_rate(group, position, pool, key)

    def _choose_rate(self, group: Group, position: Position, pool: Credit, key: str) -> None:
        """What owners of vaults pay."""
        assert isinstance(pool, Vaults)
        place, own = key.partition(f"{group.name}.")[2], pool.mint.own
        rate = self._drawn(group, f"{place}.interest_rate", position.interest_rate)
        if not own.allowed(rate).all():
            allowed = f"rates from {pool.vaults.least_rate} to {pool.vaults.most_rate} per year"
            raise BadValueError(f"{key}.interest_rate", float(rate[~own.allowed(rate)][0]), allowed)
        own.set(group.accounts, rate, OPENING)

    def _begin(self, group: Group, perpetual: Perpetual, place: str) -> None:
        """Pay in margin and begin with a position against the vault at the index price, as if all had met there."""
        venue = self.market.venues[perpetual.venue]
        assert isinstance(venue, Perpetuals)
        market, index = venue.terms.markets.index(perpetual.asset), venue.state.index()
        margin = self._drawn(group, f"{place}.margin", perpetual.margin)
        leverage = self._drawn(group, f"{place}.leverage", perpetual.leverage)
        size = np.zeros((len(margin), len(index)))
        size[:, market] = leverage * margin / index[market]
        needed = venue.state.initial(size, index, venue.state.open_value(index))
        if np.any(margin < needed * (1.0 - ROUNDING)):
            worst = int(np.argmax(needed - margin))
            value = float(leverage[worst] * margin[worst])
            allowed = f"at most {value / needed[worst]:.4g} for a value of {value:.6g}, by the requirement of {perpetual.venue}"
            raise BadValueError(f"agents.{group.name}.{place}.leverage", float(leverage[worst]), allowed)
        self._mint(venue.terms.margin_asset, group.accounts, margin)
        sign = 1.0 if perpetual.side == "long" else -1.0
        venue.margins.place(group.accounts, market, sign * size[:, market], margin, OPENING)

    def _debt(
        self, group: Group, position: Position, pool: Credit, collateral: FloatArray, d: int, key: str
    ) -> FloatArray:
        prices, place = pool.positions.debt_prices(), key.partition(f"{group.name}.")[2]
        collateral_price = pool.positions.collateral_prices()
        if position.leverage is not None:
            leverage = self._drawn(group, f"{place}.leverage", position.leverage)
            debt: FloatArray = (collateral @ collateral_price) * (1.0 - 1.0 / leverage) / prices[d]
        else:
            assert position.health_factor is not None
            wanted = self._drawn(group, f"{place}.health_factor", position.health_factor)
            one_unit = np.zeros((len(collateral), len(prices)))
            one_unit[:, d] = 1.0
            debt = pool.positions.margin.health(Positions(collateral, one_unit, collateral_price, prices)) / wanted
        at_start = np.zeros((len(collateral), len(prices)))
        at_start[:, d] = debt
        health = pool.positions.margin.health(Positions(collateral, at_start, collateral_price, prices))
        if not np.all(health >= 1.0):
            raise BadValueError(
                key, f"health factor {health.min():.4g}", "positions that are safe at the start: 1 or more"
            )
        return debt

    def _pool(self, position: Position) -> Credit:
        pool = self.market.venues[position.pool]
        assert isinstance(pool, Credit)
        return pool

    def _drawn(self, group: Group, what: str, given: Any) -> FloatArray:
        amounts = value_of(given, self.streams.draws(self.keys[group.name], "opening", group.name, what))
        wrong = ~(np.isfinite(amounts) & (amounts >= 0.0))
        if wrong.any():
            raise BadValueError(f"agents.{group.name}.{what}", float(amounts[wrong][0]), "amounts of 0 or more, finite")
        return amounts

    def _mint(self, asset: str, accounts: IntArray, amount: FloatArray) -> None:
        for venue in self.market.venues.values():
            if isinstance(venue, Vaults) and venue.vaults.coin == asset:
                venue.found(accounts, amount)
                return
        self.site.ledger.mint(self.site.assets.column[asset], accounts, amount)

    def _carry_out(self, action: Action, key: str) -> None:
        mark = self.site.log.mark()
        self.market.execute([action], 0)
        for event in self.site.log.since(mark):
            if isinstance(event, ActionRefused):
                asked = float(np.sum(event.amount))
                raise BadValueError(
                    key, f"{asked:.6g} {event.asset}".rstrip(), f"an amount that is accepted ({event.reason})"
                )


def _at_most(limit: float, key: str, received: str, amount: float, what: str) -> None:
    if amount > limit:
        raise BadValueError(key, received, f"at most {what}: {limit:.6g}")
