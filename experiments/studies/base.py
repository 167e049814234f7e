"""What a study is: a question, the runs that it takes, what is measured in each, and how they are put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from firesale.experiments.studies.design import Design

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from firesale.analysis.tables import RunTables

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Study:
    """One question, one file.

    Rows have the columns of the design, `seed`, and what `measure` gave; the functions are those of a module, so that
    they can be sent to another process.
    """

    question: str
    scenario: str | Path  # the base: shipped, or a file
    design: Design
    seeds: int  # how many are enough for the figure
    measure: "Callable[[RunTables], Mapping[str, float]]"  # of one run
    summarise: "Callable[[pd.DataFrame], pd.DataFrame]"  # rows -> the table of results
    brief: "Callable[[pd.DataFrame], pd.DataFrame]"  # the table -> what fits on a screen
    draw: "Callable[[pd.DataFrame, pd.DataFrame], Figure]"  # rows and table -> the figure
