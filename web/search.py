"""The search over all knowledge: words in, the services, rules, notes and diagnoses that hold them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from advisor import Advisor

HEADINGS = {"service": "Services", "rule": "Rules", "note": "Notes", "diagnosis": "Errors and symptoms"}
MOST_FOUND = 20


class Entry(Struct, frozen=True):
    """A thing that can be found: its kind, id and title."""

    kind: str
    id: str
    title: str


class Search:
    """Finds things by their words over an advisor's knowledge, which is read once, at the first search."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor

    @cached_property
    def _holders(self) -> Mapping[str, list[Entry]]:
        """Term → everything that holds it."""
        holders: dict[str, list[Entry]] = {}
        for entry, text in self._texts():
            for term in set(self._advisor.tokenizer.terms(f"{entry.id.replace('-', ' ')} {entry.title} {text}")):
                holders.setdefault(term, []).append(entry)
        return holders

    def _texts(self) -> Iterator[tuple[Entry, str]]:
        """Everything, with what it says besides its title."""
        yield from ((Entry("service", one.id, one.name), f"{one.summary} {' '.join(one.aliases)}") for one in self._advisor.services.values())
        yield from ((Entry("rule", one.id, one.id), one.why) for one in self._advisor.rules.values())
        yield from ((Entry("note", one.id, one.title), one.text) for one in self._advisor.notes.values())
        yield from ((Entry("diagnosis", one.id, one.title), f"{one.cause} {' '.join(one.messages)}") for one in self._advisor.diagnoses.values())

    def find(self, text: str) -> dict[str, list[Entry]]:
        """Heading → at most 20 things whose words hold those of a text, by how many they hold; nothing that holds fewer than all but one."""
        words = set(self._advisor.tokenizer.terms(text))
        held = Counter(entry for word in words for entry in self._holders.get(word, ()))
        best = sorted((entry for entry, count in held.items() if count >= len(words) - 1), key=lambda entry: (-held[entry], len(entry.title), entry.id))
        groups = {heading: [entry for entry in best if entry.kind == kind][:MOST_FOUND] for kind, heading in HEADINGS.items()}
        return {heading: entries for heading, entries in groups.items() if entries}
