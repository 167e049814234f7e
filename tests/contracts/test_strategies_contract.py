"""What every registered strategy of every role obeys: a new one is covered the moment it is registered."""

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Annotated, Any, get_args, get_origin

import numpy as np
import pytest
from typing_extensions import override

import firesale.agents
from firesale.agents.base import Cohort, Strategy
from firesale.market.actions import Action, AddLiquidity, Bundle, Declare, Motive, Repay, SetParameters, Supply, Swap
from firesale.market.arrays import FloatArray
from firesale.market.checks import ExchangeName, PerAccount, PoolName, Range, Refers, marks
from firesale.market.errors import BadValueError
from firesale.market.market import Group, Market
from firesale.market.orders import bad_value, order_fields, spread
from firesale.market.streams import Draws, Streams, entity_keys
from firesale.market.view import View
from tests.agents.playing import clear, cohort_of, decide, lend, market_of, open_position, perpetuals_of
from tests.market.venues.vaults.making import vaults_of
from tests.markets import give, held, refusals, set_price

PLAYERS, LENDER, BORROWER, TRADER = 4, 7, 8, 9
SCRIPT = (2000.0, 2010.0, 1850.0, 1700.0, 1500.0, 1100.0, 1100.0, 1110.0, 2300.0, 2290.0, 2300.0)
DAY = 86_400.0
ALONE = frozenset({"leveraged_trader", "lender", "clearing_member", "liquidity_provider", "noise_trader"})
"""Roles in which an account decides without regard to the other accounts of its cohort."""

NAMES = {
    "exchange": ("swap", "book"),
    "lending_pool": ("pool", "second"),
    "oracle": ("fair",),
    "venue": ("pool",),
    "perpetual_venue": ("perps",),
    "clearing_house": ("clearing",),
    "vaults": ("vaults",),
}
COIN_EXCHANGE = "coins"


def strategies() -> Iterator[tuple[str, str, type[Strategy]]]:
    """Role, kind and class of everything that is registered."""
    for module in pkgutil.iter_modules(firesale.agents.__path__):
        if module.ispkg:
            role = importlib.import_module(f"firesale.agents.{module.name}")
            for kind, member in getattr(role, "STRATEGIES", {}).items():
                yield module.name, kind, member


REGISTERED = [pytest.param(role, kind, member, id=f"{role}-{kind}") for role, kind, member in strategies()]
INDEPENDENT = [entry for entry in REGISTERED if entry.values[0] in ALONE]
every_strategy = pytest.mark.parametrize(("role", "kind", "member"), REGISTERED)
every_independent_strategy = pytest.mark.parametrize(("role", "kind", "member"), INDEPENDENT)


def made(member: type[Strategy]) -> Strategy:
    """The strategy with its defaults, in the places of the test's market."""
    given: dict[str, Any] = {}
    left = {refers: list(names) for refers, names in NAMES.items()}
    for field in fields(member):
        bare, extras = marks(member)[field.name]
        if field.default is not MISSING or field.default_factory is not MISSING:
            continue
        refers = next((mark.to for mark in extras if isinstance(mark, Refers)), "")
        several = get_origin(bare) is tuple
        if several and get_origin(get_args(bare)[0]) is Annotated:
            refers = next(mark.to for mark in get_args(bare)[0].__metadata__ if isinstance(mark, Refers))
        assert refers, f"{member.__name__}.{field.name} has neither a default nor a name to refer to"
        if refers == "asset":
            names = ("ETH",) if field.name in {"collateral", "base", "market"} else ("USDC",)
            given[field.name] = names if several else names[0]
        elif field.name == "coin_exchange":
            given[field.name] = COIN_EXCHANGE
        else:  # a second exchange is another one
            given[field.name] = NAMES[refers] if several else left[refers].pop(0)
    return member(**given)


def with_differences(strategy: Strategy, size: int) -> Strategy:
    """The same strategy, each account with parameters a little different."""
    factors = np.resize([1.0, 1.01, 0.99, 1.005], size)
    given: dict[str, Any] = {}
    for name, (_, extras) in marks(type(strategy)).items():
        value = getattr(strategy, name)
        each = any(isinstance(mark, PerAccount) for mark in extras)
        given[name] = value * factors if each else value
    return type(strategy)(**given)


