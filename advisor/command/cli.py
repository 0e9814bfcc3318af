"""The `advisor` command: words and files in; text, JSON and an exit status out."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec
from click.shell_completion import CompletionItem

from advisor import __version__
from advisor.advisor import Advisor
from advisor.command.command_group import AdvisorGroup, knowledge_option
from advisor.command.failure import UNKNOWN, WRONG
from advisor.command.greeting import answer_greeting
from advisor.command.loading import load_advisor
from advisor.command.standard_input import has_input, read_scenario
from advisor.errors import AdvisorError
from advisor.knowledge.folder import default_folder
from advisor.model import Advice, PracticeQuestion
from advisor.ranking.store import SHIPPED
from advisor.rendering.render import json_text
from advisor.rendering.terminal import find_style, show_status
from advisor.text.scenario import clean_text

MOST_TOLD = 80  # characters of a name that there is not
SHELLS = ("bash", "zsh", "fish")
LAZY = {"chat": "advisor.command.chat_command:chat", "eval": "advisor.command.evaluation_command:evaluate", "serve": "advisor.command.serve_command:serve"}


@click.group(cls=AdvisorGroup, lazy=LAZY, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", prog_name="advisor", message="%(prog)s %(version)s")
@knowledge_option
@click.pass_context
def cli(context: click.Context, knowledge: Path | None) -> None:
    """Name the AWS service for a scenario, and say why.

    Exit status: 0 answered, 1 it does not know, 2 wrong use or bad data.
    """
    if knowledge:
        context.default_map = {name: {"knowledge": str(knowledge)} for name in context.command.list_commands(context)}  # type: ignore[attr-defined]


# ask -----------------------------------------------------------------------------------------------------------------


@cli.command()
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as a JSON object.")
@click.option("--batch", metavar="FILE", help="Answer the JSON objects in FILE, one a line; - is standard input.")
@click.option("--explain", is_flag=True, help="Show cues, fired rules and the signals behind each candidate.")
@click.option("--top", metavar="N", type=click.IntRange(1, 20), default=3, show_default=True, help="Recommend at most N services.")
@knowledge_option
@click.pass_context
def ask(context: click.Context, words: tuple[str, ...], as_json: bool, batch: str | None, explain: bool, top: int, knowledge: Path | None) -> None:
    """Answer a scenario: a decision, an error or a question.

    WORDS need no quotes. Without them, or with - in their place, the scenario is read from standard input. Put -- before
    words that start with a dash.
    """
    if batch is not None:
        if words or explain:
            raise click.UsageError(f"--batch stands without {'words' if words else '--explain'}")
        context.exit(ask_batch(batch, top, knowledge))
    gc.disable()  # one short answer makes no garbage worth collecting, and loading makes a hundred thousand objects
    text = clean_text(read_scenario(words))
    greeting = None if as_json else answer_greeting(text)
    if greeting:
        from advisor.rendering.render import wrap

        click.echo(wrap(greeting, find_style(sys.stdout)))
        context.exit()
    advisor = load_advisor(knowledge)
    advice = advisor.ask(text, top=top)
    if as_json:
        print_json({**advice.to_dict(), **({"explanation": explained_data(advisor, text, top)} if explain else {})})
    else:
        print_advice(advisor, advice, explain, top)
    context.exit(UNKNOWN if advice.kind == "none" else 0)


def print_advice(advisor: Advisor, advice: Advice, explain: bool, top: int) -> None:
    """Print an answer for people, and how it came about where that is asked for."""
    from advisor.rendering.render import render_advice

    style = find_style(sys.stdout)
    click.echo(render_advice(advice, style), nl=False, color=True)
    if explain:
        from advisor.rendering.render_explanation import render_explanation

        query = advisor.analyze(advice.scenario)
        click.echo("\n" + render_explanation(query, advisor.ranker.rank(query), advisor.ranker.mix, style, top), nl=False, color=True)


def explained_data(advisor: Advisor, text: str, top: int) -> Mapping[str, Any]:
    """How an answer came about, as plain data."""
    from advisor.rendering.render_explanation import explanation_data

    query = advisor.analyze(text)
    return explanation_data(query, advisor.ranker.rank(query), advisor.ranker.mix, top)


def print_json(data: Mapping[str, Any]) -> None:
    """Print an object as indented JSON, in UTF-8 whatever the terminal's own encoding is."""
    click.echo(json_text(data))


def ask_batch(name: str, top: int, folder: Path | None) -> int:
    """Answer a file line by line, each as soon as it is read; the exit status says whether all could be."""
    from advisor.command.batch import answer_lines

    failed = False
    with open_lines(name) as lines:
        for answer in answer_lines(load_advisor(folder), lines, top):
            failed |= answer.failed
            click.echo(msgspec.json.encode(answer.data))
    return WRONG if failed else 0


@contextlib.contextmanager
def open_lines(name: str) -> Iterator[BinaryIO]:
    """The lines of a file, or of standard input for `-`. Raises OSError where it cannot be read."""
    if name == "-":
        if not has_input():
            raise click.UsageError("there is nothing on standard input")
        yield sys.stdin.buffer
        return
    with open(name, "rb") as stream:
        yield stream


# service, rule -------------------------------------------------------------------------------------------------------


