"""The group of all commands: it imports one when it is asked for, and turns every error into one line and an exit status."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import sqlite3
import sys
from collections.abc import Mapping
from typing import IO, Any

import click

from advisor.errors import AdvisorError

WRONG = 2
INTERRUPTED = 130
PIPE_CLOSED = 141


class Refusal(click.ClickException):
    """An error as a user of the command line sees it: one line on stderr, exit status 2."""

    exit_code = WRONG

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line, without the control characters that a user's own words can hold."""
        line = "".join(c if c.isprintable() else " " for c in self.message)
        click.echo(f"advisor: {line}", file=file or sys.stderr)


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
        """Run the command that was asked for. The one place where errors become exit statuses."""
        try:
            result = super().invoke(ctx)
            if sys.stdout:
                sys.stdout.flush()
            return result
        except AdvisorError as error:
            raise Refusal(str(error)) from error
        except sqlite3.Error as error:
            raise Refusal(f"the compiled knowledge cannot be read ({error}): make it again with 'advisor build'") from error
        except click.NoSuchOption as error:
            hint = " Put -- before words that start with a dash." if ctx.invoked_subcommand == "ask" else ""
            raise click.UsageError(error.format_message() + hint, error.ctx) from error
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except OSError as error:
            drop_output()
            if error.errno == errno.EPIPE:
                ctx.exit(PIPE_CLOSED)
            raise Refusal(f"{error.filename or 'the output'}: {error.strerror or error}") from error


def drop_output() -> None:
    """Send what is left of the output nowhere, so that Python does not complain of it at its end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
