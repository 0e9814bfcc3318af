"""An evaluation against an earlier one: the file that `advisor eval --json` wrote in, a paired test out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from advisor.errors import EvaluationError
from advisor.measuring.metrics import Difference, compare_paired


class PairedTest(Struct, frozen=True):
    """The paired test of hit@1 against another report, on the rows of both."""

    other: str
    result: Difference


class _OtherRow(Struct):
    id: str
    hit: bool


class _OtherReport(Struct):
    rows: list[_OtherRow]


def read_report(path: Path) -> dict[str, bool]:
    """Id → hit of a report that `--json` wrote. Raises EvaluationError where it is none."""
    try:
        return {row.id: row.hit for row in msgspec.json.decode(path.read_bytes(), type=_OtherReport).rows}
    except IsADirectoryError:
        raise EvaluationError(f"{path} is a folder: name the file that 'advisor eval --json' wrote") from None
    except (OSError, ValueError, msgspec.DecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise EvaluationError(f"{path} is no report of 'advisor eval --json': {reason}") from error


def compare_reports(hits: Sequence[tuple[str, bool]], name: str, other: Mapping[str, bool]) -> PairedTest:
    """The paired test of hit@1, these (id, hit) minus the other's, on the rows of both. Raises EvaluationError where they share none."""
    common = [(hit, other[id]) for id, hit in hits if id in other]
    if not common:
        raise EvaluationError(f"{name} shares no row with these files: compare reports on the same ones")
    return PairedTest(name, compare_paired([float(own) for own, _ in common], [float(others) for _, others in common]))
