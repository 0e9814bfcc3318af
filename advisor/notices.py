"""What has to be said of services that ended, are closing or changed their name: recommended services in, notices out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from advisor.fusion import Ranking
from advisor.model import Note, Recommendation, Service, Status

STATES = {"ended": "ended", "closed-to-new": "is closed to new customers", "deprecated": "is deprecated", "renamed": "has had its present name"}
OVER_A_LINE = frozenset({"datasync", "dms", "transfer-family"})  # what sends data over the line that is there
NOT_OPEN = frozenset({"ended", "closed-to-new"})


def tell_status(name: str, status: Status, names: Mapping[str, str], too_long: str | None = None) -> str:
    """What became of a service that is called `name`, with what to use today and who says so; `names` maps a service id to its name.

    Where a line is `too_long` in use for the data, what sends them over it is no answer.
    """
    since = f" {'on' if status.is_over else 'since'} {status.since}" if status.since else ""
    today = ", ".join(names[id] for id in status.instead if names.get(id, name) != name and not (too_long and id in OVER_A_LINE))
    use = f"; today's answer is {today}" if today else ""
    slow = f" {too_long}: a faster line is needed first." if too_long and OVER_A_LINE.intersection(status.instead) else ""
    return f"{name} {STATES[status.state]}{since}{use} ({status.source}, checked {status.checked}).{' ' + status.note if status.note else ''}{slow}"


LEAST_TOLD = 0.1  # a service that hardly comes into question needs no notice


def find_notices(
    recommendations: Sequence[Recommendation],
    ranking: Ranking,
    services: Mapping[str, Service],
    notes: Mapping[str, Note],
    notes_on: Mapping[str, Sequence[str]],
    model_problem: str | None,
    named: Collection[str] = (),
    too_long: str | None = None,
) -> tuple[str, ...]:
    """A notice for each recommended service that ended, is closed to new customers, or has a new name, with its date and source; and for each that is `named`, where it is over."""
    notices = []
    recommended = {recommendation.service for recommendation in recommendations}
    for service in dict.fromkeys(named):
        told = services[service].status
        if told and told.state in NOT_OPEN and service not in recommended:
            notices.append(tell_status(services[service].name, told, {id: services[id].name for id in told.instead if id in services}, too_long))
    own = {candidate.service: candidate.probability for candidate in ranking.candidates if candidate.service in ranking.ended}  # in their confidence it counts for what replaces them
    for recommendation in recommendations:
        status, name = recommendation.status, recommendation.name
        if status is None or (recommendation.service not in named and own.get(recommendation.service, recommendation.confidence) < LEAST_TOLD):
            continue
        on_it = notes_on.get(recommendation.service) if status.is_over else None
        still = f" The deck ({notes[on_it[0]].source.date}) still gives it as the answer." if on_it else ""
        notices.append(tell_status(name, status, {id: services[id].name for id in status.instead if id in services}, too_long) + still)
    if model_problem:
        notices.append(f"Answered by rules and retrieval alone: {model_problem}")
    return tuple(notices)
