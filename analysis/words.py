"""Numbers as people say them."""

from collections.abc import Sequence
from math import isfinite, isnan

UNMEASURED = "not measured"
_SCALES = ((1e12, "trillion", "tn"), (1e9, "billion", "bn"), (1e6, "million", "M"))
_DURATIONS = ((86400, "day"), (3600, "h"), (60, "min"), (1, "s"))


def amount(value: float, unit: str = "") -> str:
    """Three significant digits: `1.23 million USD`, `12,300 USD`, `0.0456`."""
    if not isfinite(value):
        return UNMEASURED if isnan(value) else "without bound"
    size = abs(_three_digits(value))
    scale, word = next(((scale, f" {word}") for scale, word, _ in _SCALES if size >= scale), (1.0, ""))
    return f"{'−' if value < 0 < size else ''}{_plain(size / scale)}{word} {unit}".strip()


def short(value: float) -> str:
    """Three or four digits and a letter, for an axis: `1,800`, `250k`, `1.2M`, `3bn`."""
    size = abs(value)
    scale, letter = next(((scale, letter) for scale, _, letter in _SCALES if size >= scale), (1.0, ""))
    scale, letter = (1e3, "k") if 1e4 <= size < 1e6 else (scale, letter)
    digits = f"{size:,.0f}" if 1e3 <= size < 1e4 else f"{size / scale:.4g}"
    return f"{'−' if value < 0 else ''}{digits}{letter}"


def precise(value: float) -> str:
    """Four significant digits or all whole ones, for a table: `306,832`, `0.1134`."""
    if not isfinite(value):
        return UNMEASURED
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.4g}"


def percent(fraction: float) -> str:
    """Two significant digits, whole above ten: `12%`, `0.45%`."""
    if not isfinite(fraction):
        return UNMEASURED
    value = 100 * fraction
    return f"{value:,.0f}%" if abs(value) >= 10 else f"{value:.2g}%"


def duration(seconds: float) -> str:
    """The two largest units: `2 days 4 h`, `3 h 20 min`, `45 s`."""
    left = round(seconds)
    parts = []
    for size, word in _DURATIONS:
        number, left = divmod(left, size)
        parts.append((number, f"{number:,} {word}{'s' if word == 'day' and number != 1 else ''}"))
    first = next((i for i, (number, _) in enumerate(parts) if number), len(parts) - 1)
    return " ".join(text for number, text in parts[first : first + 2] if number) or "0 s"


def count(number: float, noun: str, plural: str = "") -> str:
    """A whole number and its noun: `1 pool`, `1,200 pools`, `no pool`."""
    if number == 0:
        return f"no {noun}"
    return f"{number:,.0f} {noun if number == 1 else plural or noun + 's'}"


def times(number: int) -> str:
    """`once`, `twice`, `12 times`."""
    return {1: "once", 2: "twice"}.get(number) or count(number, "time")


def listing(names: Sequence[str], most: int = 5) -> str:
    """`a, b and c`; `a, b and 7 more` where there are more than `most`."""
    shown = list(names) if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def brief(name: str, longest: int = 22) -> str:
    """A name of at most so many letters, the end cut off."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def plain(name: str) -> str:
    """A name of the code as words: `leveraged_trader` is `leveraged trader`."""
    return name.replace("_", " ")


def _three_digits(value: float) -> float:
    return float(f"{value:.3g}")


def _plain(size: float) -> str:
    """A size rounded to three digits, with thousands separated and without an exponent unless it is tiny."""
    if size >= 100 or size == int(size):
        return f"{size:,.0f}"
    return f"{size:.3g}"
