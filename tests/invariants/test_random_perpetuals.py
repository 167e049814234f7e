"""Any sequence of requests to venues of perpetuals put together at random: nothing is created or lost, nothing raises, refusals leave no trace."""

from collections import Counter
from typing import Any, ClassVar

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from firesale.market.actions import Action, AddMargin, Bundle, ChangePosition, Side, TakeMargin, TakeOver
from firesale.market.arrays import FloatArray
from firesale.market.checks import PerAsset, Range, marks
from firesale.market.closing import CLOSINGS
from firesale.market.deleveraging import DELEVERAGINGS
from firesale.market.errors import BadValueError
from firesale.market.events import ActionRefused, PositionLiquidated
from firesale.market.funding import FUNDINGS
from firesale.market.registry import Registry
from firesale.market.requirements import REQUIREMENTS
from tests.market.venues.perpetuals.margins import market_of, venue_of
from tests.markets import give

PLAYERS = 6
EXAMPLES, STEPS, LEAST_ACTIONS = 150, 40, 3_000
SEEDS = st.integers(0, 2**32 - 1)
FACTORS = st.sampled_from([0.3, 0.7, 0.9, 0.95, 0.99, 1.0, 1.01, 1.05, 1.1, 1.4, 3.0])
FAMILIES = {"requirement": REQUIREMENTS, "funding": FUNDINGS, "closing": CLOSINGS, "deleveraging": DELEVERAGINGS}
BAD: list[Any] = [0.0, -1.0, float("nan"), float("inf"), 1e300, 1e-300, 5e-324]


def drawn(dice: np.random.Generator, members: Registry) -> Any:
    """A member of a family, with its defaults or with numbers from within their limits."""
    member = members[str(dice.choice(sorted(members)))]
    while dice.random() < 0.7:
        numbers: dict[str, Any] = {}
        for name, (_, extras) in marks(member).items():
            for limits in (mark for mark in extras if isinstance(mark, Range)):
                last = limits.high if np.isfinite(limits.high) else limits.low + 10.0 ** dice.uniform(-3.0, 1.0)
                number = limits.low + (last - limits.low) * (1.0 - dice.random())
                listed = any(isinstance(mark, PerAsset) for mark in extras)
                numbers[name] = np.full(2, number) if listed else float(number)
        try:
            return member(**numbers)
        except BadValueError:
            continue
    return member()


