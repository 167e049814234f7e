"""Where the time goes: the hottest functions of a benchmark."""

import cProfile
import pstats

from benchmarks.prices import CRASH_LEAD, PricePath
from benchmarks.scenario import benchmark_scenario
from benchmarks.small import small_scenario
from firesale.experiments.model import MarketModel

FUNCTIONS = 30
CALM_STEPS, CRASH_STEPS, SMALL_RUNS = 200, 8, 20


def profile(what: str, traders: int, order: str) -> None:
    """Print the hottest functions of calm steps, of crash steps, or of small runs; `order` as `pstats` names it."""
    profiler = cProfile.Profile()
    if what == "small":
        _profile_small(profiler)
    else:
        _profile_steps(profiler, "calm" if what == "calm" else "crash", traders)
    pstats.Stats(profiler).strip_dirs().sort_stats(order).print_stats(FUNCTIONS)


def _profile_steps(profiler: cProfile.Profile, path: PricePath, traders: int) -> None:
    steps = CALM_STEPS if path == "calm" else CRASH_STEPS
    model = MarketModel(benchmark_scenario(traders, CRASH_LEAD + steps + 1, path))
    for _ in range(CRASH_LEAD):
        model.step()
    profiler.enable()
    for _ in range(steps):
        model.step()
    profiler.disable()
    model.forget()


def _profile_small(profiler: cProfile.Profile) -> None:
    scenario = small_scenario(36, 60)
    profiler.enable()
    for _ in range(SMALL_RUNS):
        MarketModel(scenario).run()
    profiler.disable()
