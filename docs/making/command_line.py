"""The page of the command line, read off the program."""

from typing import Any

import typer.main

from docs.making.tables import table
from firesale.experiments.cli import app

OPENING = """\
# Command line

`firesale COMMAND --help` prints the same. A refused scenario or argument is told with the key, the value received and the values allowed, and the
program ends with status 2.
"""


def page() -> str:
    """The whole page."""
    group: Any = typer.main.get_command(app)
    return "\n\n".join([OPENING.strip(), *(_command(name, one) for name, one in group.commands.items())]) + "\n"


def _command(name: str, command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option"]
    usage = " ".join(
        ["firesale", name, *(one.metavar or one.name for one in arguments), *(["[OPTIONS]"] if options else [])]
    )
    parts = [f"## `{usage}`", command.help]
    rows = [[f"`{one.metavar or one.name}`", one.help or ""] for one in arguments]
    rows += [[f"`{one.opts[0]}{_value(one)}`", _help(one)] for one in options]
    return "\n\n".join([*parts, table(("argument or option", "meaning"), rows)] if rows else parts)


def _value(option: Any) -> str:
    return "" if option.is_flag else f" {option.metavar or 'N'}"


def _help(option: Any) -> str:
    default = option.default
    told = "" if default is None or callable(default) or "default" in (option.help or "") else f" Default: {default}."
    return f"{option.help or ''}{told}".strip()
