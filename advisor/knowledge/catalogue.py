"""The little that every answer needs to know of every service: its number, name, parents and whether it has ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct


class CatalogueEntry(Struct, frozen=True, array_like=True):
    """One service in brief.

    `broad`: naming it says too little where a part of it is the answer. `over`: it has ended; `instead` is what to use today where it has, or is closed to new customers.
    `near` are those that it gives way to.
    """

    id: str
    name: str
    parent: str | None
    family: str
    broad: bool
    over: bool
    instead: tuple[str, ...]
    near: tuple[str, ...] = ()


class Catalogue:
    """All services in the order of their ids; a service's number is its place in it."""

    def __init__(self, entries: Sequence[CatalogueEntry]) -> None:
        self.entries = tuple(entries)
        self.number = {entry.id: index for index, entry in enumerate(self.entries)}
        self.parents = {entry.id: entry.parent for entry in self.entries if entry.parent is not None}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name of each service by its id."""
        return {entry.id: entry.name for entry in self.entries}

    def __getitem__(self, service: str) -> CatalogueEntry:
        return self.entries[self.number[service]]

    def __contains__(self, service: str) -> bool:
        return service in self.number

    def ancestors(self, service: str) -> Iterator[str]:
        """The parents of a service, nearest first."""
        while (parent := self[service].parent) is not None:
            yield parent
            service = parent

    def root(self, service: str) -> str:
        """The service at the top of the parents; a service without a parent is its own."""
        return [service, *self.ancestors(service)][-1]

    def find_ended(self, services: Iterable[str]) -> dict[str, str | None]:
        """Those of some services that have ended → what to use today, None where there is nothing."""
        return {service: next((other for other in self[service].instead if other in self and not self[other].over), None) for service in services if self[service].over}

    def is_covered(self, service: str, others: Collection[str]) -> bool:
        """Whether a service is one of others, or a part of one of them."""
        return not {service, *self.ancestors(service)}.isdisjoint(others)

    def answers(self, service: str, label: str) -> bool:
        """Whether recommending a service is right where `label` is asked for.

        A feature answers for its own service, and a service for its feature unless it is too broad to say so.
        """
        return service == label or label in self.ancestors(service) or (service in self.ancestors(label) and not self[service].broad)

    def fits(self, named: Iterable[str], services: Collection[str]) -> bool:
        """Whether a text on some services is on every one that is named, or on a part or the whole of it."""
        return all(any(self.answers(service, other) or self.answers(other, service) for service in services) for other in named)
