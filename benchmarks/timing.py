"""Contestants timed in turns, so that a noisy machine is as noisy for each of them."""

from __future__ import annotations

import importlib.util
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence

Run = Callable[[], object]


def time_in_turns(contestants: Mapping[str, Run], rounds: int) -> dict[str, float]:
    """Contestant → median seconds of its runs, each running once a round, after one round that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        for name, run in contestants.items():
            started = time.perf_counter()
            run()
            if turn:
                taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def time_queries(contestants: Mapping[str, Callable[[int], object]], queries: int, rounds: int = 3) -> dict[str, float]:
    """Contestant → median seconds a query: all contestants take each query in turn."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        for number in range(queries):
            for name, run in contestants.items():
                started = time.perf_counter()
                run(number)
                if turn:
                    taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def time_all_in_turns(contestants: Mapping[str, Callable[[int], object]], queries: int, rounds: int) -> dict[str, float]:
    """Contestant → median seconds a query: each contestant takes all queries in its turn."""
    rows: dict[str, Run] = {name: (lambda run=run: [run(number) for number in range(queries)]) for name, run in contestants.items()}  # type: ignore[misc]
    return {name: seconds / queries for name, seconds in time_in_turns(rows, rounds).items()}


def run_quietly(command: Sequence[str], **environment: str) -> None:
    """Run a command to its end, its output thrown away, with compiled modules as an installed program has them. Raises CalledProcessError."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True, env={**kept, **environment})


def is_installed(module: str) -> bool:
    """Whether a contestant is there to be timed."""
    return importlib.util.find_spec(module) is not None


def describe_machine() -> str:
    """The machine in a line: processor, cores, memory, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as stream:
            model = next((line.split(":", 1)[1].strip() for line in stream if line.startswith("model name")), model)
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"
