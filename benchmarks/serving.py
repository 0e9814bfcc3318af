"""Requests a second of `POST /api/ask` against a route that does nothing, gunicorn with two sync workers each, in turns."""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

BARE = "from flask import Flask\napp = Flask('bare')\n@app.post('/')\ndef nothing():\n    return {'ok': True}\n"
CLIENTS = 4


def time_serving(scenarios: Sequence[str], folder: str, seconds: float = 3.0, rounds: int = 3) -> dict[str, float]:
    """Contestant → requests a second: the bare route, scenarios that come again, and scenarios that nobody asked before."""
    with open(f"{folder}/bare.py", "w", encoding="utf-8") as stream:
        stream.write(BARE)
    gunicorn = [sys.executable, "-m", "gunicorn", "--workers", "2", "--log-level", "error", "--bind"]
    servers = [
        subprocess.Popen([*gunicorn, "127.0.0.1:8811", "--chdir", folder, "bare:app"]),
        subprocess.Popen([*gunicorn, "127.0.0.1:8812", "web:create_app()"], stderr=subprocess.DEVNULL),
    ]
    rates: dict[str, list[float]] = {"bare route": [], "POST /api/ask, asked before": [], "POST /api/ask, new": []}
    try:
        for port in (8811, 8812):
            wait_for(port)
        for turn in range(rounds):
            again = [json.dumps({"scenario": text}) for text in scenarios[:100]]
            new = [json.dumps({"scenario": f"{text} ({turn}, {number})"}) for number in range(40) for text in scenarios]
            rates["bare route"].append(rate(8811, "/", again, seconds))
            rate(8812, "/api/ask", again, 0.5)
            rates["POST /api/ask, asked before"].append(rate(8812, "/api/ask", again, seconds))
            rates["POST /api/ask, new"].append(rate(8812, "/api/ask", new, seconds))
    finally:
        for server in servers:
            server.terminate()
            server.wait()
    return {name: statistics.median(found) for name, found in rates.items()}


def rate(port: int, path: str, bodies: Sequence[str], seconds: float) -> float:
    """Requests a second by four clients. Raises RuntimeError where an answer is no 200."""
    counts, failures = [0] * CLIENTS, [0] * CLIENTS
    end = time.monotonic() + seconds

    def ask(client: int) -> None:
        place = client
        while time.monotonic() < end:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("POST", path, bodies[place % len(bodies)].encode(), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            failures[client] += answer.status != 200
            counts[client] += 1
            place += CLIENTS

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if sum(failures):
        raise RuntimeError(f"{sum(failures)} requests failed")
    return sum(counts) / seconds


def wait_for(port: int) -> None:
    """Wait until somebody listens. Raises TimeoutError after half a minute."""
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nobody listens on port {port}")
