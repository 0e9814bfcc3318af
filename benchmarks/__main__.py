"""All benchmarks in one run: a table on standard output and in benchmarks/results.md, and a plot of each against size."""

from __future__ import annotations

import math
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click
import yaml
from rich.console import Console

from advisor import Advisor
from benchmarks.corpus import make_passages, make_queries, read_words
from benchmarks.naive import make_naive_advisor, shown
from benchmarks.retrieval import measure_compiling, time_retrieval
from benchmarks.rules import make_phrases, time_rules
from benchmarks.serving import time_serving
from benchmarks.timing import describe_machine, is_installed, run_quietly, time_in_turns, time_queries

HERE = Path(__file__).resolve().parent
SCENARIO = "Bank transfers must be handled in the order they were submitted, never twice"
QUERIES = 60
RULES = (100, 1_000, 10_000)
Row = tuple[str, str, str, str]
Curves = dict[str, dict[int, float]]


class Report:
    """Rows of (what, contestant, figure, ratio), shown as they come and written at the end."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.console = Console(stderr=True)

    def add(self, what: str, times: Mapping[str, float], base: str, form: str = "{:.3f} ms", scale: float = 1_000, inverse: bool = False) -> None:
        """A row for each contestant; the ratio is how often `base` fits into it, or (`inverse`) the other way round."""
        for name, value in times.items():
            ratio = times[base] / value if inverse else value / times[base]
            self.say((what, name, form.format(value * scale), f"{ratio:,.2f}" if ratio < 100 else f"{ratio:,.0f}"))

    def say(self, row: Row) -> None:
        self.rows.append(row)
        self.console.print("  ".join(part for part in row if part), highlight=False)

    def markdown(self) -> str:
        lines = ["| what | contestant | figure | ratio |", "|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in self.rows)]
        return f"Measured on {describe_machine()}; medians of interleaved rounds in one run.\n\n" + "\n".join(lines) + "\n"


def bench_start(report: Report, folder: str) -> None:
    """A question from nothing, in a process of its own."""
    python = sys.executable
    commands = {"python -c pass": [python, "-c", "pass"], "advisor ask": [str(Path(python).parent / "advisor"), "ask", SCENARIO]}
    times = time_in_turns({name: (lambda command=command: run_quietly(command)) for name, command in commands.items()}, rounds=15)  # type: ignore[misc]
    naive = time_in_turns({"naive program": lambda: run_quietly([python, "-m", "benchmarks.naive", SCENARIO])}, rounds=1)
    report.add("cold start", {**times, **naive}, "python -c pass", "{:.0f} ms")
    if not shutil.which("llm"):
        report.say(("cold start", "dense-embedding command line", "none installed", ""))


def bench_warm(report: Report, scenarios: list[str]) -> None:
    """A question in a process that has answered before; both give the same answers."""
    ours, naive = Advisor.load(), make_naive_advisor()
    few = scenarios[:: max(1, len(scenarios) // 40)]
    same = sum(shown(ours.ask(text)) == shown(naive.ask(text)) for text in few)
    times = time_queries({"advisor": lambda number: ours.ask(few[number]), "naive program": lambda number: naive.ask(few[number])}, len(few), rounds=2)
    report.add(f"warm answer ({same} of {len(few)} the same)", times, "advisor")


def bench_retrieval(report: Report, sections: list[list[str]], queries: list[list[str]], sizes: list[int]) -> tuple[Curves, Curves]:
    """The ten best passages at each size: contestant → size → milliseconds, and what compiling takes → size → how much of it."""
    curves: Curves = {}
    compiling: Curves = {"seconds": {}, "file, MB": {}, "peak memory, MB": {}}
    for size in sizes:
        passages, made = make_passages(sections, size)
        times, same = time_retrieval(passages, queries)
        report.add(f"ten best of {size:,} passages{f' ({made:,} made)' if made else ''}, {same}", times, "advisor")
        seconds, file, peak = measure_compiling(passages)
        for name, value in zip(compiling, (seconds, file, peak), strict=True):
            compiling[name][size] = value
        report.say((f"compiling {size:,} passages", "advisor", f"{seconds:.1f} s, file {file:.0f} MB, peak {peak:.0f} MB", ""))
        for name, value in times.items():
            curves.setdefault(name, {})[size] = value * 1_000
    ours = curves.get("advisor", {})
    large, small = max(ours, default=0), 10_000
    if small in ours and large > small:
        exponent = math.log(ours[large] / ours[small]) / math.log(large / small)
        report.say((f"growth of a query from {small:,} to {large:,} passages", "advisor", f"exponent {exponent:.2f}", ""))
    return curves, compiling


def plot(curves: Mapping[str, Mapping[int, float]], title: str, size: str, unit: str, path: Path) -> None:
    """A plot of curves against size, both on logarithmic scales."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4))
    for name, points in curves.items():
        axes.loglog([*points], [*points.values()], marker="o", label=name)
    axes.set(title=title, xlabel=size, ylabel=unit)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path)
    pyplot.close(figure)


