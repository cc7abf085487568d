"""What every page needs, imported once in the process that kernels are forked from (`voila.forking`)."""

import gc
import importlib
import pkgutil
import sys

sys.modules.setdefault("debugpy", None)  # nobody debugs on a page: its kernel does without

import ipykernel.kernelapp  # noqa: E402, F401

from plworkbench import panels  # noqa: E402
from plworkbench.panels.base import Panel  # noqa: E402

for module in pkgutil.iter_modules(panels.__path__, f"{panels.__name__}."):
    importlib.import_module(module.name)
for name in {name for panel in Panel.__subclasses__() for name in panel.imports_ahead}:
    importlib.import_module(name)

# What is there now stays for ever. To look for rubbish in it would write to memory that all kernels share, and each
# would be given a copy of its own.
gc.collect()
gc.freeze()
