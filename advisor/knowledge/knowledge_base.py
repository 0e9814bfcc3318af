"""The knowledge folder as one frozen object: files in, `KnowledgeBase` or every `Problem` out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from advisor.errors import KnowledgeError
from advisor.knowledge.documents import Document, Problem, parse_notes, parse_yaml, read_text, schema_problems
from advisor.knowledge.folder import LIGHT, yaml_files
from advisor.knowledge.references import Entry, Place, Written, check_references
from advisor.model import Bound, Category, Condition, Counterpart, Cue, Diagnosis, Facet, Fact, Note, NotWhen, PracticeQuestion, QuizQuestion, Rule, RuleExamples, Service, Source, Status
from advisor.text.identifiers import Identifier, PartTable, fold_keys
from advisor.text.vocabulary import Vocabulary


class KnowledgeBase(Struct, frozen=True, eq=False, dict=True):
    """Everything the advisor knows, each thing by its id, in the order of ids."""

    services: Mapping[str, Service]
    facets: Mapping[str, Facet]
    rules: Mapping[str, Rule]
    notes: Mapping[str, Note]
    diagnoses: Mapping[str, Diagnosis]
    vocabulary: Vocabulary
    practice: Sequence[PracticeQuestion] = ()
    quiz: Sequence[QuizQuestion] = ()
    counterparts: Sequence[Counterpart] = ()
    categories: Sequence[Category] = ()
    identifiers: Sequence[Identifier] = ()
    parts: Mapping[str, PartTable] = {}

    @cached_property
    def cues(self) -> dict[str, Cue]:
        """Cue id → cue."""
        return {cue.id: cue for facet in self.facets.values() for cue in facet.cues}

    @cached_property
    def names(self) -> dict[str, str]:
        """Lower-case name or alias → service id; a name goes before another service's alias, then the lower id."""
        written = [(service.name, id) for id, service in self.services.items()]
        written += [(alias, id) for id, service in self.services.items() for alias in service.aliases]
        names: dict[str, str] = {}
        for name, id in written:
            names.setdefault(name.lower(), id)
        return names


def load_knowledge(folder: Path) -> KnowledgeBase:
    """Read a knowledge folder.

    Raises KnowledgeError, in one line, where it cannot be used.
    """
    if not folder.is_dir():
        raise KnowledgeError(f"there is no knowledge folder {folder}")
    reader = _Reader(folder, positions=False)
    knowledge = reader.read()
    if reader.problems or knowledge is None:
        count = len(check_knowledge(folder))
        raise KnowledgeError(f"the knowledge in {folder} has {count} problem{'s' * (count != 1)}: run 'advisor check {folder}' to see {'them' if count != 1 else 'it'}")
    return knowledge


class ReadKnowledge(Struct, frozen=True):
    """A knowledge folder as it was read: every problem by file and line, the knowledge where there is none, and where its services, cues and rules stand."""

    knowledge: KnowledgeBase | None
    problems: tuple[Problem, ...]
    places: Mapping[tuple[str, str], tuple[Document, Place]]

    def problem(self, message: str, kind: str, id: str, *path: str | int) -> Problem:
        """A problem of a service, cue or rule, at the line of the value at `path` in it."""
        document, start = self.places[kind, id]
        return document.problem(message, *start, *path)


def check_knowledge(folder: Path) -> tuple[Problem, ...]:
    """Every problem in the form and the references of a knowledge folder, sorted by file and line."""
    return read_knowledge(folder).problems


def read_knowledge(folder: Path) -> ReadKnowledge:
    """Read a knowledge folder with the line of everything. Raises KnowledgeError where there is no such folder."""
    if not folder.is_dir():
        raise KnowledgeError(f"there is no knowledge folder {folder}")
    reader = _Reader(folder, positions=True)
    knowledge = reader.read()
    return ReadKnowledge(knowledge, tuple(sorted(set(reader.problems))), reader.places)


def _source(data: Mapping[str, Any], notes: Mapping[str, Note]) -> Source:
    note = notes.get(data.get("note", ""))
    if note is not None:
        return Source(note.title, note.source.slide, note.id, note.source.date)
    return Source(data.get("guide", ""), None, None, data.get("date"))


