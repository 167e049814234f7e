"""Who gained and who lost, over time."""

from matplotlib.figure import Figure

from firesale.analysis.style import INK, beside, colours, look, money_axis, note, panels, time_axis, time_unit
from firesale.analysis.tables import RunTables
from firesale.analysis.wealth import wealth_over_time
from firesale.analysis.words import plain, short


def wealth(tables: RunTables) -> Figure:
    """Change of the wealth of each role since its first record, at fundamental prices; the legend says the last one."""
    recorded = wealth_over_time(tables)
    change = recorded - recorded.bfill().iloc[0] if len(recorded) else recorded
    unit = time_unit(tables.length)
    with look():
        figure, (ax,) = panels(1, 1, 2.6)
        ax.axhline(0.0, color=INK, linewidth=0.6)
        for i, (role, colour) in enumerate(colours(sorted(change.columns)).items()):
            line = change[role].dropna()
            style = ("solid", "dashed", "dotted")[i // 8 % 3]
            ax.plot(
                line.index / unit.seconds,
                line,
                color=colour,
                linestyle=style,
                label=f"{plain(role)}: {short(line.iloc[-1])}",
            )
        ax.set_title("Change of wealth by role")
        ax.set_ylabel(f"{tables.numeraire}, since the first record")
        if change.empty:
            note(ax, "no wealth was recorded")
        else:
            money_axis(ax)
        beside(ax)
        time_axis(ax, unit, tables.length)
        return figure
