"""What a manipulator remembers of an attack that takes several steps: one value per account, zero for those who do not
attack.
"""

import math
from dataclasses import dataclass, fields, replace
from typing import Optional

import numpy as np

from firesale.market.view import View

ATTACKER = "attack under way"


@dataclass(frozen=True, slots=True)
class Notes:
    """An attack under way by the account at `place` in the cohort."""

    place: int
    level: float  # spot price to hold, quote per base
    goal: float  # average that the pool shall believe, quote per base
    pushes_left: float  # further steps until it gives up
    misses: float  # steps in a row at which the price was found not to have been held
    reference: float  # spot price before the attack
    reset: float  # spot price to which others bring it back, as far as seen
    held_before: float  # own units, before the attack, of the asset that it collects meanwhile
    leaving: float  # 1 once it has gone for the prize
    acted: float  # step of the last action

    @staticmethod
    def begin(view: View, place: int, level: float, goal: float, steps: float, reference: float, held: float) -> None:
        """An attack starts at this step: the spot price to hold, the average to reach, how many further steps it may
        take, the spot price and the account's units of what it collects now.
        """
        Notes(place, level, goal, steps, 0.0, reference, reference, held, 0.0, float(view.step)).write(view)

    @staticmethod
    def read(view: View) -> Optional["Notes"]:
        """The attack under way, if there is one."""
        if ATTACKER not in view.memory:
            return None
        place = int(np.argmax(view.memory[ATTACKER]))
        names = [field.name for field in fields(Notes)][1:]
        return Notes(place, *(float(view.memory[name][place]) for name in names))

    def write(self, view: View) -> None:
        """Keep it for the next step."""
        at = np.arange(view.size) == self.place
        view.memory[ATTACKER] = at.astype(np.float64)
        for field in fields(Notes)[1:]:
            view.memory[field.name] = np.where(at, getattr(self, field.name), 0.0)

    @staticmethod
    def forget(view: View) -> None:
        """The attack is over."""
        del view.memory[ATTACKER]

    def learn(self, spot: float, hold_share: float, tolerance: float) -> "Notes":
        """Compare the price found with the one that was to be held."""
        rise = math.log(self.level / self.reference)
        held = math.log(spot / self.reference) >= hold_share * rise
        undone = spot < self.level * (1.0 - tolerance)
        return replace(self, misses=0.0 if held else self.misses + 1.0, reset=spot if undone else self.reset)

    def pushed(self, step: int) -> "Notes":
        """One more step of holding the price."""
        return replace(self, pushes_left=self.pushes_left - 1.0, acted=float(step))

    def left(self, step: int) -> "Notes":
        """It has tried to borrow: what is not pledged next time is sold."""
        return replace(self, leaving=1.0, acted=float(step))