class _Reader:
    """Reads a folder once, gathering problems instead of stopping at the first."""

    def __init__(self, folder: Path, *, positions: bool) -> None:
        self.folder = folder
        self.positions = positions
        self.problems: list[Problem] = []
        self.places: dict[tuple[str, str], tuple[Document, Place]] = {}
        self._unread: set[str] = set()

    def read(self) -> KnowledgeBase | None:
        services = self._entries("services", "service")
        cues = self._documents("cues", "cues")
        vocabulary = self._single("vocabulary")
        notes = self._notes()
        rules = self._entries("rules", "rules")
        diagnoses = self._entries("diagnoses", "diagnoses")
        practice = self._entries("practice", "practice", needed=False)
        quiz = self._entries("quiz", "quiz", needed=False)
        counterparts = self._entries("counterparts", "counterparts", needed=False)
        categories = self._entries("categories", "counterparts", needed=False)
        identifiers = self._entries("identifiers", "identifiers", needed=False)
        parts = self._single("parts") if (self.folder / "parts.yaml").exists() else None
        written = Written(services, cues, notes, rules, diagnoses, practice, quiz, [*counterparts, *categories], identifiers, parts, vocabulary)
        if self.positions:
            self.problems += check_references(written, self._unread)
        if self.problems or vocabulary is None:
            return None
        self.places = {("service", d["id"]): (document, path) for document, path, d in services} | {("rule", d["id"]): (document, path) for document, path, d in rules}
        self.places |= {("cue", cue): (document, (facet, "cues", cue)) for document in cues for facet, data in document.data.items() for cue in data["cues"]}
        note_by_id = {data["id"]: _note(document, data) for document, _, data in notes}
        facets = {id: _facet(id, data) for document in cues for id, data in document.data.items()}
        made = KnowledgeBase(
            services={d["id"]: _service(d) for _, _, d in sorted(services, key=lambda e: e[2]["id"])},
            facets=facets,
            rules={d["id"]: _rule(d, note_by_id) for _, _, d in sorted(rules, key=lambda e: e[2]["id"])},
            notes=dict(sorted(note_by_id.items())),
            diagnoses={d["id"]: _diagnosis(d, note_by_id) for _, _, d in sorted(diagnoses, key=lambda e: e[2]["id"])},
            vocabulary=msgspec.convert(vocabulary.data, Vocabulary),
            practice=tuple(PracticeQuestion(d["scenario"].strip(), tuple(d["services"]), Path(document.path).parent.name == LIGHT) for document, _, d in practice),
            counterparts=tuple(Counterpart(d["name"], tuple(d["services"]), tuple(d.get("also", ()))) for _, _, d in counterparts),
            categories=tuple(Category(d["name"], tuple(d["services"]), tuple(d.get("also", ()))) for _, _, d in categories),
            identifiers=tuple(Identifier(tuple(d["forms"]), tuple(d["services"]), d["tells"].strip(), _source(d["source"], note_by_id), d.get("read_as", "")) for _, _, d in identifiers),
            parts={name: fold_keys(table) for name, table in msgspec.convert(parts.data, dict[str, PartTable]).items()} if parts else {},
            quiz=tuple(QuizQuestion(wording.strip(), tuple(d["right"]), tuple(d["wrong"])) for _, _, d in quiz for wording in (d["question"], *d.get("also", ()))),
        )
        if not self.positions:
            # Cross-references were not checked on the way: a broken one shows up here.
            self.problems += check_references(written, self._unread)
        return made if not self.problems else None

    # Reading files ---------------------------------------------------------------------------------------------

    def _document(self, path: Path, schema: str, *, notes: bool = False) -> Document | None:
        name = str(path)
        text, problems = read_text(path, name)
        self.problems += problems
        if text is None:
            self._unread.add(schema)
            return None
        document, problems = parse_notes(text, name) if notes else parse_yaml(text, name, positions=self.positions)
        self.problems += problems
        if document is None:
            self._unread.add(schema)
            return None
        broken = list(schema_problems(document, schema))
        self.problems += broken
        if broken:
            self._unread |= set(written_ids(document.data))
            return None
        return document

    def _single(self, kind: str) -> Document | None:
        return self._document(self.folder / f"{kind}.yaml", kind)

    def _documents(self, kind: str, schema: str, *, needed: bool = True) -> list[Document]:
        """The files of a kind that can be read."""
        files = yaml_files(self.folder / kind)
        if needed and not files:
            self.problems.append(Problem(str(self.folder / kind), 1, "has no YAML file"))
        return [document for path in files if (document := self._document(Path(path), schema))]

    def _entries(self, kind: str, schema: str, *, needed: bool = True) -> list[Entry]:
        """Each entry of the files of a kind with its document and path: a file holds one mapping or a list of them."""
        entries: list[Entry] = []
        for document in self._documents(kind, schema, needed=needed):
            if isinstance(document.data, list):
                entries += [(document, (index,), data) for index, data in enumerate(document.data)]
            else:
                entries.append((document, (), document.data))
                if document.data["id"] != Path(document.path).stem:
                    self.problems.append(document.problem(f"the id '{document.data['id']}' differs from the file's name", "id"))
        return entries

    def _notes(self) -> list[Entry]:
        files = sorted((self.folder / "notes").glob("*.md"))
        if not files:
            self.problems.append(Problem(str(self.folder / "notes"), 1, "has no note file"))
        entries: list[Entry] = []
        for path in files:
            document = self._document(path, "notes", notes=True)
            if document is not None:
                entries += [(document, ("passages", index), data) for index, data in enumerate(document.data["passages"])]
        return entries


