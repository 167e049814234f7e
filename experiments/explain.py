"""A scenario in words."""

from typing import Any

from firesale.experiments.scenario import Scenario


def explain(scenario: Scenario) -> str:
    """What a scenario describes, for somebody who has not read the file."""
    form = scenario.form
    time = form.time
    hours = time.steps * time.step_seconds / 3600.0
    accounts = sum(group.count for group in form.agents.values())
    lines = [
        f"{scenario.source}: {form.title}",
        f"{time.steps:,} steps of {time.step_seconds:g} s ({hours:,.4g} h), {accounts:,} accounts, seed {form.seed}",
        "assets: " + ", ".join(f"{name} at {asset.price:g}" for name, asset in form.assets.items()),
        f"prices: {form.prices.kind}",
    ]
    lines += [f"oracle {name}: {_told(oracle)}" for name, oracle in form.oracles.items()]
    lines += [f"venue {name}: {_told(venue)}" for name, venue in form.venues.items()]
    lines += [f"ordering: {_told(form.ordering)}"]
    for name, group in form.agents.items():
        lines.append(f"agents {name}: {group.count:,} x {group.role}, {_told(group.strategy)}")
    if form.impact.without:
        lines.append(f"trades without price impact: {', '.join(form.impact.without)}")
    return "\n".join([*lines, "valid"])


def _told(form: Any) -> str:
    values = form.model_dump(mode="json", exclude_none=True)
    kind = values.pop("kind")
    return f"{kind} ({', '.join(f'{name} {_value(value)}' for name, value in values.items())})" if values else str(kind)


def _value(value: Any) -> str:
    if isinstance(value, dict) and "kind" in value:
        inner = {name: one for name, one in value.items() if name != "kind"}
        return f"{value['kind']}({', '.join(f'{name} {_value(one)}' for name, one in inner.items())})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} {_value(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return f"{value:g}" if isinstance(value, float) else str(value)
