"""`advisor eval`: files of labelled scenarios in, a printed report out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from advisor.command.command_group import knowledge_option
from advisor.command.loading import load_advisor
from advisor.errors import EvaluationError
from advisor.knowledge.folder import default_folder
from advisor.knowledge.knowledge_base import load_knowledge
from advisor.knowledge.naming import ServiceNames
from advisor.measuring.baselines import BASELINES, make_baseline
from advisor.measuring.earlier_report import read_report
from advisor.measuring.evaluation import evaluate_rows, no_label
from advisor.measuring.evaluation_report import plot_report, render_report, require_matplotlib
from advisor.measuring.labelled import read_labelled, select_part
from advisor.rendering.render import json_text

MANY_ROWS = 50
FILE = click.Path(path_type=Path)


@click.command(name="eval")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@knowledge_option
@click.option("--look", is_flag=True, help="Only the seven tenths of the rows whose misses may be read.")
@click.option("--final", is_flag=True, help="Only the three tenths that are kept apart; tells no misses.")
@click.option("--exact", is_flag=True, help="A recommendation is right only where its id equals a label.")
@click.option("--misses", metavar="N", type=click.IntRange(min=0), default=0, help="Explain the N misses that the advisor was surest of.")
@click.option("--ablation", is_flag=True, help="Measure the parts of the ranking alone and left out.")
@click.option("--baseline", "baselines", multiple=True, type=click.Choice(BASELINES), help="Measure a simple system on the same rows; may be repeated.")
@click.option("--compare", metavar="OTHER.json", type=FILE, help="Test the difference from a report that --json wrote.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, with the result of each row.")
@click.option("--plot", metavar="DIR", type=FILE, help="Write reliability.png and risk-coverage.png to a folder.")
def evaluate(
    files: tuple[Path, ...],
    knowledge: Path | None,
    look: bool,
    final: bool,
    exact: bool,
    misses: int,
    ablation: bool,
    baselines: tuple[str, ...],
    compare: Path | None,
    as_json: bool,
    plot: Path | None,
) -> None:
    """Measure the advisor on labelled scenarios.

    FILE holds a JSON object a line, or is a YAML list (.yaml), each with `scenario` and `services` (ids or names). A bad
    line is named on standard error, and the rest go on.
    """
    if look and final:
        raise click.UsageError("--look and --final exclude each other")
    if final and misses:
        raise click.UsageError("--final tells no misses: nobody reads those of the part that is kept apart; use --look")
    if plot:
        require_matplotlib()
    other = (str(compare), read_report(compare)) if compare else None
    folder = knowledge or Path(default_folder())
    advisor = load_advisor(folder)
    read, problems = read_labelled(files, ServiceNames(advisor.store.meta("names"), advisor.catalogue))
    for problem in problems:
        click.echo(str(problem), err=True)
    part = "look" if look else "final" if final else "all"
    if misses and part == "all":
        click.echo("note: --misses tells only of the 'look' part", err=True)
    rows = select_part(read, part)
    if not any(row.labels for row in rows):
        raise EvaluationError(no_label(part, len(rows)))
    systems = {name: make_baseline(name, advisor, lambda: load_knowledge(Path(folder))) for name in baselines}
    with progress(len(rows)) as advance:
        report = evaluate_rows(advisor, rows, part=part, exact=exact, ablation=ablation, baselines=systems, misses=misses, other=other, advance=advance)
    click.echo(json_text(report) if as_json else render_report(report, len(problems)))
    for path in plot_report(report, plot) if plot else ():
        click.echo(f"wrote {path}", err=True)


@contextmanager
def progress(rows: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error where somebody watches a long run; call what it gives once a row."""
    if rows <= MANY_ROWS or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("answering", total=rows)
        yield lambda: bar.advance(task)
