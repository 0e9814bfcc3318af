"""What has to be said of services that ended, are closing or changed their name: recommended services in, notices out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.answers.transfer import tell_long_transfer
from advisor.model import Note, Recommendation, Service, Status
from advisor.ranking.fusion import Ranking
from advisor.text.analysis import Query

STATES = {"ended": "ended", "closed-to-new": "is closed to new customers", "deprecated": "is deprecated", "renamed": "has had its present name"}
RENAMED = "renamed"


def tell_status(name: str, status: Status, names: Mapping[str, str]) -> str:
    """What became of a service that is called `name`, with what to use today and who says so; `names` maps the id of what may be used to its name."""
    since = f" {'on' if status.is_over else 'since'} {status.since}" if status.since else ""
    today = ", ".join(names[id] for id in status.instead if names.get(id, name) != name)
    use = f"; today's answer is {today}" if today else ""
    return f"{name} {STATES[status.state]}{since}{use} ({status.source}, checked {status.checked}).{' ' + status.note if status.note else ''}"


LEAST_TOLD = 0.1  # a service that hardly comes into question needs no notice


class NoticeFinder:
    """Finds what has to be said of services; `notes_on` maps a service to the notes on it, `model_problem` tells why there is no learned ranker."""

    def __init__(self, services: Mapping[str, Service], notes: Mapping[str, Note], notes_on: Mapping[str, Sequence[str]], model_problem: str | None) -> None:
        self._services, self._notes, self._notes_on, self._model_problem = services, notes, notes_on, model_problem

    def find(self, query: Query, ranking: Ranking, recommendations: Sequence[Recommendation]) -> tuple[str, ...]:
        """A notice for each recommended service that ended, is closed to new customers, or has a new name, with its date and source; and for each that a query names, where it is over."""
        notices = []
        named = [mention.service for mention in query.mentions if mention.role in ("asked", "proposed", "sole")]
        recommended = {recommendation.service for recommendation in recommendations}
        for service in dict.fromkeys(named):
            told = self._services[service].status
            if told and told.is_closed and service not in recommended:
                notices.append(self._tell(self._services[service].name, told, query.text))
        own = {candidate.service: candidate.probability for candidate in ranking.candidates if candidate.service in ranking.ended}  # in their confidence it counts for what replaces them
        for recommendation in recommendations:
            status, name = recommendation.status, recommendation.name
            if status is None or (recommendation.service not in named and own.get(recommendation.service, recommendation.confidence) < LEAST_TOLD):
                continue
            if status.state == RENAMED and not names_otherwise(query, recommendation):
                continue
            on_it = self._notes_on.get(recommendation.service) if status.is_over else None
            still = f" The deck ({self._notes[on_it[0]].source.date}) still gives it as the answer." if on_it else ""
            notices.append(self._tell(name, status, query.text) + still)
        if self._model_problem:
            notices.append(f"Answered by rules and retrieval alone: {self._model_problem}")
        return tuple(notices)

    def _tell(self, name: str, status: Status, text: str) -> str:
        """What became of a service; where a text tells of more data than its line can send, what sends them over that is no answer."""
        too_long = tell_long_transfer(text)
        today = [self._services[id] for id in status.instead if id in self._services]
        slow = f" {too_long}: a faster line is needed first." if too_long and any(one.own_line for one in today) else ""
        return tell_status(name, status, {one.id: one.name for one in today if not (too_long and one.own_line)}) + slow


def names_otherwise(query: Query, recommendation: Recommendation) -> bool:
    """Whether a query calls a service by what is no part of its present name: only then does it matter that it had another."""
    said = (query.text[mention.start : mention.end].lower() for mention in query.mentions if mention.service == recommendation.service)
    return any(name not in recommendation.name.lower() for name in said)
