"""Writes the golden values anew: python -m tests.golden.renew (see README.md here)."""

import json

from firesale.experiments.scenario import shipped_names
from tests.golden.measuring import VALUES, headlines

if __name__ == "__main__":
    values = {name: headlines(name) for name in shipped_names()}
    VALUES.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
