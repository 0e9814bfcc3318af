"""What knowledge files say of each other and twice: everything that was written in, every `Problem` out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from advisor.knowledge.documents import Document, Problem, did_you_mean
from advisor.text.amounts import read_amount
from advisor.text.identifiers import DIGITS, PART, is_recognisable

ASKS_FOR_WRONG = re.compile(r"\b(?:NOT|EXCEPT)\b")
READ_FROM = {"service": "service", "cue": "cues", "note": "notes", "diagnosis": "diagnoses"}

Place = tuple[str | int, ...]
Entry = tuple[Document, Place, dict[str, Any]]  # where an entry stands, and what it holds


class Written(Struct, frozen=True):
    """The entries of a knowledge folder as they are written, by their kinds; `products` are names of others that services are known for."""

    services: Sequence[Entry]
    cues: Sequence[Document]
    notes: Sequence[Entry]
    rules: Sequence[Entry]
    diagnoses: Sequence[Entry]
    practice: Sequence[Entry]
    quiz: Sequence[Entry]
    products: Sequence[Entry]
    identifiers: Sequence[Entry]
    parts: Document | None
    vocabulary: Document | None


def check_references(written: Written, unread: Collection[str]) -> list[Problem]:
    """Every reference to something that there is not, and everything that stands twice or against itself; what could not be read is not missed (`unread`: ids, and kinds of files)."""
    check = _Check(unread)
    check.check(written)
    return check.problems


class _Check:
    """Gathers problems instead of stopping at the first."""

    def __init__(self, unread: Collection[str]) -> None:
        self.problems: list[Problem] = []
        self._unread = unread

    def check(self, written: Written) -> None:
        """Find the problems in everything that was written."""
        services, cues, rules, diagnoses, vocabulary = written.services, written.cues, written.rules, written.diagnoses, written.vocabulary
        service_ids = self._unique("service", services)
        note_ids = self._unique("note", written.notes)
        self._unique("rule", rules)
        diagnosis_ids = self._unique("diagnosis", diagnoses)
        cue_ids = {cue for document in cues for facet in document.data.values() for cue in facet["cues"]}
        self._check_cues(cues)
        for document, path, data in services:
            self._known(document, "service", [data["parent"]] if "parent" in data else [], service_ids, *path, "parent")
            for index, other in enumerate(data.get("not_when", ())):
                self._known(document, "service", [other["instead"]], service_ids, *path, "not_when", index, "instead")
            self._known(document, "service", data.get("status", {}).get("instead", ()), service_ids, *path, "status", "instead")
        self._check_parents(services)
        for document, path, data in [*written.notes, *diagnoses, *written.practice, *written.products, *written.identifiers]:
            self._known(document, "service", data["services"], service_ids, *path, "services")
        self._check_bills(diagnoses, service_ids)
        self._check_products(written.products)
        self._check_identifiers(written.identifiers, written.parts, service_ids)
        self._check_answers(written.quiz)
        for document, path, data in [*rules, *diagnoses, *written.identifiers]:
            if "note" in data["source"]:
                self._known(document, "note", [data["source"]["note"]], note_ids, *path, "source", "note")
        for document, path, data in rules:
            self._known(document, "service", [*data.get("prefer", ()), *data.get("rule_out", ())], service_ids, *path, "prefer")
            for part in ("all", "any", "none"):
                for index, reference in enumerate(data["when"].get(part, ())):
                    *named, id = reference.split(":")
                    known, kind = (service_ids, "service") if named else (cue_ids, "cue")
                    self._known(document, kind, [id], known, *path, "when", part, index)
        if not vocabulary:
            return
        for part, key, kind, ids in (("things", "services", "service", service_ids), ("vague", "usually", "diagnosis", diagnosis_ids)):
            for index, one in enumerate(vocabulary.data.get("trouble", {}).get(part, ())):
                self._known(vocabulary, kind, one.get(key, ()), ids, "trouble", part, index, key)

    def _unique(self, kind: str, entries: Iterable[Entry]) -> set[str]:
        first: dict[str, str] = {}
        for document, path, data in entries:
            id = data["id"]
            if id in first:
                self.problems.append(document.problem(f"the {kind} '{id}' stands already in {first[id]}", *path, "id"))
            first.setdefault(id, f"{document.path}:{document.line_of(*path, 'id')}")
        return set(first)

    def _check_bills(self, diagnoses: Iterable[Entry], services: set[str]) -> None:
        first: dict[str, str] = {}
        for document, path, data in diagnoses:
            for index, service in enumerate(data.get("bill_of", ())):
                self._known(document, "service", [service], services, *path, "bill_of", index)
                if service in first:
                    self.problems.append(document.problem(f"the bill of '{service}' is explained in {first[service]} already", *path, "bill_of", index))
                first.setdefault(service, f"{document.path}:{document.line_of(*path, 'bill_of', index)}")

    def _check_products(self, products: Iterable[Entry]) -> None:
        first: dict[str, str] = {}
        for document, path, data in products:
            for name in (data["name"], *data.get("also", ())):
                place = f"{document.path}:{document.line_of(*path, 'name')}"
                if first.setdefault(name.lower(), place) != place:
                    self.problems.append(document.problem(f"the product '{name}' stands already in {first[name.lower()]}", *path, "name"))

    def _check_identifiers(self, identifiers: Iterable[Entry], parts: Document | None, services: set[str]) -> None:
        tables: Mapping[str, Any] = parts.data if parts else {}
        if parts:
            for name, table in tables.items():
                for key, service in table.get("services", {}).items():
                    self._known(parts, "service", [service], services, name, "services", key)
        first: dict[str, str] = {}
        for document, path, data in identifiers:
            for index, form in enumerate(data["forms"]):
                place = f"{document.path}:{document.line_of(*path, 'forms', index)}"
                if first.setdefault(form.lower(), place) != place:
                    self.problems.append(document.problem(f"the form '{form}' stands already in {first[form.lower()]}", *path, "forms", index))
                told = [part for part in PART.findall(form) if part not in DIGITS]
                if len(told) > len(set(told)):
                    self.problems.append(document.problem(f"the form '{form}' has a part twice", *path, "forms", index))
                if not is_recognisable(form, tables):
                    self.problems.append(document.problem(f"the form '{form}' has nothing that it could be known by", *path, "forms", index))
                for part in set(PART.findall(data["tells"])).difference(PART.findall(form)):
                    self.problems.append(document.problem(f"the form '{form}' has no part '{part}', which is told", *path, "forms", index))

    def _check_cues(self, cues: Sequence[Document]) -> None:
        path_of: dict[str, str] = {}
        facet_of: dict[str, str] = {}
        for document in cues:
            for facet, data in document.data.items():
                if path_of.setdefault(facet, document.path) != document.path:
                    self.problems.append(document.problem(f"the facet '{facet}' stands already in {path_of[facet]}", facet))
                for cue, own in data["cues"].items():
                    self._check_amounts(document, own.get("amounts", ()), facet, "cues", cue, "amounts")
                    if facet_of.setdefault(cue, facet) != facet:
                        self.problems.append(document.problem(f"the cue '{cue}' stands already in the facet '{facet_of[cue]}'", facet, "cues", cue))

    def _check_amounts(self, document: Document, bounds: Sequence[Mapping[str, Any]], *path: str | int) -> None:
        for index, bound in enumerate(bounds):
            for key in bound.keys() & {"above", "up_to"}:
                try:
                    read_amount(bound[key])
                except ValueError as error:
                    self.problems.append(document.problem(str(error), *path, index, key))

    def _check_answers(self, quiz: Iterable[Entry]) -> None:
        for document, path, data in quiz:
            if any(ASKS_FOR_WRONG.search(wording) for wording in (data["question"], *data.get("also", ()))):
                self.problems.append(document.problem("the question asks for what is not so: ask it the other way round", *path, "question"))
            wrong = {answer.strip().lower() for answer in data["wrong"]}
            for index, answer in enumerate(data["right"]):
                if answer.strip().lower() in wrong:
                    self.problems.append(document.problem(f"the answer '{answer}' is right and wrong", *path, "right", index))

    def _known(self, document: Document, kind: str, ids: Iterable[str], known: set[str], *path: str | int) -> None:
        for id in ids:
            if id not in known and id not in self._unread and READ_FROM[kind] not in self._unread:
                self.problems.append(document.problem(f"there is no {kind} '{id}'{did_you_mean(id, known)}", *path))

    def _check_parents(self, services: Any) -> None:
        parents = {data["id"]: data.get("parent") for _, _, data in services}
        for document, path, data in services:
            seen, id = {data["id"]}, data.get("parent")
            while id in parents:
                if id in seen:
                    self.problems.append(document.problem(f"the parents of '{data['id']}' go round in a circle", *path, "parent"))
                    break
                seen.add(id)
                id = parents[id]
