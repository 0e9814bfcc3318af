"""A `Report` as people read it: terminal text, and pictures of the reliability and of risk against coverage."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from advisor.errors import EvaluationError
from advisor.measuring.evaluation import Calibration, Miss, Nearest, Report, Score
from advisor.measuring.metrics import Bin, Difference, Estimate

WIDTH = 80
MOST_PAIRS = 15
NAME_WIDTH = 24


def render_report(report: Report, left_out: int = 0) -> str:
    """The report as text of at most 80 columns, ending without a line break; `left_out` is the number of problems in the files."""
    blocks: list[list[str]] = [
        list(_head(report, left_out)),
        _score_table("Right service", [*report.files, report.together] if len(report.files) > 1 else list(report.files)),
        _score_table("By family of the right service", report.families),
        _score_table("By length of the scenario", report.lengths),
        list(_pairs(report)),
        list(_trust(report.calibration)) if report.calibration else ["Nothing was answered, so there is no confidence to measure."],
        list(_rest(report)),
        _score_table("Ablation (rankings alone, nothing left unanswered; Δ and p against all)", report.ablation),
        _score_table("Baselines (Δ and p against the advisor)", report.baselines),
        list(_compared(report)),
        *(list(_miss(number, miss)) for number, miss in enumerate(report.misses, 1)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _head(report: Report, left_out: int) -> Iterator[str]:
    part = {"look": "the 'look' part", "final": "the 'final' part"}.get(report.part, "all rows")
    judged = "the recommended id must equal a label" if report.exact else "a feature answers for its service, a service for its feature unless it is broad"
    yield f"{report.together.n} labelled scenarios ({part}), {report.unlabelled} without a label, {left_out} problems in the files."
    yield from textwrap.wrap(f"Knowledge {report.knowledge}; {judged}; intervals are 95 % bootstrap.", WIDTH)
    if report.model_problem:
        yield from textwrap.wrap(f"No learned ranker: {report.model_problem}", WIDTH)


def _score_table(title: str, scores: Sequence[Score]) -> list[str]:
    if not scores:
        return []
    compared = any(score.against for score in scores)
    head = f"{'':<{NAME_WIDTH}} {'n':>4}  {'hit@1':<15}  {'hit@3':<15}  {'hit@1 Δ, p' if compared else 'MRR'}"
    return [title, head, *(_score_line(score, compared) for score in scores)]


def _score_line(score: Score, compared: bool) -> str:
    last = (_difference(score.against) if score.against else "") if compared else _estimate(score.mrr)
    return f"{shorten(score.name):<{NAME_WIDTH}} {score.n:>4}  {_estimate(score.hit1):<15}  {_estimate(score.hit3):<15}  {last}".rstrip()


def shorten(name: str, width: int = NAME_WIDTH) -> str:
    """A name that fits in a column: of a path only the file's name, and what is still too long loses its end."""
    name = Path(name).name
    return name if len(name) <= width else f"{name[: width - 1]}…"


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0") if value < 1 else "1.00"


def _estimate(one: Estimate) -> str:
    return f"{_share(one.value)} [{_short(one.low)}, {_short(one.high)}]"


def _short(value: float) -> str:
    return f"{value:.2f}".removeprefix("0") if value < 0.995 else "1.0"


def _difference(one: Difference) -> str:
    return f"{one.difference:+.3f}, p {_p(one.p)}"


def _p(p: float) -> str:
    return f"{p:.4f}".removeprefix("0") if p < 1 else "1"


def _pairs(report: Report) -> Iterator[str]:
    if not report.confused:
        return
    yield "Confused most (right → given first)" + (", rows of the 'look' part only" if report.part == "all" else "")
    for pair in report.confused[:MOST_PAIRS]:
        yield f"  {pair.count:>3}  {pair.label} → {pair.given}"


def _trust(calibration: Calibration) -> Iterator[str]:
    yield f"Confidence of the first recommendation, over {calibration.n} answered"
    yield f"  Brier score {calibration.brier:.4f}, expected calibration error {calibration.calibration_error:.4f} (10 bins)"
    yield f"  right on the surest half {_share(calibration.right_on_surest_half)}, area under risk-coverage {calibration.risk_coverage_area:.4f}"
    yield "  confidence      n   mean  right"
    yield from (_bin_line(one) for one in calibration.reliability)


