"""On what it was measured."""

import os
import platform
from importlib.metadata import version


def machine() -> str:
    """Cores and versions; nothing that names the computer."""
    versions = ", ".join(f"{package} {version(package)}" for package in ("numpy", "mesa"))
    return f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}, {versions}"
