"""What is measured in a process of its own: `python -m benchmarks.processes million | growth | enlarge | contagion` prints JSON."""

import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.clock import Reading
from benchmarks.contagion import analyse_saved, save_enlarged

ROOT = Path(__file__).parents[1]
MIB = 2**20
WARM_UP = 100  # runs before memory is counted
AGENTS, STEPS = 36, 60  # of each run whose memory is counted


def in_a_process(*arguments: str) -> dict[str, float]:
    """What a child process measured. Make it early: on Linux a child inherits its parent's peak of memory."""
    command = [sys.executable, "-m", "benchmarks.processes", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def help_time(repetitions: int) -> Reading | None:
    """Wall and processor time of `firesale --help`, None if the command is not installed."""
    command = Path(sys.executable).parent / "firesale"
    if not command.exists():
        return None
    readings = [_time_help(command) for _ in range(repetitions + 1)][1:]
    return Reading(median(reading.wall for reading in readings), median(reading.cpu for reading in readings))


def _time_help(command: Path) -> Reading:
    wall, cpu = time.perf_counter(), _children_cpu()
    subprocess.run([command, "--help"], check=True, capture_output=True)
    return Reading(time.perf_counter() - wall, _children_cpu() - cpu)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_many_traders(traders: int, steps: int) -> dict[str, float]:
    """Processor seconds (imports and set-up included) and peak memory of one calm run."""
    from benchmarks.scenario import benchmark_scenario
    from firesale.experiments.model import MarketModel

    start = time.perf_counter()
    model = MarketModel(benchmark_scenario(traders, steps, "calm"))
    set_up = time.process_time()
    model.run()
    return {"cpu": time.process_time(), "set_up": set_up, "wall": time.perf_counter() - start, "peak": peak_memory()}


def run_many_times(runs: int) -> dict[str, float]:
    """Memory after the warm-up, half way and after all runs, bytes."""
    from benchmarks.small import small_scenario
    from firesale.experiments.run import run

    scenario, seen = small_scenario(AGENTS, STEPS), []
    for done in range(1, runs + 1):
        run(scenario)
        if done in (WARM_UP, runs // 2, runs):
            seen.append(memory())
    return {"runs": runs, "warm": seen[0], "half": seen[1], "end": seen[2]}


def memory() -> float:
    """Resident memory now, bytes, once garbage is collected; the peak where the system does not say."""
    gc.collect()
    status = Path("/proc/self/statm")
    if status.exists():
        return float(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return peak_memory()


def peak_memory() -> float:
    """Largest resident memory so far, bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def main(arguments: list[str]) -> None:
    what, *given = arguments
    measured = WORK[what](*given)
    print(json.dumps(measured))


WORK: dict[str, Callable[..., dict[str, float]]] = {
    "million": lambda traders, steps: run_many_traders(int(traders), int(steps)),
    "growth": lambda runs: run_many_times(int(runs)),
    "enlarge": lambda times, folder: {"liquidations": save_enlarged(int(times), Path(folder))},
    "contagion": lambda folder: analyse_saved(Path(folder)),
}


if __name__ == "__main__":
    main(sys.argv[1:])