def _bin_line(one: Bin) -> str:
    return f"  {one.low:.1f} to {one.high:.1f} {one.n:>6}   {_share(one.confidence):>4}   {_share(one.right):>4}"


def _rest(report: Report) -> Iterator[str]:
    yield f"Abstained on {report.abstained.count} of {report.abstained.n} ({100 * report.abstained.share:.1f} %)."
    if report.choice:
        yield f"Picked exactly the right options in {report.choice.count} of {report.choice.n} ({_share(report.choice.share)}), unlabelled rows too."
    yield f"One answer takes {report.milliseconds.median:.1f} ms (median), {report.milliseconds.p95:.1f} ms (95th percentile)."


def _compared(report: Report) -> Iterator[str]:
    if report.comparison:
        result = report.comparison.result
        yield f"Against {report.comparison.other} on {result.n} common rows: hit@1 {result.difference:+.4f}, p {_p(result.p)}"
        yield "(paired randomisation test, 10,000 sign flips)."


def _miss(number: int, miss: Miss) -> Iterator[str]:
    yield f"Miss {number}: {miss.id} ({miss.place})"
    yield from textwrap.wrap(miss.scenario, WIDTH, initial_indent="  ", subsequent_indent="  ")
    sure = f" (confidence {_share(miss.confidence)})" if miss.confidence is not None else ""
    yield f"  right: {', '.join(miss.labels)}; given: {miss.given[0].service if miss.given else 'I do not know'}{sure}"
    for kind, nearest in (("given", miss.given), ("right", miss.expected)):
        for one in nearest:
            yield from _nearest(kind, one)
    for name, found in (("rules", miss.rules), ("mentions", miss.mentions)):
        yield from textwrap.wrap(f"{name}: {', '.join(found) or 'none'}", WIDTH, initial_indent="  ", subsequent_indent="    ")


def _nearest(kind: str, one: Nearest) -> Iterable[str]:
    place = f"#{one.place}" if one.place else "not ranked"
    parts = ", ".join(f"{signal} {value:+.2f}" for signal, value in one.signals.items())
    return textwrap.wrap(f"{kind} {place} {one.service}: {parts or 'no signal'}", WIDTH, initial_indent="    ", subsequent_indent="      ")


def require_matplotlib() -> None:
    """Raises EvaluationError where the pictures cannot be drawn, before any time is spent."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise EvaluationError("--plot draws with matplotlib, which is not installed: pip install 'advisor[plot]'") from error


def plot_report(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write reliability.png and risk-coverage.png into a folder, which is made where it is missing; the written paths.

    Raises EvaluationError where nothing was answered, or the folder cannot be written.
    """
    if report.calibration is None:
        raise EvaluationError("nothing was answered, so there is nothing to draw")
    paths = (folder / "reliability.png", folder / "risk-coverage.png")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _plot_reliability(report.calibration, paths[0])
        _plot_risk(report.calibration, paths[1])
    except OSError as error:
        raise EvaluationError(f"the pictures cannot be written to {folder}: {error.strerror or error}") from error
    return paths


def _plot_reliability(calibration: Calibration, path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 5), layout="tight")
    axes = figure.subplots()
    bins = calibration.reliability
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey", label="confidence = share right")
    axes.bar([one.low for one in bins], [one.right for one in bins], width=[one.high - one.low for one in bins], align="edge", alpha=0.4, edgecolor="black")
    axes.plot([one.confidence for one in bins], [one.right for one in bins], marker="o", label=f"answers (n = {calibration.n})")
    for one in bins:
        axes.annotate(str(one.n), (one.low + 0.05, 0.01), ha="center", fontsize=8)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share right", title=f"Reliability (calibration error {calibration.calibration_error:.3f})")
    axes.legend(loc="upper left")
    figure.savefig(path, dpi=150)


def _plot_risk(calibration: Calibration, path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="tight")
    axes = figure.subplots()
    points = calibration.risk_coverage
    axes.plot([point.coverage for point in points], [point.risk for point in points])
    axes.set(xlim=(0, 1), ylim=(0, None), xlabel="coverage (surest answers first)", ylabel="risk (share wrong)", title=f"Risk against coverage (area {calibration.risk_coverage_area:.3f})")
    figure.savefig(path, dpi=150)