def eventful() -> Market:
    """Four accounts with a little of everything, others to trade with, and prices that are about to move."""
    market = market_of()
    lend(market, LENDER, 600_000.0)
    lend(market, LENDER, 300_000.0, "second")
    open_position(market, BORROWER, 100.0, 150_000.0)
    give(market, BORROWER, "ETH", 150.0)
    vaults_of(market).borrowers.place(np.array([BORROWER]), np.array([[150.0]]), np.array([[150_000.0]]), "opening")
    for account in range(PLAYERS):
        size = 1.0 + 0.5 * account
        for asset, amount in (("ETH", 300.0), ("USDC", 600_000.0), ("BTC", 1.0)):
            give(market, account, asset, amount * size)
        open_position(market, account, 30.0 * size, (36_000.0 + 3_000.0 * account) * size)
        give(market, account, "USDC", 12_000.0 * size)
        place = np.array([account]), 0, np.array([24.0 * size]), np.array([12_000.0 * size]), "opening"
        perpetuals_of(market).margins.place(*place)
        orders = [
            Supply(account=account, venue=pool, asset="USDC", amount=amount * size)
            for pool, amount in (("pool", 5_000.0), ("second", 1_000.0))
        ]
        owners = np.array([account])
        vaults_of(market).found(owners, np.array([2_000.0 * size]))
        shares = AddLiquidity(account=account, venue="swap", base_amount=5.0 * size, quote_amount=20_000.0 * size)
        assert refusals(market, *orders, shares) == []
        clear(market, account, LENDER, 40.0 * size, 1.0 + 0.1 * account)
    for asset, amount in (("ETH", 1e4), ("USDC", 1e7)):
        give(market, TRADER, asset, amount)
    return market


def follow(market: Market, price: float) -> None:
    """Somebody trades on "swap" until it quotes the price."""
    curve = market.look().curve("swap")
    amounts = {"ETH": curve.sale_to_reach(price), "USDC": curve.purchase_to_reach(price)}
    for asset, amount in amounts.items():
        if amount > 0.0:
            other = "USDC" if asset == "ETH" else "ETH"
            market.execute([Swap(account=TRADER, venue="swap", asset_in=asset, asset_out=other, amount_in=amount)], 0)


def moments(market: Market) -> Iterator[int]:
    """The script, moment by moment; the exchange "swap" follows a step behind."""
    for moment, (price, before) in enumerate(zip(SCRIPT, SCRIPT[:1] + SCRIPT, strict=False), start=1):
        set_price(market, "ETH", price)
        market.site.log.step, market.site.log.time = moment, moment * DAY
        market.accrue(DAY)
        market.report_prices()
        if market.site.ledger.balances[TRADER].any():
            follow(market, before)
        yield moment


def with_legs(actions: Sequence[Action]) -> Iterator[Action]:
    """Actions and everything inside bundles."""
    for action in actions:
        yield action
        if isinstance(action, Bundle):
            yield from with_legs(action.legs)


def orders_by_account(actions: Sequence[Action], inside: str = "") -> dict[int, list[tuple[str, list[float]]]]:
    """What each account asks for, in its order: the names of the request, and its numbers."""
    found: dict[int, list[tuple[str, list[float]]]] = {}
    for action in actions:
        whole = spread(action)
        assert whole is not None
        numbers = [getattr(whole, name) for name, _ in order_fields(whole) if name != "account"]
        columns = [column for column in numbers if not isinstance(column, str)]
        words = [str(getattr(whole, field.name)) for field in fields(whole) if field.type in (str, "str", Motive)]
        name = "/".join([inside, type(whole).__name__, *words])
        for place, account in enumerate(np.asarray(whole.account).tolist()):
            found.setdefault(account, []).append((name, [float(column[place]) for column in columns]))
        if isinstance(whole, Bundle):
            for account, inner in orders_by_account(whole.legs, name).items():
                found[account] += inner
    return found


def same(left: dict[int, list[tuple[str, list[float]]]], right: dict[int, list[tuple[str, list[float]]]]) -> bool:
    """True if the same accounts ask for the same, but for the last digits."""
    if left.keys() != right.keys():
        return False
    for account, orders in left.items():
        ours, theirs = sorted(orders), sorted(right[account])
        if [name for name, _ in ours] != [name for name, _ in theirs]:
            return False
        for (_, mine), (_, other) in zip(ours, theirs, strict=True):
            if mine != pytest.approx(other, rel=1e-12):
                return False
    return True


@every_strategy
@pytest.mark.parametrize("size", [1, 3])
def test_it_plays_by_the_rules(role: str, kind: str, member: type[Strategy], size: int) -> None:
    market, cohort = eventful(), cohort_of(made(member), size)
    players, log = market.site.players, market.site.log
    for moment in moments(market):
        before = market.site.ledger.balances.copy(), market.site.journal.mark(), log.mark()
        actions = decide(market, cohort, moment)
        assert isinstance(actions, list)
        assert np.array_equal(market.site.ledger.balances, before[0]), "deciding changes no balance"
        assert (market.site.journal.mark(), log.mark()) == before[1:], "deciding changes nothing"
        for action in with_legs(actions):
            whole = spread(action)
            assert whole is not None
            assert set(np.asarray(whole.account).tolist()) <= set(range(size)), "it acts for its own accounts"
            assert bad_value(whole, players) is None, f"numbers that cannot be right: {action}"
            assert action.motive is not Motive.NONE or isinstance(action, Declare)
        market.execute(actions, moment)
        market.absorb()
        market.check()
        market.audit()
    assert {len(notes) for notes in cohort.memory.values()} <= {size}, "memory has one value per account"