class AnyTraders(RuleBasedStateMachine):
    """Six players on a venue whose parts and numbers were drawn."""

    played: ClassVar[Counter[str]] = Counter()
    happened: ClassVar[Counter[str]] = Counter()

    @initialize(seed=SEEDS)
    def found(self, seed: int) -> None:
        dice = np.random.default_rng(seed)
        parts = {name: drawn(dice, members) for name, members in FAMILIES.items()}
        flags = {name: bool(dice.random() < 0.5) for name in ("isolated", "closes_itself", "vault_takes_over")}
        sizes = {"depth": [1e3, 1e5, 1e8], "vault": [10.0, 1e4, 1e7], "fund": [0.0, 20.0, 1e4], "fee": [0.0, 0.01]}
        numbers = {name: float(dice.choice(values)) for name, values in sizes.items()}
        self.market = market_of(**parts, **flags, **numbers, premium_in_mark=float(dice.choice([0.0, 0.5, 1.0])))
        for account in range(PLAYERS):
            give(self.market, account, "USDC", 1_000.0)
            asset = "ETH" if flags["isolated"] else ""
            self.market.execute([AddMargin(account=account, venue="perps", amount=500.0, asset=asset)], 0)
        self.supply = self.market.site.ledger.supply.copy()
        self.moment = 0

    @rule(seed=SEEDS)
    def one_acts(self, seed: int) -> None:
        self.play(self.random_action(self.dice(seed)))

    @rule(seed=SEEDS, count=st.integers(2, 4))
    def several_in_one_bundle(self, seed: int, count: int) -> None:
        dice = self.dice(seed)
        account = int(dice.integers(PLAYERS))
        self.play(Bundle(account=account, legs=tuple(self.random_action(dice, account) for _ in range(count))))

    @rule(factors=st.tuples(FACTORS, FACTORS), seed=SEEDS)
    def prices_jump_and_takers_come(self, factors: tuple[float, float], seed: int) -> None:
        values = self.market.site.assets.values
        self.market.move_prices(np.clip(values * np.array([1.0, *factors]), 1e-2, 1e6) / [values[0], 1, 1], 60.0)
        self.market.report_prices()
        dice = self.dice(seed)
        for _ in range(2):
            self.play(self.take_over(dice, int(dice.integers(PLAYERS))))
        mark = self.market.site.log.mark()
        self.market.absorb()
        self.happened.update(type(event).__name__ for event in self.market.site.log.since(mark))
        self.holds()

    @rule(seconds=st.sampled_from([0.0, 60.0, 3_600.0, 1e6]))
    def time_passes(self, seconds: float) -> None:
        mark = self.market.site.log.mark()
        self.market.accrue(seconds)
        self.market.absorb()
        self.happened.update(type(event).__name__ for event in self.market.site.log.since(mark))
        self.market.record()
        self.holds()

    def dice(self, seed: int) -> np.random.Generator:
        return np.random.default_rng([seed, self.moment])

    def random_action(self, dice: np.random.Generator, account: Any = None) -> Action:
        if account is None:
            several = dice.integers(0, PLAYERS, int(dice.integers(1, 5)))
            account = several if dice.random() < 0.3 else int(dice.integers(PLAYERS))
        chance = dice.random()
        if chance < 0.15:
            return AddMargin(
                account=account, venue="perps", amount=self.amount(dice, account, 300.0), asset=self.pocket(dice)
            )
        if chance < 0.25:
            return TakeMargin(
                account=account, venue="perps", amount=self.amount(dice, account, 200.0), asset=self.pocket(dice)
            )
        if chance < 0.9:
            asset, side = str(dice.choice(["ETH", "BTC"])), [Side.BUY, Side.SELL][int(dice.integers(2))]
            price = float(self.market.site.assets.values[self.market.site.assets.column[asset]])
            size = self.amount(dice, account, float(dice.choice([1e3, 6e3, 3e4])) / price)
            return ChangePosition(account=account, venue="perps", asset=asset, side=side, size=size)
        return self.take_over(dice, account)

    def take_over(self, dice: np.random.Generator, account: Any) -> TakeOver:
        """Mostly of somebody who is unsafe."""
        unsafe = self.market.look().perpetual("perps").unsafe.account
        owner = dice.choice(unsafe) if len(unsafe) and dice.random() < 0.9 else dice.integers(PLAYERS)
        size = self.amount(dice, account, 20.0)
        return TakeOver(
            account=account, venue="perps", asset=str(dice.choice(["ETH", "BTC"])), owner=int(owner), size=size
        )

    def amount(self, dice: np.random.Generator, account: Any, most: float) -> Any:
        if dice.random() < 0.04:
            return BAD[int(dice.integers(len(BAD)))]
        found: FloatArray = most * dice.random(np.size(account)) ** 3
        return found if isinstance(account, np.ndarray) else float(found[0])

    def pocket(self, dice: np.random.Generator) -> str:
        return str(dice.choice(["ETH", "BTC"])) if venue_of(self.market).terms.isolated else ""

    def picture(self) -> list[FloatArray]:
        book = venue_of(self.market).book
        rows = self.market.site.ledger.balances.copy(), book.balance[: book.rows], book.fund.copy(), book.open.copy()
        return [*rows, book.size[: book.rows].copy(), book.entry[: book.rows].copy()]

    def play(self, action: Action) -> None:
        before, mark = self.picture(), self.market.site.log.mark()
        owed = self.market.site.ledger.balances.sum(axis=0)
        self.market.execute([action], self.moment)
        self.moment += 1
        events = self.market.site.log.since(mark)
        self.played[type(action).__name__] += 1
        self.happened.update(type(event).__name__ for event in events)
        assert events, "neither carried out nor refused"
        if all(isinstance(event, ActionRefused) for event in events):
            after = self.picture()
            assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))
        assert np.allclose(owed, self.market.site.ledger.balances.sum(axis=0), rtol=1e-12)
        self.holds()
        for event in events:
            if isinstance(event, PositionLiquidated):
                assert np.all(np.asarray(event.health_before) < 1.0), "only unsafe positions are closed"

    def holds(self) -> None:
        """What is always true."""
        self.market.check()
        self.market.audit()
        book, wealth = venue_of(self.market).book, self.market.wealth()
        assert np.isfinite(wealth).all()
        assert np.all(wealth >= 0.0)
        assert np.isfinite(book.size).all()
        assert np.isfinite(book.entry).all()
        assert np.all(book.entry >= 0.0)
        assert float(book.fund[0]) >= 0.0
        assert np.array_equal(self.market.site.ledger.supply, self.supply)


def test_thousands_of_random_requests_break_nothing() -> None:
    AnyTraders.played.clear()
    AnyTraders.happened.clear()
    run_state_machine_as_test(
        AnyTraders,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(AnyTraders.played, AnyTraders.happened, sep="\n")
    assert AnyTraders.played.total() >= LEAST_ACTIONS
    wanted = {"PositionChanged", "PositionLiquidated", "PositionDeleveraged", "FundDrawn", "FundingPaid"}
    assert wanted <= set(AnyTraders.happened)
