"""Imports msgspec without `typing_extensions`, in two thirds of the time; it takes the same names from `typing`, which has had them since Python 3.11."""

from __future__ import annotations

import sys

if "typing_extensions" not in sys.modules:
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # to an import statement: not installed
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]
