"""What has to be said of services that ended, are closing or changed their name: recommended services in, notices out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.model import Note, Recommendation, Service
from advisor.ranking import Ranking

LEAST_TOLD = 0.1  # a service that hardly comes into question needs no notice


def find_notices(
    recommendations: Sequence[Recommendation],
    ranking: Ranking,
    services: Mapping[str, Service],
    notes: Mapping[str, Note],
    notes_on: Mapping[str, Sequence[str]],
    model_problem: str | None,
) -> tuple[str, ...]:
    """A notice for each recommended service that ended, is closed to new customers, or has a new name, with its date and source."""
    notices = []
    own = {candidate.service: candidate.probability for candidate in ranking.candidates if candidate.service in ranking.ended}  # in their confidence it counts for what replaces them
    for recommendation in recommendations:
        status, name = recommendation.status, recommendation.name
        if status is None or own.get(recommendation.service, recommendation.confidence) < LEAST_TOLD:
            continue
        since = f" on {status.since}" if status.since else ""
        today = ", ".join(services[s].name for s in status.instead if s in services and s != recommendation.service)
        use = f"; today's answer is {today}" if today else ""
        told = {
            "ended": f"{name} ended{since}{use}",
            "closed-to-new": f"{name} is closed to new customers{' since ' + status.since if status.since else ''}{use}",
            "deprecated": f"{name} is deprecated{' since ' + status.since if status.since else ''}{use}",
            "renamed": f"{name} has changed its name{' since ' + status.since if status.since else ''}",
        }[status.state]
        if status.state == "ended":
            on_it = notes_on.get(recommendation.service)
            told += f"; the deck ({notes[on_it[0]].source.date}) still gives it as the answer" if on_it else ""
        notices.append(f"{told} ({status.source}, checked {status.checked}).{' ' + status.note if status.note else ''}")
    if model_problem:
        notices.append(f"Answered by rules and retrieval alone: {model_problem}")
    return tuple(notices)
