"""What `firesale calibrate` does, once its options are read."""

from collections.abc import Sequence
from pathlib import Path

from firesale.experiments.calibration.request import Request, history_of, sentences
from firesale.experiments.options import printer
from firesale.experiments.storage import whole_folder
from firesale.market.errors import BadValueError


def calibrate_and_show(request: Request) -> Path:
    """Fit, print tables, and write tables, `[prices]` and figures; returns the folder. Raises FiresaleError."""
    from firesale.experiments.calibration.catalogue import CALIBRATIONS
    from firesale.experiments.calibration.tables import show_asset
    from firesale.experiments.calibration.written import MARK, write

    kinds = _chosen(request.processes, list(CALIBRATIONS))
    place = _checked(request.place, MARK)
    history = history_of(request)
    console = printer()
    for sentence in sentences(history, request.file.name):
        console.print(sentence, highlight=False, markup=False)
    fits = {}
    for asset in history.assets:
        fits[asset] = [CALIBRATIONS[kind].fit(history, asset) for kind in kinds]
        show_asset(asset, fits[asset])
    with whole_folder(place) as draft:
        write(draft, request, history, fits)
    return place


def _chosen(names: Sequence[str], known: Sequence[str]) -> list[str]:
    for i, name in enumerate(names):
        if name not in known:
            raise BadValueError("--process", name, f"a process that can be fitted: {', '.join(known)}")
        if name in names[:i]:
            raise BadValueError("--process", name, "each process once")
    return list(names or known)


def _checked(place: Path, mark: str) -> Path:
    """The place, if nothing is there or a folder with this mark. Raises BadValueError."""
    if place.exists() and not (place.is_dir() and (not any(place.iterdir()) or (place / mark).is_file())):
        raise BadValueError("--out", str(place), "a new or empty folder, or one that firesale calibrate has written")
    return place
