from firesale.analysis.contagion.attribution.change_causes import (
    CAUSES,
    DEFAULTED,
    LIQUIDATED,
    OWNER,
    REDEEMED,
    REDISTRIBUTED,
    TAKEN,
)
from firesale.analysis.contagion.channel_names import CHANNELS, CONTAGIOUS
from firesale.market.events import Redeemed
from tests.analysis.contagion.attribution.rebuilt import Rebuilt
from tests.analysis.contagion.conftest import Written
from tests.analysis.contagion.written_closings import offset, redistribute, vault, vaults


def test_every_cause_is_a_channel_and_those_of_other_closings_are_contagious() -> None:
    assert set(CAUSES) <= set(CHANNELS)
    contagious = {place for place, name in enumerate(CAUSES) if name in CONTAGIOUS}
    assert contagious == {LIQUIDATED, REDISTRIBUTED, TAKEN, DEFAULTED}


def test_what_happens_to_a_vault_has_its_cause(written: Written) -> None:
    """Opened, given another one, redeemed (debt, gas reserve and collateral), closed: every asset that an event touches is a row."""
    vault(vault(vaults(written.oracle()), 1, 9.0, 800.0), 2, 10.5, 800.0)
    redistribute(written, (1,), {2: 1.0})
    written.add(Redeemed("v", 9, 2, "DAI", "ETH", 100.0, 1.0, 0.0, 0.0, 100.0, 0.005))
    written.units["v", 2] -= 1.0
    written.debts["v", 2] -= 100.0
    histories = Rebuilt(offset(written, 2)).histories
    rows = histories.of("v")
    mine = rows.cause[rows.position == rows.position.max()]
    assert mine.tolist() == [OWNER] * 2 + [REDISTRIBUTED] * 2 + [REDEEMED] * 3 + [LIQUIDATED] * 2
