"""Python's garbage collector, paused from the import of this module on: what the modules of a package make is no garbage, and looking for some takes a twentieth of the imports."""

from __future__ import annotations

import gc

WAS_ENABLED = gc.isenabled()


def resume() -> None:
    """Collect again, where garbage was collected before."""
    if WAS_ENABLED:
        gc.enable()


gc.disable()
