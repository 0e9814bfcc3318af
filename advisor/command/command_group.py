"""What all commands share: a group that imports one when it is asked for and turns every failure into one line and an exit status, and the option for a knowledge folder."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from advisor.command.failure import FAILURES, explain_failure
from advisor.rendering.terminal import drop_output

FOLDER_HELP = "Read this knowledge folder. [default: ADVISOR_KNOWLEDGE, else the one that came with the program]"

Command = Callable[..., Any]


def knowledge_option(command: Command) -> Command:
    """Give a command the option `--knowledge DIR`."""
    return click.option("--knowledge", metavar="DIR", type=click.Path(path_type=Path), help=FOLDER_HELP)(command)


class AdvisorGroup(click.Group):
    """A group in which some commands live in modules that are imported at their first use: `lazy` maps a command to `module:object`."""

    def __init__(self, *args: Any, lazy: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = dict(lazy or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted."""
        return sorted({*super().list_commands(ctx), *self._lazy})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name, imported where it has to be."""
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        module, name = self._lazy[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for; every failure becomes a line and an exit status."""
        try:
            result = super().invoke(ctx)
            if sys.stdout:
                sys.stdout.flush()
            return result
        except click.NoSuchOption as error:
            hint = " Put -- before words that start with a dash." if ctx.invoked_subcommand == "ask" else ""
            raise click.UsageError(error.format_message() + hint, error.ctx) from error
        except FAILURES as error:
            failure = explain_failure(error)
            if isinstance(error, OSError):
                drop_output()
            if failure.line:
                click.echo(failure.line, err=True)
            ctx.exit(failure.status)