def complete_ids(kind: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """What completes the id of a service or a rule in a shell; nothing where there is no knowledge."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            advisor = Advisor.load(context.params.get("knowledge") or context.find_root().params.get("knowledge"))
        except AdvisorError:
            return []
        ids = advisor.rules if kind == "rule" else advisor.services
        return [CompletionItem(id) for id in sorted(ids) if id.startswith(incomplete)]

    return complete


@cli.command()
@click.argument("id", nargs=-1, required=True, shell_complete=complete_ids("service"))
@knowledge_option
def service(id: tuple[str, ...], knowledge: Path | None) -> None:
    """Show a service with its sources.

    ID is its id, its name or one of its other names, such as: sqs-fifo, or SQS FIFO.
    """
    from advisor.knowledge.naming import ServiceNames
    from advisor.rendering.render import render_service

    advisor, written = load_advisor(knowledge), " ".join(id)
    called = ServiceNames(advisor.store.meta("names"), advisor.catalogue)
    found = advisor.services.get(called.find(written) or "")
    if found is None:
        raise AdvisorError(f"there is no service '{written[:MOST_TOLD]}'{called.suggest(written[:MOST_TOLD])}")
    rules = [rule for rule in advisor.rules.values() if rule.is_on(found.id)]
    notes = [advisor.notes[note].source for note in advisor.store.meta("notes_on").get(found.id, ())]
    click.echo(render_service(found, find_style(sys.stdout), advisor.catalogue.names, rules, notes), nl=False, color=True)


@cli.command()
@click.argument("id", shell_complete=complete_ids("rule"))
@knowledge_option
def rule(id: str, knowledge: Path | None) -> None:
    """Show a rule with its condition, examples and source."""
    from advisor.knowledge.documents import did_you_mean
    from advisor.rendering.render import render_rule

    advisor, written = load_advisor(knowledge), "-".join(id.lower().split())
    found = advisor.rules.get(written)
    if found is None:
        raise AdvisorError(f"there is no rule '{written[:MOST_TOLD]}'{did_you_mean(written[:MOST_TOLD], advisor.rules)}")
    click.echo(render_rule(found, find_style(sys.stdout), advisor.catalogue.names, advisor.facets.values()), nl=False, color=True)


# check, build, train -------------------------------------------------------------------------------------------------


@cli.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--precision", is_flag=True, help="Tell how often each rule is right on the practice questions, the worst first.")
@knowledge_option
@click.pass_context
def check(context: click.Context, folder: Path | None, precision: bool, knowledge: Path | None) -> None:
    """Name every problem of a knowledge folder.

    Reads the files, follows their references, runs the examples of every rule, and names each problem with its file and line.
    """
    from advisor.compiling.rule_check import check_folder, measure_rules

    place = folder or knowledge or Path(default_folder())
    with show_status() as progress:
        progress("checking the knowledge")
        found = check_folder(shorter_path(place))
    for problem in (*found.problems, *found.remarks):
        click.echo(str(problem))
    if precision and found.knowledge:
        with show_status() as progress:
            measured = measure_rules(found.knowledge, progress)
        for one in measured:
            if one.fired:
                click.echo(f"{one.rule}: right in {one.right} of {one.fired}" + (f', not in "{one.wrong[:100]}"' if one.wrong else ""))
        fired = sum(one.fired for one in measured)
        click.echo(f"all rules: right in {sum(one.right for one in measured) / max(fired, 1):.0%} of {fired:,}")
    count = len(found.problems)
    read = "the rules' examples run once these are mended"
    if found.knowledge:
        read = f"services {len(found.knowledge.services)}, rules {len(found.knowledge.rules)}, notes {len(found.knowledge.notes)}, diagnoses {len(found.knowledge.diagnoses)}"
    click.echo(f"{count or 'no'} problem{'s' * (count != 1)} in {shorter_path(place)} ({read})")
    context.exit(WRONG if count else 0)


def shorter_path(path: Path) -> Path:
    """A path as seen from the present folder, where that is shorter."""
    try:
        relative = Path(os.path.relpath(path))
    except (OSError, ValueError):
        return path
    return min(path, relative, key=lambda p: len(str(p)))


@cli.command()
@knowledge_option
def build(knowledge: Path | None) -> None:
    """Compile a knowledge folder, so that the first answer need not."""
    folder = knowledge or Path(default_folder())
    if not folder.is_dir():
        raise AdvisorError(f"there is no knowledge folder {folder}")
    from advisor.compiling.compiler import build_store

    with show_status() as progress:
        build_store(folder, folder / SHIPPED, progress)
    print_file(folder / SHIPPED)


@cli.command()
@click.option("--calibrate", metavar="FILE", multiple=True, type=click.Path(path_type=Path), help="Fit the confidence on labelled scenarios (the part that `eval --look` reads); may be repeated.")
@knowledge_option
def train(calibrate: tuple[Path, ...], knowledge: Path | None) -> None:
    """Train the ranker from a knowledge folder."""
    from advisor.measuring.training import train_ranker

    folder = knowledge or Path(default_folder())
    with show_status() as progress:
        path = train_ranker(folder, progress, read_questions(calibrate, folder) if calibrate else ())
    print_file(path)


def read_questions(files: Sequence[Path], folder: Path) -> list[PracticeQuestion]:
    """The labelled scenarios of files, without the part that is kept apart."""
    from advisor.knowledge.naming import ServiceNames
    from advisor.measuring.labelled import read_labelled, select_part

    advisor = load_advisor(folder)
    rows, problems = read_labelled(files, ServiceNames(advisor.store.meta("names"), advisor.catalogue))
    for problem in problems:
        click.echo(str(problem), err=True)
    return [PracticeQuestion(row.scenario, row.labels) for row in select_part(rows, "look") if row.labels]


def print_file(path: Path) -> None:
    """Print the path and size of a file that was made."""
    click.echo(f"{shorter_path(path)} ({path.stat().st_size / 1e6:.1f} MB)")


# completion ----------------------------------------------------------------------------------------------------------


@cli.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the completion script for a shell.

    For bash: eval "$(advisor completion bash)"
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made:
        click.echo(made(cli, {}, "advisor", "_ADVISOR_COMPLETE").source())