def written_ids(data: Any) -> Iterator[str]:
    """The ids and keys that stand anywhere in a file's data, so that what refers to a broken entry is not reported as well."""
    if isinstance(data, dict):
        yield from (key for key in data if isinstance(key, str))
        if isinstance(data.get("id"), str):
            yield data["id"]
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from written_ids(value)


def _fact(data: Mapping[str, Any]) -> Fact:
    return Fact(data["text"], Source(data["source"], date=data["date"]))


def _facet(id: str, data: Mapping[str, Any]) -> Facet:
    return Facet(id, data["question"], tuple(_cue(cue, id, own) for cue, own in data["cues"].items()), data.get("ask", True))


def _cue(id: str, facet: str, data: Mapping[str, Any]) -> Cue:
    bounds = tuple(Bound(bound["above"], tuple(bound["beside"]), bound.get("up_to"), bound.get("alone", False)) for bound in data.get("amounts", ()))
    return Cue(id, facet, data["label"], tuple(data.get("phrases", ())), bounds)


def _service(data: Mapping[str, Any]) -> Service:
    status = data.get("status")
    return Service(
        id=data["id"],
        name=data["name"],
        family=data["family"],
        summary=data["summary"].strip(),
        aliases=tuple(data.get("aliases", ())),
        short_names=tuple(data.get("short_names", ())),
        parent=data.get("parent"),
        broad=data.get("broad", False),
        own_line=data.get("own_line", False),
        situations=tuple(text.strip() for text in data["situations"]),
        scenarios=tuple(text.strip() for text in data.get("scenarios", ())),
        not_when=tuple(NotWhen(other["situation"], other["instead"], other.get("simpler", False)) for other in data.get("not_when", ())),
        facts=tuple(map(_fact, data.get("facts", ()))),
        limits=tuple(map(_fact, data.get("limits", ()))),
        status=Status(status["state"], status.get("since"), tuple(status.get("instead", ())), status["source"], status["checked"], status.get("note")) if status else None,
    )


def _rule(data: Mapping[str, Any], notes: Mapping[str, Note]) -> Rule:
    when, examples = data["when"], data["examples"]
    return Rule(
        id=data["id"],
        when=Condition(tuple(when.get("all", ())), tuple(when.get("any", ())), tuple(when.get("none", ()))),
        prefer=tuple(data.get("prefer", {}).items()),
        rule_out=tuple(data.get("rule_out", {}).items()),
        why=data["why"].strip(),
        source=_source(data["source"], notes),
        examples=RuleExamples(tuple(examples["match"]), tuple(examples["no_match"]), tuple(examples.get("todo_match", ()))),
        limit=data.get("limit", False),
        open=data.get("open", False),
    )


def _note(document: Document, data: Mapping[str, Any]) -> Note:
    source = Source(document.data["deck"], data["slide"], data["id"], data.get("checked", document.data["date"]))
    return Note(data["id"], data["title"], data["text"], tuple(data["services"]), source, tuple(data.get("asked", ())))


def _diagnosis(data: Mapping[str, Any], notes: Mapping[str, Note]) -> Diagnosis:
    messages, symptoms, steps = tuple(data.get("messages", ())), tuple(data["symptoms"]), tuple(data["steps"])
    source, prevention, bill_of = _source(data["source"], notes), data.get("prevention", "").strip(), tuple(data.get("bill_of", ()))
    return Diagnosis(data["id"], data["title"], tuple(data["services"]), messages, symptoms, data["cause"].strip(), steps, source, prevention, bill_of)
