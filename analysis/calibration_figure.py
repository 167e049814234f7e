"""How well fitted price processes match the returns of an asset: density, quantiles, and memory of the size of returns."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from firesale.analysis.style import INK, PALETTE, QUIET, WIDTH, look
from firesale.analysis.words import duration, plain
from firesale.market.arrays import FloatArray, IntArray

BINS = 34
LINEAR = 0.5  # standard deviations around zero where the axis of returns is straight; beyond it is logarithmic
LAGS = 48
LEVELS = (0.025, 0.975)
COLOURS = (*PALETTE[:5], PALETTE[7])
STYLES = ("solid", "dashed", "dashdot", (0, (1, 1)), (0, (5, 1, 1, 1, 1, 1)), (0, (3, 2)))


def fit_figure(asset: str, returns: FloatArray, made: Mapping[str, FloatArray], best: str, spacing: float) -> Figure:
    """Data (r,) against simulated returns (t, paths) of each process, `best` among them shaded; `spacing` in seconds.

    Left: density of returns; bars are 95 % intervals of the counts. Middle: quantiles of data over those of each process; the line
    is a perfect fit, the shade where 95 % of samples of the best would lie. Right: autocorrelation of the size of returns; the grey
    band is that of returns without memory.
    """
    with look():
        figure = Figure(figsize=(WIDTH, 2.9), layout="constrained")
        axes = [figure.add_subplot(1, 3, i + 1) for i in range(3)]
        scale = float(returns.std())
        _densities(axes[0], returns, made, scale)
        _quantiles(axes[1], returns, made, best, scale)
        _memory(axes[2], returns, made, best, spacing)
        for ax, letter in zip(axes, "abc", strict=True):
            ax.set_title(f"{letter}  {ax.get_title(loc='left')}")
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4, handlelength=2.6)
        told = f"{asset}: {len(returns):,} log returns of {duration(spacing)}; shaded: 95 % of samples of {plain(best)}"
        figure.suptitle(told, fontsize=8, x=0.01, ha="left")
        return figure


def _looks(made: Mapping[str, FloatArray]) -> dict[str, tuple[str, object]]:
    """Colour and dashes of each process."""
    return {kind: (COLOURS[i % len(COLOURS)], STYLES[i % len(STYLES)]) for i, kind in enumerate(made)}


def _densities(ax: Axes, returns: FloatArray, made: Mapping[str, FloatArray], scale: float) -> None:
    width = LINEAR * scale
    far = np.arcsinh(1.3 * float(np.abs(returns).max()) / width)
    edges = width * np.sinh(np.linspace(-far, far, BINS + 1))
    middles, widths = (edges[:-1] + edges[1:]) / 2.0, np.diff(edges)
    counts = np.histogram(returns, edges)[0]
    seen = counts > 0
    density = counts / len(returns) / widths
    # square roots of Poisson counts have a deviation of about a half
    low = np.maximum(np.sqrt(counts) - 0.98, 0.0) ** 2 / len(returns) / widths
    high = (np.sqrt(counts) + 0.98) ** 2 / len(returns) / widths
    ends = [np.minimum(density - low, 0.9 * density)[seen], (high - density)[seen]]
    for kind, (colour, style) in _looks(made).items():
        drawn = np.histogram(made[kind], edges)[0]
        curve = np.where(drawn > 4, drawn / made[kind].size / widths, np.nan)
        ax.plot(middles, curve, color=colour, linestyle=style, label=plain(kind))
    ax.errorbar(middles[seen], density[seen], ends, fmt="o", color=INK, markersize=2.2, elinewidth=0.6, label="data")
    ax.set_yscale("log")
    ax.set_ylim(0.2 / len(returns) / widths.max(), 4.0 * density.max())
    _returns_axis(ax.xaxis, ax, scale, float(edges[-1]))
    ax.set_xlabel("log return")
    ax.set_ylabel("density (1 / log return)")
    ax.set_title("density", loc="left")


def _quantiles(ax: Axes, returns: FloatArray, made: Mapping[str, FloatArray], best: str, scale: float) -> None:
    ranks = (np.arange(len(returns)) + 0.5) / len(returns)
    data = np.sort(returns)
    samples = np.sort(_samples(made[best], len(returns)), axis=0)
    middle = np.quantile(made[best], ranks)
    low, high = np.quantile(samples, LEVELS, axis=1)
    ax.fill_between(middle, low, high, color=_looks(made)[best][0], alpha=0.15, linewidth=0.0)
    reach = 1.3 * float(np.abs(returns).max())
    ax.plot([-reach, reach], [-reach, reach], color=QUIET, linewidth=0.7)
    for kind, (colour, style) in _looks(made).items():
        ax.plot(np.quantile(made[kind], ranks), data, color=colour, linestyle=style)
    for axis in (ax.xaxis, ax.yaxis):
        _returns_axis(axis, ax, scale, reach)
    ax.set_xlim(-reach, reach)
    ax.set_ylim(-reach, reach)
    ax.set_xlabel("quantile of the process")
    ax.set_ylabel("quantile of the data")
    ax.set_title("quantiles", loc="left")


def _samples(made: FloatArray, count: int) -> FloatArray:
    """Samples (count, s) of the length of the data, if the paths are shorter of several paths."""
    paths = -(-count // len(made))
    whole = made.shape[1] // paths
    return made[:, : whole * paths].reshape(len(made), whole, paths).transpose(0, 2, 1).reshape(-1, whole)[:count]


def _memory(ax: Axes, returns: FloatArray, made: Mapping[str, FloatArray], best: str, spacing: float) -> None:
    lags = np.arange(1, min(LAGS, len(returns) // 4, len(next(iter(made.values()))) // 4) + 1)
    hours = lags * spacing / 3600.0
    ax.axhspan(-1.96 / np.sqrt(len(returns)), 1.96 / np.sqrt(len(returns)), color=QUIET, alpha=0.18, linewidth=0.0)
    for kind, (colour, style) in _looks(made).items():
        paths = _autocorrelations(np.abs(made[kind]), lags)
        if kind == best:
            ax.fill_between(hours, *np.quantile(paths, LEVELS, axis=1), color=colour, alpha=0.15, linewidth=0.0)
        ax.plot(hours, paths.mean(axis=1), color=colour, linestyle=style)
    data = _autocorrelations(np.abs(returns)[:, None], lags)[:, 0]
    ax.plot(hours, data, "o", color=INK, markersize=2.2)
    ax.set_xlabel("lag (hours)")
    ax.set_xlim(0.0, hours[-1] + hours[0])
    ax.set_title("memory of |return|", loc="left")
    ax.set_ylabel("autocorrelation")


def _autocorrelations(series: FloatArray, lags: IntArray) -> FloatArray:
    """Of each column of (t, paths) at each lag, (l, paths)."""
    apart = series - series.mean(axis=0)
    whole = (apart**2).sum(axis=0)
    whole = np.where(whole > 0.0, whole, 1.0)
    return np.stack([(apart[:-lag] * apart[lag:]).sum(axis=0) / whole for lag in lags.tolist()])


def _returns_axis(this: Axis, ax: Axes, scale: float, reach: float) -> None:
    """An axis of returns in percent, straight near zero and logarithmic in the tails."""
    set_scale = ax.set_xscale if this is ax.xaxis else ax.set_yscale
    set_scale("asinh", linear_width=LINEAR * scale)
    ticks = _ticks(scale, reach)
    this.set_ticks(ticks)
    this.set_major_formatter(FuncFormatter(lambda value, _: f"{100.0 * value:.3g} %".replace("-", "−")))
    this.set_minor_locator(NullLocator())


def _ticks(scale: float, reach: float) -> list[float]:
    """Zero, and round numbers near 2 and 10 standard deviations to either side, as far as there are returns."""
    sizes = [size for size in (_round(2.0 * scale), _round(10.0 * scale)) if size < reach]
    return sorted({0.0, *sizes, *(-size for size in sizes)})


def _round(size: float) -> float:
    power = 10.0 ** np.floor(np.log10(size))
    return float(power * max(digit for digit in (1, 2, 5) if digit <= size / power * 1.0001))
