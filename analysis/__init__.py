"""Numbers and pictures from event tables; never from live objects.

`tables.py` is what a run looks like from here. On it stand `metrics/` (numbers), `figures/` (pictures), `compare.py`
(two mechanisms under common seeds) and `report.py` (the story of one run). Who infected whom, through which channel,
belongs in `contagion/`: nothing here claims causes.
"""