@every_strategy
def test_nobody_asks_for_nothing(role: str, kind: str, member: type[Strategy]) -> None:
    market, cohort = eventful(), cohort_of(made(member), 0)
    for moment in moments(market):
        assert decide(market, cohort, moment) == []


@every_strategy
@pytest.mark.parametrize("size", [1, 3])
def test_whoever_owns_nothing_in_an_empty_market_asks_for_nothing(
    role: str, kind: str, member: type[Strategy], size: int
) -> None:
    market, cohort = market_of(), cohort_of(made(member), size)
    for moment in moments(market):
        assert [
            action for action in decide(market, cohort, moment) if not isinstance(action, Declare | SetParameters)
        ] == []


@every_strategy
def test_whoever_owns_nothing_in_an_eventful_market_breaks_nothing(
    role: str, kind: str, member: type[Strategy]
) -> None:
    market, cohort = eventful(), cohort_of(made(member), 2, start=5)
    for moment in moments(market):
        market.execute(decide(market, cohort, moment), moment)
        market.absorb()
        market.check()
        market.audit()


@every_independent_strategy
def test_a_cohort_decides_what_its_accounts_would_decide_one_by_one(
    role: str, kind: str, member: type[Strategy]
) -> None:
    market = eventful()
    cohort = cohort_of(with_differences(made(member), PLAYERS), PLAYERS)
    singles = [
        Cohort(
            Group("one", role, np.array([account])),
            cohort.strategy.of(account),
            Draws(cohort.draws.entities[account : account + 1], cohort.draws.purpose),
        )
        for account in range(PLAYERS)
    ]
    for moment in moments(market):
        together = decide(market, cohort, moment)
        alone = [action for single in singles for action in decide(market, single, moment)]
        assert same(orders_by_account(together), orders_by_account(alone))
        market.execute(together, moment)
        market.absorb()


@every_independent_strategy
def test_one_more_account_changes_nothing_for_the_others(role: str, kind: str, member: type[Strategy]) -> None:
    market = eventful()
    few, many = cohort_of(made(member), PLAYERS - 1), cohort_of(made(member), PLAYERS)
    for moment in moments(market):
        without, together = decide(market, few, moment), decide(market, many, moment)
        others = {who: orders for who, orders in orders_by_account(together).items() if who != PLAYERS - 1}
        assert same(orders_by_account(without), others)
        market.execute(together, moment)
        market.absorb()


@every_strategy
def test_it_stands_in_a_file_of_its_own_under_the_name_that_scenarios_use(
    role: str, kind: str, member: type[Strategy]
) -> None:
    assert member.__module__ == f"firesale.agents.{role}.{kind}"
    assert issubclass(member, Strategy)
    assert (member.__doc__ or "").strip()


@every_strategy
def test_numbers_out_of_range_are_refused_by_name(role: str, kind: str, member: type[Strategy]) -> None:
    strategy = made(member)
    for name, (_, extras) in marks(member).items():
        for allowed in (mark for mark in extras if isinstance(mark, Range)):
            values = {field.name: getattr(strategy, field.name) for field in fields(strategy)}
            for wrong in (allowed.low - 1.0, allowed.high + 1.0, float("nan")):
                if np.isfinite(wrong) or np.isnan(wrong):
                    with pytest.raises(BadValueError, match=rf"\.{name}:"):
                        member(**{**values, name: wrong})


# --- teaching -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RepayOnFridays(Strategy):
    """The form for teaching: one account, plain numbers. Every fifth step it repays a part of what it holds."""

    pool: PoolName
    exchange: ExchangeName
    part: Annotated[FloatArray | float, PerAccount(), Range(0.0, 1.0)] = 0.1

    @override
    def decide_one(self, view: View, draws: Draws) -> list[Action]:
        cash = float(view.balance("USDC")[0])
        if view.step % 5 != 0 or cash == 0.0:
            return []
        amount = self.part * cash * draws.uniform()
        return [Repay(account=view.accounts, venue=self.pool, asset="USDC", amount=amount, motive=Motive.DELEVERAGE)]


def test_a_strategy_written_for_one_account_plays_for_many() -> None:
    market, parts = eventful(), np.array([0.01, 0.02, 0.03, 0.04])
    cohort = cohort_of(RepayOnFridays("pool", "swap", parts), PLAYERS)
    assert decide(market, cohort, 4) == []
    chances = Streams(7).draws(entity_keys("people", PLAYERS), "play", "people")
    chances.step = 5
    before = np.array([held(market, account, "USDC") for account in range(PLAYERS)])
    assert refusals(market, *decide(market, cohort, 5)) == []
    left = [held(market, account, "USDC") for account in range(PLAYERS)]
    assert left == pytest.approx(before * (1.0 - parts * chances.uniform()))
