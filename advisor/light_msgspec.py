"""Imports msgspec in half the time, without two modules that it loads and has no need of.

`typing_extensions`: it takes the same names from `typing`, which has had them since Python 3.11. `platform`: `uuid`, which
it loads, asks it for nothing but the name of the system.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType


def stand_in_for_platform() -> ModuleType:
    """A module `platform` that knows the name of the system and nothing else."""
    made = ModuleType("platform")
    made.system = lambda: os.uname().sysname  # type: ignore[attr-defined]
    return made


STAND_INS = {"typing_extensions": None} | ({"platform": stand_in_for_platform()} if hasattr(os, "uname") else {})  # None, to an import statement: not installed


def import_msgspec() -> None:
    """Import msgspec with the stand-ins in place of what is not imported yet, and take them away again."""
    missing = {name: module for name, module in STAND_INS.items() if name not in sys.modules}
    sys.modules.update(missing)  # type: ignore[arg-type]
    try:
        import msgspec  # noqa: F401
    finally:
        for name in missing:
            del sys.modules[name]


import_msgspec()
