"""What has to be said of services that ended, are closing or changed their name: ranked services in, replacements and notices out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs

from advisor.catalogue import Catalogue
from advisor.model import Note, Recommendation, Service, Status
from advisor.ranking import Candidate


def replace_ended(candidates: Sequence[Candidate], catalogue: Catalogue) -> tuple[Candidate, ...]:
    """The candidates with each ended one's place taken by what to use today; the ended one follows right behind."""
    order: list[Candidate] = []
    by_service = {candidate.service: candidate for candidate in candidates}
    for candidate in candidates:
        today = next((s for s in catalogue[candidate.service].instead if s in catalogue and not catalogue[s].over), None) if catalogue[candidate.service].over else None
        if today:
            known = by_service.get(today)
            order.append(structs.replace(candidate, service=today, signals=known.signals if known else {}))
        order.append(candidate)
    seen: set[str] = set()
    kept = []
    for candidate in order:
        if candidate.service not in seen:
            seen.add(candidate.service)
            kept.append(candidate)
    live = [candidate for candidate in kept if not catalogue[candidate.service].over]
    if kept and catalogue[kept[0].service].over and live:  # an ended service without a successor still never comes first
        kept.remove(live[0])
        kept.insert(0, live[0])
    return tuple(kept)


STATES = {"ended": "ended", "closed-to-new": "is closed to new customers", "deprecated": "is deprecated", "renamed": "has changed its name"}


def tell_status(name: str, status: Status, names: Mapping[str, str]) -> str:
    """What became of a service that is called `name`, with what to use today and who says so; `names` maps a service id to its name."""
    since = f" {'on' if status.is_over else 'since'} {status.since}" if status.since else ""
    today = ", ".join(names[id] for id in status.instead if names.get(id, name) != name)
    use = f"; today's answer is {today}" if today else ""
    return f"{name} {STATES[status.state]}{since}{use} ({status.source}, checked {status.checked}).{' ' + status.note if status.note else ''}"


LEAST_TOLD = 0.1  # a service that hardly comes into question needs no notice


def find_notices(recommendations: Sequence[Recommendation], services: Mapping[str, Service], notes: Mapping[str, Note], model_problem: str | None) -> tuple[str, ...]:
    """A notice for each recommended service that ended, is closed to new customers, or has a new name, with its date and source."""
    notices = []
    for recommendation in recommendations:
        status, name = recommendation.status, recommendation.name
        if status is None or recommendation.confidence < LEAST_TOLD:
            continue
        deck = next((note for note in notes.values() if recommendation.service in note.services), None) if status.is_over else None
        still = f" The deck ({deck.source.date}) still gives it as the answer." if deck else ""
        notices.append(tell_status(name, status, {id: services[id].name for id in status.instead if id in services}) + still)
    if model_problem:
        notices.append(f"Answered by rules and retrieval alone: {model_problem}")
    return tuple(notices)
