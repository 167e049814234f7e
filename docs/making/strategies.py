"""The page of roles and strategies, read off the registries."""

from docs.making.tables import docstring, part_section
from firesale.agents.roles import ROLES

OPENING = """\
# Strategies

A group of accounts has a role and a strategy. The role says what an account is in metrics and figures; the strategy decides. A parameter that
may be "a distribution" is drawn once per account ([how](scenario.md#distributions)). A strategy sees the
[view](../discussion/odd.md#sensing): its own position now, public information as old as `information_delay` says.
"""


def page() -> str:
    """The whole page."""
    parts = [OPENING]
    for name, role in ROLES.items():
        parts.append(f"## Role `{name}`\n\n{docstring(role.agent)}")
        parts += [part_section(kind, strategy, 3) for kind, strategy in role.strategies.items()]
    return "\n\n".join(part.strip() for part in parts) + "\n"
