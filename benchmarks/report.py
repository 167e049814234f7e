"""What was measured, beside what was aimed at."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.auctions import AuctionSpeed
from benchmarks.clearing import ClearingCost
from benchmarks.clock import Reading
from benchmarks.perpetuals import PerpetualSpeed
from benchmarks.processes import MIB, WARM_UP
from benchmarks.small import SmallRun
from benchmarks.steps import StepCost, cost_of, growth_exponent
from benchmarks.vaults import VaultsSpeed
from benchmarks.venues import PLAYERS, VenueCost

RATIO_AIMS = {(100_000, "calm"): 200.0, (100_000, "crash"): 50.0}
"""How many times as fast as the twin a step should be."""


@dataclass(frozen=True)
class Line:
    """One number. `met` is None where nothing was aimed at."""

    what: str
    measured: str
    aim: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """In a word."""
        return "" if self.met is None else "met" if self.met else "missed"


@dataclass
class Report:
    """Everything that one call measured."""

    costs: list[StepCost] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def step_rows(self) -> list[list[str]]:
        """One row per number of traders and price path, as text."""
        return [_step_row(cost) for cost in self.costs]


STEP_COLUMNS = ["traders", "prices", "liquidated", "firesale", "wall", "twin", "wall", "ratio", "aim", ""]
LINE_COLUMNS = ["what", "measured", "aim", ""]


def _step_row(cost: StepCost) -> list[str]:
    aim, ratio = RATIO_AIMS.get((cost.traders, cost.path)), cost.ratio
    row = [f"{cost.traders:,}", cost.path, f"{cost.liquidated:.1%}", *_clocks(cost.firesale), *_clocks(cost.twin)]
    if ratio is None:
        return [*row, "", "", ""]
    if aim is None:
        return [*row, _times(ratio), "", ""]
    return [*row, _times(ratio), f"{aim:.0f} x", "met" if ratio >= aim else "missed"]


def _clocks(reading: Reading | None) -> list[str]:
    """Milliseconds of the processor and on the wall."""
    return ["", ""] if reading is None else [_digits(reading.cpu * 1e3), _digits(reading.wall * 1e3)]


def _digits(milliseconds: float) -> str:
    return f"{milliseconds:,.0f}" if milliseconds >= 100.0 else f"{milliseconds:.3g}"


def _times(ratio: float) -> str:
    return f"{ratio:.0f} x" if ratio >= 10.0 else f"{ratio:.1f} x"


def growth_line(costs: Sequence[StepCost], low: int, high: int) -> Line | None:
    """How the time of a calm step grows with the number of traders."""
    small, large = cost_of(costs, low, "calm"), cost_of(costs, high, "calm")
    if small is None or large is None:
        return None
    exponent = growth_exponent(small, large)
    what = f"growth of a calm step from {low:,} to {high:,} traders"
    return Line(what, f"N^{exponent:.2f}", "below N^0.5", exponent < 0.5)


def bundle_line(cost: StepCost, positions_per_bundle: int) -> Line:
    """What a crash costs when liquidators sell in small bundles."""
    what = f"crash step, {cost.traders:,} traders, {positions_per_bundle} liquidations per bundle"
    twin = f", twin {_digits(cost.twin.cpu * 1e3)} ms" if cost.twin is not None else ""
    ratio = f": {_times(cost.ratio)}" if cost.ratio is not None else ""
    return Line(what, f"{_digits(cost.firesale.cpu * 1e3)} ms{twin}{ratio}")


def million_lines(traders: int, steps: int, measured: dict[str, float]) -> list[Line]:
    """A long run of many traders."""
    run = f"{traders:,} traders, {steps:,} calm steps"
    cpu = (
        f"{measured['cpu']:.1f} s, of it {measured['set_up']:.1f} s set-up ({measured['wall']:.1f} s wall after import)"
    )
    return [
        Line(f"{run}: processor time with imports and set-up", cpu, "at most 120 s", measured["cpu"] <= 120.0),
        Line(
            f"{run}: peak memory",
            f"{measured['peak'] / MIB:,.0f} MiB",
            "at most 2,048 MiB",
            measured["peak"] <= 2048 * MIB,
        ),
    ]


def contagion_lines(measured: dict[str, float]) -> list[Line]:
    """Who infected whom in a large run."""
    what = f"contagion of a saved run with {measured['liquidations']:,.0f} liquidations"
    cpu = f"{measured['cpu']:.1f} s, of it {measured['attributed']:.1f} s to read and attribute"
    peak = f"{measured['peak'] / MIB:,.0f} MiB"
    return [
        Line(f"{what}: processor time", cpu, "below 60 s", measured["cpu"] < 60.0),
        Line(f"{what}: peak memory", peak, "below 2,048 MiB", measured["peak"] < 2048 * MIB),
    ]


def auction_lines(speed: AuctionSpeed) -> list[Line]:
    """How many actions of auctions are carried out."""
    rates = {
        "seized by one action": speed.lots / speed.triggers.cpu,
        "taken one by one": speed.lots / speed.takes.cpu,
        "bid for one by one": speed.lots / speed.bids.cpu,
    }
    return [Line(f"auctions, {speed.lots:,} lots: {what}", f"{rate:,.0f} per second") for what, rate in rates.items()]


def small_line(run: SmallRun, seconds: float) -> Line:
    """A small run after import."""
    recorded = "every step" if run.record_interval == 1 else "at the end, as in games"
    what = f"{run.agents} agents, {run.steps} steps, after import, state recorded {recorded}"
    split = f"set-up {run.set_up.cpu * 1e3:.1f}, steps {run.stepping.cpu * 1e3:.1f}"
    measured = f"{run.whole.cpu * 1e3:.1f} ms ({split}; {run.whole.wall * 1e3:.1f} wall)"
    return Line(what, measured, f"below {seconds * 1e3:.0f} ms", run.whole.cpu < seconds)


def vaults_lines(speed: VaultsSpeed) -> list[Line]:
    """How many orders vaults carry out."""
    many, single = speed.orders / speed.together.cpu, speed.redemptions / speed.one_by_one.cpu
    return [
        Line(f"vaults, {speed.vaults:,} owners: orders of one action together", f"{many:,.0f} per second"),
        Line(f"vaults, {speed.vaults:,} owners: redemptions one by one", f"{single:,.0f} per second"),
    ]


def venue_line(cost: VenueCost) -> Line:
    """What a venue carries out."""
    measured = f"{_rounded(cost.alone)} one by one, {_rounded(cost.together)} in actions of {PLAYERS:,} orders"
    return Line(f"{cost.kind}: actions per second", measured)


def _rounded(rate: float) -> str:
    """Two digits: more would only be noise."""
    return f"{float(f'{rate:.1e}'):,.0f}"


def clearing_line(cost: ClearingCost) -> Line:
    """What a clearing house does in a second."""
    what = f"clearing house, {cost.members:,} members, 3 contracts: actions per second"
    posts, trades = cost.members / cost.posting.cpu, cost.trades / cost.trading.cpu
    settled = f"settlement of all {_digits(cost.settling.cpu * 1e3)} ms"
    return Line(what, f"{posts:,.0f} postings in one action, {trades:,.0f} trades one by one; {settled}")


def perpetuals_line(speed: PerpetualSpeed) -> Line:
    """Trades of perpetuals."""
    alone, together = 1.0 / speed.alone.cpu, 1.0 / speed.together.cpu
    measured = f"{alone:,.0f} actions a second; {together:,.0f} in one action of all"
    return Line(f"venue of perpetuals, {speed.traders:,} margin accounts", measured)


def help_line(reading: Reading) -> Line:
    """How long a user waits for the list of commands."""
    measured = f"{reading.wall:.2f} s wall ({reading.cpu:.2f} s processor)"
    return Line("`firesale --help`", measured, "below 0.3 s", reading.wall < 0.3)


def memory_line(measured: dict[str, float]) -> Line:
    """What is left in memory by many runs in one process. The allocator's own pools fill in the first half."""
    runs, late = int(measured["runs"]), measured["end"] - measured["half"]
    what = f"memory left behind by {runs:,} small runs in one process, the first {WARM_UP} not counted"
    found = f"{(measured['end'] - measured['warm']) / MIB:.2f} MiB, of it {late / MIB:.2f} in the last {runs // 2}"
    return Line(what, found, "below 0.25 MiB in the last half", late < 0.25 * MIB)
