"""Moments of a run as a clock shows them."""

from dataclasses import dataclass

DAY, HOUR, MINUTE = 86400, 3600, 60
MOST_HOURS = 48  # a longer run counts days


@dataclass(frozen=True)
class Clock:
    """How the moments of a run of `length` seconds in steps of `step_seconds` are written."""

    length: float
    step_seconds: float

    @property
    def form(self) -> str:
        """What the figures mean: `h:min`."""
        if self._whole_days:
            return "days"
        return ("d " if self._counts_days else "") + ("h:min" if self._whole_minutes else "h:min:s")

    def at(self, seconds: float) -> str:
        """A moment, seconds since the start: `10:20`, `2d 04:10`, `3 d`."""
        whole = round(seconds)
        if self._whole_days:
            return f"{whole // DAY} d"
        days, rest = divmod(whole, DAY) if self._counts_days else (0, whole)
        tail = "" if self._whole_minutes else f":{rest % MINUTE:02}"
        hours, minutes = rest // HOUR, rest % HOUR // MINUTE
        return f"{days}d {hours:02}:{minutes:02}{tail}" if self._counts_days else f"{hours}:{minutes:02}{tail}"

    @property
    def _whole_days(self) -> bool:
        return self.step_seconds % DAY == 0

    @property
    def _whole_minutes(self) -> bool:
        return self.step_seconds % MINUTE == 0

    @property
    def _counts_days(self) -> bool:
        return self.length > MOST_HOURS * HOUR + self.step_seconds
