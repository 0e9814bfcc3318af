"""`advisor serve`: the chat page on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.front import load_advisor


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--knowledge", metavar="DIR", type=click.Path(path_type=Path), help="The knowledge folder to answer from.")
def serve(host: str, port: int, knowledge: Path | None) -> None:
    """Serve the page and the JSON interface."""
    from werkzeug.serving import run_simple

    from web import create_app

    app = create_app(load_advisor(knowledge))
    click.echo(f"advisor answers on http://{host}:{port}", err=True)
    run_simple(host, port, app, threaded=True)  # a connection that stays silent holds up its own thread alone
