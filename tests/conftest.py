"""Random tests draw numbers that stand in the code that is loaded: all of it is, so that they draw the same whichever tests run."""

import pkgutil
from importlib import import_module

import benchmarks
import docs
import firesale

NOT_LOADED = "__main__"

for package in (firesale, benchmarks, docs):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith(NOT_LOADED):
            import_module(found.name)
