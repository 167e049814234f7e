"""Runs by chance: trades, liquidations, rescues and sales in any order, with reports as an oracle would make them."""

import math
from dataclasses import dataclass

import numpy as np

from tests.analysis.contagion.conftest import STEP_SECONDS, THRESHOLD, Written
from tests.analysis.contagion.price_script import Place, PriceScript, Rule

POOLS = ("p", "q")
POSITIONS = 8  # in each pool
LIQUIDATORS = {"p": 90, "q": 91}
OF_BOTH = 92
MOTIVES = {"noise": "trading", "deleverage": "deleveraging", "manipulation": "manipulation", "run": "run"}


@dataclass(frozen=True)
class Setting:
    """What there is, and how long it lasts. `mixed`: one liquidator works in both pools."""

    places: tuple[Place, ...]
    sources: int
    rule: Rule
    steps: int
    rounds: int
    mixed: bool = False
    arbitrage: bool = False


class RandomRun:
    """A run, its prices as a script, and every change of every position: moment, units of collateral and debt after it."""

    def __init__(self, setting: Setting, seed: int) -> None:
        self.setting, self.rng = setting, np.random.default_rng(seed)
        self.script = PriceScript(setting.places, setting.sources, setting.rule)
        self.run = Written().step(0)
        self.history: dict[tuple[str, int], list[tuple[int, float, float]]] = {}
        self.liquidated: list[tuple[str, int, int]] = []  # pool, account, moment
        self.looks: list[int] = []
        self._begin()
        for step in range(1, setting.steps + 1):
            fundamental = self.run.price * math.exp(float(self.rng.normal(-0.01, 0.02)))
            self.run.step(step, fundamental)
            self.script.step(fundamental)
            for number in range(setting.rounds):
                self._round(number)
        self.tables = self.run.tables()

    # --- the opening --------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        for i, place in enumerate(self.setting.places):
            if place.book:
                half_life = math.inf if place.kept == 1.0 else STEP_SECONDS * math.log(0.5) / math.log(place.kept)
                self.run.book(f"x{i}", half_life, place.permanent)
            else:
                self.run.exchange(f"x{i}")
        rule = self.setting.rule
        kind = "spot" if rule.live else "twap" if rule.window else "push"
        self.looks.append(self.run.log.mark())
        self.script.look(self.run.log.mark())
        self.run.oracle(*(f"x{i}" for i in range(self.setting.sources)), kind=kind, mean=rule.mean)
        for pool in POOLS:
            self.run.pool(pool)
        for account in range(2 * POSITIONS):
            pool = POOLS[account // POSITIONS]
            self.run.position(pool, account, 1.0 + float(self.rng.uniform(0.001, 0.25)), debt=100.0)
            self._note(pool, account)

    # --- a round ------------------------------------------------------------------------------------------------------

    def _round(self, number: int) -> None:
        self.run.round(number)
        self._report(number)
        for _ in range(int(self.rng.integers(0, 4))):
            self._anybody_trades()
        unsafe = [key for key in self.run.units if self._health(*key) < 1.0]
        for pool, account in unsafe:
            chance = self.rng.random()
            if chance < 0.7 and self._health(pool, account) < 1.0:
                self._liquidate(pool, account)
            elif chance < 0.8:
                self._rescue(pool, account)
        for account in (*LIQUIDATORS.values(), OF_BOTH):
            if self.run.stock.get((account, "ETH"), 0.0) > 0.0 and self.rng.random() < 0.6:
                self._sell(account)
        for pool, account in list(self.run.units):
            if self.run.debts[pool, account] == 0.0 and self.rng.random() < 0.2:
                self.run.position(pool, account, 1.0 + float(self.rng.uniform(0.001, 0.1)), debt=100.0)
                self._note(pool, account)

    def _report(self, number: int) -> None:
        rule, mark = self.setting.rule, self.run.log.mark()
        self.script.look(mark)
        self.looks.append(mark)
        if rule.window and number > 0:
            return
        price = math.exp(self.script.told()[-1][1])
        window = STEP_SECONDS * min(rule.window, self.run.log.step)
        self.run.report(price, window, observed=self.looks[max(0, len(self.looks) - 1 - rule.delay)])

    def _anybody_trades(self) -> None:
        motive = str(self.rng.choice(list(MOTIVES)))
        place, account = int(self.rng.integers(len(self.setting.places))), int(self.rng.integers(50, 53))
        if self.setting.arbitrage and place > 0 and self.rng.random() < 0.5:
            return self._arbitrage(0, place)
        tag = (MOTIVES[motive], account if motive == "manipulation" else f"x{place}")
        return self._trade(place, account, float(self.rng.normal(-0.005, 0.03)), motive, tag)

    def _arbitrage(self, first: int, second: int) -> None:
        gap = math.log(self.run.quote(f"x{first}") / self.run.quote(f"x{second}"))
        share = float(self.rng.uniform(0.1, 0.5))
        for place, move in ((first, -share * gap), (second, share * gap)):
            self._trade(place, 60, move, "arbitrage", ("arbitrage", 0))

    def _trade(
        self, place: int, account: int, move: float, motive: str, tag: tuple[str, object], amount: float | None = None
    ) -> None:
        self.script.trade(self.run.log.mark(), place, move, tag)
        self.run.swap(f"x{place}", account, move, motive, amount)

    def _sell(self, account: int) -> None:
        """Of all that it holds, all or a part."""
        held = self.run.stock[account, "ETH"]
        part = float(self.rng.choice([1.0, self.rng.uniform(0.1, 0.9)]))
        place = int(self.rng.integers(len(self.setting.places)))
        pool = {number: name for name, number in LIQUIDATORS.items()}.get(account, "")
        self._trade(
            place, account, -0.0003 * held * part * self.price(), "liquidation", ("fire sale", pool), held * part
        )

    def _liquidate(self, pool: str, account: int) -> None:
        liquidator = OF_BOTH if self.setting.mixed and self.rng.random() < 0.5 else LIQUIDATORS[pool]
        part = float(self.rng.choice([1.0, 0.5]))
        self.liquidated.append((pool, account, self.run.log.mark()))
        self.run.liquidate(pool, account, liquidator, part, self.price())
        self._note(pool, account)

    def _rescue(self, pool: str, account: int) -> None:
        self.run.top_up(pool, account, float(self.rng.uniform(0.01, 0.1)) * self.run.units[pool, account])
        self._note(pool, account)

    def price(self) -> float:
        """What the oracle says now."""
        return math.exp(self.script.told()[-1][1])

    def _health(self, pool: str, account: int) -> float:
        debt = self.run.debts[pool, account]
        return self.run.units[pool, account] * self.price() * THRESHOLD / debt if debt > 0.0 else math.inf

    def _note(self, pool: str, account: int) -> None:
        change = (self.run.log.mark() - 1, self.run.units[pool, account], self.run.debts[pool, account])
        self.history.setdefault((pool, account), []).append(change)

    # --- what is true of it -------------------------------------------------------------------------------------------

    def stretch(self, number: int) -> tuple[int, int]:
        """From when to when the position of a liquidation lost its health: just before the price that made it unsafe, told the plain way."""
        pool, account, moment = self.liquidated[number]
        changes = [change for change in self.history[pool, account] if change[0] < moment]
        told = self.script.told()
        upper = moment
        while changes:
            since, units, debt = changes.pop()
            for place in reversed([i for i, (at, _) in enumerate(told) if since < at < upper]):
                if units * math.exp(told[place - 1][1]) * THRESHOLD >= debt:
                    return told[place][0], moment
            if not changes or changes[-1][2] == 0.0:
                return since + 1, moment
            upper = since
        raise AssertionError("no position before the liquidation")

    def moved_by(self, tag: tuple[str, object], number: int) -> float:
        """What one source did to the log price in the stretch of a liquidation: all that is not there without it."""
        whole, without = self.script.told(), self.script.told_without(tag)
        start, end = (max(i for i, (at, _) in enumerate(whole) if at < moment) for moment in self.stretch(number))
        return (whole[end][1] - without[end][1]) - (whole[start][1] - without[start][1])
