"""Time on the wall and on the processor."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Reading:
    """Seconds. `cpu` is what this process used, so that other work on the machine counts less."""

    wall: float
    cpu: float

    def per(self, count: int) -> "Reading":
        """The same for one of `count` equal parts."""
        return Reading(self.wall / count, self.cpu / count)


def timed(work: Callable[[], object]) -> Reading:
    """Do the work once, with the garbage of what came before cleared away."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Reading(time.perf_counter() - wall, time.process_time() - cpu)


def middle(readings: Sequence[Reading]) -> Reading:
    """The median of each clock."""
    return Reading(median(reading.wall for reading in readings), median(reading.cpu for reading in readings))
