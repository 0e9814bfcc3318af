"""What is told of services where they are looked up: their entries in, a passage out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from advisor.knowledge.catalogue import Catalogue
from advisor.model import Fact, NotWhen, Passage, Service, Source
from advisor.pattern import compile_late

CLAUSE = compile_late(
    r"\b(?:is|are|was|were|be|must|should|shall|can|could|may|might|will|would|has|have|do|does|need|needs|want|wants)\b|^(?:you|we|it|they|one) "
)  # of a situation that is told by a clause
OWN_ENTRIES = Source("the advisor's own entries on each")
AGAINST = "What speaks against {}"


def tell_of(service: Service, facts: Sequence[Fact]) -> Passage:
    """What a service is for, and some facts on it."""
    text = "\n\n".join([service.summary, "\n".join(f"- {fact.text}" for fact in facts)]).strip()
    return Passage(service.id, service.name, text, 1.0, cite_facts(service.name, facts), (service.id,), "service")


def put_side_by_side(several: Sequence[Service]) -> Passage:
    """What several services are for, and when one gives way to another."""
    lines = [f"- {service.name}: {service.summary}" for service in several]
    lines += [f"- Choose {second.name} {say_when(case)}" for first, second in permutations(several, 2) for case in first.not_when if case.instead == second.id]
    *firsts, last = (service.name for service in several)
    return Passage(several[0].id, f"{', '.join(firsts)} and {last}", "\n".join(lines), 1.0, OWN_ENTRIES, tuple(service.id for service in several), "service")


def tell_against(service: Service, catalogue: Catalogue, most: int) -> Passage | None:
    """What speaks against a service: at most so many of its limits, and of the situations in which another is chosen; None where none is known."""
    lines = [f"- {limit.text}" for limit in service.limits[:most]]
    lines += [f"- {catalogue[case.instead].name} instead {say_when(case)}" for case in service.not_when[:most]]
    return Passage(service.id, AGAINST.format(service.name), "\n".join(lines), 1.0, OWN_ENTRIES, (service.id,), "service") if lines else None


def say_when(case: NotWhen) -> str:
    """When another service is chosen, as the end of a sentence."""
    return f"{'when' if CLAUSE.search(case.situation) else 'for'} {case.situation.rstrip('.')}."


def cite_facts(name: str, facts: Sequence[Fact]) -> Source:
    """One source for several facts: all their titles, and their date where it is the same."""
    titles, dates = dict.fromkeys(fact.source.title for fact in facts), {fact.source.date for fact in facts}
    return Source("; ".join(titles) or name, date=dates.pop() if len(dates) == 1 else None)
