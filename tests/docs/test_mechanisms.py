"""The page of mechanisms leaves no part out, and every part says who uses it and what proves it."""

import pytest

from docs.making.mechanisms import page, proofs_of, used_by
from firesale.experiments.families import FAMILIES
from firesale.experiments.presets.catalogue import preset_names

PARTS = [(kind, part) for members in FAMILIES.values() for kind, part in members.items()]
every_part = pytest.mark.parametrize(("kind", "part"), PARTS, ids=[f"{part.__name__}" for _, part in PARTS])
PAGE = page()


@every_part
def test_a_part_stands_on_the_page(kind: str, part: type) -> None:
    assert f"| `{kind}` |" in PAGE


@every_part
def test_a_part_says_who_uses_it(kind: str, part: type) -> None:
    assert used_by(kind, part), (
        f"no `Source:` in the docstring of {part.__name__}, nor a line in docs/making/used_by.py"
    )


@every_part
def test_a_part_has_a_test_file_of_its_own_name(kind: str, part: type) -> None:
    assert proofs_of(part)


def test_real_values_come_from_the_presets() -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith("| `lltv_incentive`")]
    assert "`morpho`: liquidation_threshold 0.86, cursor 0.3, largest_factor 1.15" in row


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_stands_on_the_page(name: str) -> None:
    assert f"| `{name}` |" in PAGE
