"""The replay of one run: an animated network in one HTML file that needs nothing else."""

from pathlib import Path

import jinja2
import pandas as pd
import seaborn as sns

from firesale.analysis.contagion.figures.clock import Clock
from firesale.analysis.contagion.replay_distress import debts, liquidated, lost, reported, sold, spread
from firesale.analysis.contagion.replay_frames import columns, frames_of
from firesale.analysis.contagion.replay_network import ReplayNetwork, replay_network
from firesale.analysis.contagion.replay_prices import replay_prices
from firesale.analysis.contagion.replay_tree import replay_tree
from firesale.analysis.contagion.replay_words import sentences
from firesale.analysis.style import PALETTE
from firesale.analysis.tables import RunTables
from firesale.analysis.words import count, duration

TEMPLATES = Path(__file__).parents[1] / "templates"
SHADES = 9  # of bad debt


def write_replay(
    tables: RunTables, liquidations: pd.DataFrame, nodes: pd.DataFrame, links: pd.DataFrame, path: Path
) -> Path:
    """Write the replay of a run as one HTML file; returns its path. The tables of contagion are those of `Findings`."""
    path.write_text(render(tables, liquidations, nodes, links), encoding="utf-8")
    return path


def render(tables: RunTables, liquidations: pd.DataFrame, nodes: pd.DataFrame, links: pd.DataFrame) -> str:
    """The replay as HTML. Names are escaped, also in the numbers, which are JSON without any sign that ends a script."""
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.FileSystemLoader(TEMPLATES),
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "allow_nan": False}
    data = replay_data(tables, liquidations, nodes, links)
    return environment.get_template("replay.html.j2").render(title=data["title"], about=_about(tables), data=data)


def replay_data(
    tables: RunTables, liquidations: pd.DataFrame, nodes: pd.DataFrame, links: pd.DataFrame
) -> dict[str, object]:
    """What the page knows: lists of numbers by moment, pool and node; amounts in the numeraire."""
    frames = frames_of(tables)
    network = replay_network(tables, liquidations.groupby("venue")["debt_value"].sum())
    happened = {
        "liquidated": liquidated(liquidations, frames, network),
        "lost": lost(tables, frames, network),
        "spread": spread(liquidations, links, frames, network),
        "sold": sold(tables, frames, network, "liquidation"),
        "pushed": sold(tables, frames, network, "manipulation"),
        "reported": reported(tables, frames, network),
    }
    prices = replay_prices(tables, frames)
    return {
        "title": tables.title or tables.scenario or "A run",
        "numeraire": tables.numeraire,
        "frames": frames.count,
        "each": frames.each,
        "seconds": frames.each * tables.step_seconds,
        "clocks": frames.clocks(tables),
        "clock_form": Clock(tables.length, tables.step_seconds).form,
        "palette": PALETTE,
        "shades": sns.color_palette("flare", SHADES).as_hex(),
        **_drawn(network),
        "debts": debts(tables, frames, network),
        **{name: columns(table) for name, table in happened.items()},
        "prices": prices,
        "tree": replay_tree(tables, liquidations, nodes, frames, network),
        "said": sentences(frames.count, network, tables.numeraire, happened, prices),
    }


def _drawn(network: ReplayNetwork) -> dict[str, object]:
    nodes = [
        {"kind": kind, "name": name, "x": round(network.places[kind, name][0], 5), "row": network.places[kind, name][1]}
        for kind, name in network.nodes
    ]
    pools = [
        {"name": name, "colour": colour, "series": series}
        for name, colour, series in zip(network.pools, network.colours, network.series, strict=True)
    ]
    series = [{"name": name, "colour": colour} for name, colour in network.series_names]
    return {"nodes": nodes, "edges": network.edges, "pools": pools, "series": series}


def _about(tables: RunTables) -> str:
    """One line below the title."""
    steps = f"{count(tables.end[0], 'step')} of {duration(tables.step_seconds)}" if tables.end[0] else "no step"
    name = f"Scenario {tables.scenario}" if tables.scenario else "A scenario without a name"
    return f"{name}, seed {tables.seed}, {steps}; amounts in {tables.numeraire}."
