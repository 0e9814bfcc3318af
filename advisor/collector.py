"""Python's garbage collector, paused from the import of this module on: what the modules of a package make is no garbage, and looking for some takes a twentieth of the imports."""

from __future__ import annotations

import gc

WAS_ENABLED = gc.isenabled()


def resume() -> None:
    """Collect again, where garbage was collected before."""
    if not WAS_ENABLED:
        return
    if not gc.get_freeze_count():
        gc.freeze()  # both together: all that was made counts as old, so that it is not looked through at once
        gc.unfreeze()
    gc.enable()


gc.disable()
