"""The table of the scenarios that come with firesale, read off their files."""

from docs.making.tables import table
from firesale.experiments.scenario import SHIPPED, Scenario, shipped_names

OPENING = """\
# Shipped scenarios

What each file says at its top. The files are in `experiments/scenarios/`; `firesale check NAME` explains one in words, `firesale show NAME`
prints it."""


def rows() -> list[list[str]]:
    """Name, title, accounts, steps, length in hours."""
    found = []
    for name in shipped_names():
        form = Scenario.load(name).form
        accounts = sum(group.count for group in form.agents.values())
        hours = form.time.steps * form.time.step_seconds / 3600.0
        found.append(
            [
                f"`{name}`",
                form.title.partition(": ")[2] or form.title,
                f"{accounts:,}",
                f"{form.time.steps:,}",
                f"{hours:g}",
            ]
        )
    return found


def overview() -> str:
    """One row per scenario."""
    return table(("scenario", "what happens", "accounts", "steps", "hours"), rows())


def page() -> str:
    """What each file says about itself: what it shows, and where its numbers come from."""
    heads = [f"## `{name}`\n\n{_head(name)}" for name in shipped_names()]
    return "\n\n".join([OPENING, overview(), *heads]) + "\n"


def _head(name: str) -> str:
    """The comment at the top of the file, as Markdown."""
    lines = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    top = [
        line.removeprefix("#").removeprefix(" ")
        for line in lines[: next(i for i, line in enumerate(lines) if not line.startswith("#"))]
    ]
    return "\n".join(top)