@click.command()
@click.option("--corpus", type=click.Path(exists=True, file_okay=False, path_type=Path), help="A folder of JSON lines with a `text` each, for the large sizes. [default: our own knowledge]")
@click.option("--size", "sizes", type=int, multiple=True, default=(300, 10_000, 100_000), show_default=True, help="Numbers of passages; may be repeated.")
@click.option("--skip", type=click.Choice(["start", "warm", "retrieval", "rules", "serving"]), multiple=True, help="Leave a part out; may be repeated.")
def bench(corpus: Path | None, sizes: tuple[int, ...], skip: tuple[str, ...]) -> None:
    """Measure everything, show a table, write benchmarks/results.md and the plots."""
    report = Report()
    scenarios = [entry["scenario"] for path in ("deck", "catalogue") for entry in yaml.safe_load((HERE.parent / "tests" / "scenarios" / f"{path}.yaml").read_text(encoding="utf-8"))]
    queries = make_queries(scenarios)[:QUERIES]
    sections = read_words(corpus) if corpus else [text.lower().split() for text in own_texts()]
    with tempfile.TemporaryDirectory() as folder:
        if "start" not in skip:
            bench_start(report, folder)
        if "warm" not in skip:
            bench_warm(report, scenarios)
        if "rules" not in skip:
            curves: Curves = {}
            for count in RULES:
                times = time_rules(make_phrases(sections, count), [text.lower().split() for text in scenarios[:40]])
                report.add(f"matching {count:,} rules", times, "advisor", "{:.4f} ms")
                for name, value in times.items():
                    curves.setdefault(name, {})[count] = value * 1_000
            plot(curves, "Phrases of rules found in a question", "rules", "milliseconds", HERE / "rules.svg")
        if "retrieval" not in skip:
            curves, compiling = bench_retrieval(report, sections, queries, sorted(sizes))
            plot(curves, "The ten best passages of a query", "passages", "milliseconds", HERE / "retrieval.svg")
            plot(compiling, "Compiling", "passages", "seconds, megabytes", HERE / "compiling.svg")
        if "serving" not in skip and is_installed("gunicorn"):
            report.add("requests a second, gunicorn, two sync workers", time_serving(scenarios, folder), "bare route", "{:,.0f} a second", 1)
    (HERE / "results.md").write_text(report.markdown(), encoding="utf-8")
    click.echo(report.markdown())


def own_texts() -> list[str]:
    """The texts of our own knowledge, for where there is no larger corpus."""
    from advisor.compiling.compiler import service_passages
    from advisor.knowledge.folder import default_folder
    from advisor.knowledge.knowledge_base import load_knowledge

    knowledge = load_knowledge(Path(default_folder()))
    return [text for _, text in service_passages(knowledge, knowledge.practice)]


if __name__ == "__main__":
    bench()
