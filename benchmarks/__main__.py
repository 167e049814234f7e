"""`python -m benchmarks`: measure everything, print it, and keep it in docs/discussion/speed.md."""

import argparse
import tempfile

from rich.console import Console

from benchmarks import report as reports
from benchmarks.auctions import auction_speed
from benchmarks.bands import bands_line
from benchmarks.clearing import clearing_cost
from benchmarks.perpetuals import perpetual_speed
from benchmarks.prices import PricePath
from benchmarks.processes import help_time, in_a_process
from benchmarks.profiling import profile
from benchmarks.report import Report
from benchmarks.small import small_run
from benchmarks.steps import step_cost
from benchmarks.table import show, write
from benchmarks.vaults import vaults_speed
from benchmarks.venues import VENUES, venue_cost

SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000)
LARGEST_TWIN = 100_000
PATHS: tuple[PricePath, ...] = ("calm", "crash")
MANY_TRADERS, MANY_STEPS, MANY_RUNS = 1_000_000, 1_000, 1_000
LOTS = 2_000
VAULTS = 10_000
TIMES = 40  # as many traders as black_thursday has
MARGIN_ACCOUNTS = 10_000
SMALL_BUNDLE = 10  # the liquidator's default
SMALL = ((100, 500, 1, 0.3), (36, 60, 1, 0.02), (36, 60, 60, 0.02))  # agents, steps, record interval, seconds aimed at
"""Agents, steps, and the seconds aimed at."""
CLEARING = (10_000, 500)  # members, trades


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="up to 10,000 traders, no long runs, docs left as they are"
    )
    parser.add_argument("--repetitions", type=int, help="of each measurement, of which the median is shown: 5, quick 2")
    parser.add_argument("--no-write", action="store_true", help="leave docs/discussion/speed.md as it is")
    parser.add_argument("--profile", choices=("calm", "crash", "small"), help="print the hottest functions instead")
    parser.add_argument("--traders", type=int, default=100_000, help="of the profile")
    parser.add_argument("--sort", default="tottime", choices=("tottime", "cumtime"), help="order of the profile")
    return parser.parse_args()


def measure(repetitions: int, quick: bool, console: Console) -> Report:
    """Long runs first, in processes of their own, while this one is still small."""
    report = Report()
    long_runs = [] if quick else _long_runs(console)
    for traders in QUICK_SIZES if quick else SIZES:
        for path in PATHS:
            console.print(f"{traders:,} traders, {path} ...", style="dim")
            report.costs.append(step_cost(traders, path, repetitions, with_twin=traders <= LARGEST_TWIN))
    growth = reports.growth_line(report.costs, 10_000, 1_000_000)
    report.lines += [growth] if growth is not None else []
    report.lines += [] if quick else [_small_bundles(repetitions, console)]
    console.print("small runs ...", style="dim")
    for agents, steps, interval, seconds in SMALL:
        report.lines.append(reports.small_line(small_run(agents, steps, 3 * repetitions, interval), seconds))
    report.lines.append(bands_line(repetitions))
    report.lines.append(reports.perpetuals_line(perpetual_speed(MARGIN_ACCOUNTS, repetitions)))
    console.print("clearing house ...", style="dim")
    report.lines.append(reports.clearing_line(clearing_cost(*CLEARING, repetitions)))
    console.print("venues ...", style="dim")
    report.lines += [reports.venue_line(venue_cost(kind, repetitions)) for kind in VENUES]
    report.lines += reports.vaults_lines(vaults_speed(VAULTS, repetitions))
    report.lines += reports.auction_lines(auction_speed(LOTS, repetitions))
    waited = help_time(repetitions)
    report.lines += [reports.help_line(waited)] if waited is not None else []
    report.lines += long_runs
    return report


def _small_bundles(repetitions: int, console: Console) -> reports.Line:
    console.print(f"{LARGEST_TWIN:,} traders, crash, small bundles ...", style="dim")
    cost = step_cost(LARGEST_TWIN, "crash", repetitions, with_twin=True, positions_per_bundle=SMALL_BUNDLE)
    return reports.bundle_line(cost, SMALL_BUNDLE)


def _long_runs(console: Console) -> list[reports.Line]:
    console.print(f"{MANY_TRADERS:,} traders, {MANY_STEPS:,} steps ...", style="dim")
    many = in_a_process("million", str(MANY_TRADERS), str(MANY_STEPS))
    console.print(f"{MANY_RUNS:,} small runs ...", style="dim")
    memory = in_a_process("growth", str(MANY_RUNS))
    lines = [*reports.million_lines(MANY_TRADERS, MANY_STEPS, many), reports.memory_line(memory)]
    console.print(f"contagion of black_thursday, {TIMES} times enlarged ...", style="dim")
    with tempfile.TemporaryDirectory() as folder:
        in_a_process("enlarge", str(TIMES), f"{folder}/run")
        return lines + reports.contagion_lines(in_a_process("contagion", f"{folder}/run"))


def main() -> None:
    chosen = options()
    if chosen.profile is not None:
        profile(chosen.profile, chosen.traders, chosen.sort)
        return
    console = Console()
    repetitions = chosen.repetitions or (2 if chosen.quick else 5)
    report = measure(repetitions, chosen.quick, console)
    show(report, console)
    if not (chosen.quick or chosen.no_write):
        write(report)


if __name__ == "__main__":
    main()
