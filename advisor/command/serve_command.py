"""`advisor serve`: the chat page on this machine."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.command.command_group import knowledge_option
from advisor.command.loading import load_advisor
from advisor.errors import AdvisorError

if TYPE_CHECKING:
    from werkzeug.serving import WSGIRequestHandler

MOST_SILENCE = 30.0  # seconds


@click.command(name="serve")
@click.option("--host", metavar="HOST", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", metavar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@knowledge_option
def serve(host: str, port: int, knowledge: Path | None) -> None:
    """Serve the page and the JSON interface."""
    from werkzeug.serving import make_server

    from web import create_app

    with listen(host, port) as place:
        app = create_app(load_advisor(knowledge))
        server = make_server(host, port, app, threaded=True, fd=place.fileno(), request_handler=make_handler(MOST_SILENCE))
        click.echo(f"advisor answers on http://{f'[{host}]' if ':' in host else host}:{port}", err=True)
        server.serve_forever()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at an address. Raises AdvisorError where there is none to be had."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, UnicodeError) as error:  # a host may be no name at all
        raise AdvisorError(f"cannot listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}") from error


def make_handler(silence: float) -> type[WSGIRequestHandler]:
    """What handles a connection: one that stays silent holds up its own thread alone, and that for so many seconds at most."""
    from werkzeug.serving import WSGIRequestHandler

    class Handler(WSGIRequestHandler):
        timeout = silence

    return Handler
