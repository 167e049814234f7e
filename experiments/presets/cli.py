"""`firesale presets`: which there are, where their numbers come from, and the file of one."""

from typing import Annotated

import typer

from firesale.experiments.options import printer, refuse
from firesale.market.errors import BadValueError


def presets(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Print the file of this preset.")] = None,
) -> None:
    """List the presets, terms of real protocols that a venue takes by name, or print one."""
    from rich.table import Table

    from firesale.experiments.presets.catalogue import preset, preset_file, preset_names

    known = preset_names()
    if name is not None:
        if name not in known:
            refuse(BadValueError("NAME", name, f"the name of a preset: {', '.join(known)}"))
        typer.echo(preset_file(name).read_bytes(), nl=False)
        return
    table = Table("name", "what it is", "as of", "unverified", "source")
    for one in known:
        terms = preset(one)
        table.add_row(one, terms.title, terms.date, str(len(terms.unverified)), terms.source)
    printer().print(table)
