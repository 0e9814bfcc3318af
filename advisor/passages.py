"""The notes and diagnoses that a query is about, and whether it is about them: a query in, passages out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from advisor.analysis import PhraseTrie, Query, Tokenizer, phrase_terms
from advisor.catalogue import Catalogue
from advisor.compiler import IndexedPassage
from advisor.knowledge_base import Vocabulary
from advisor.model import Diagnosis, DiagnosisFound, Note, Passage, Service
from advisor.retrieval import Retriever, rank_passages
from advisor.store import Store

MOST_NOTES = 3
LOOK_UP = re.compile(
    r"^\W*(?:and |so |please |hi |hello |can you |could you )*(?:tell me |explain |define |describe |remind me |i wonder |i want to know |what(?:'s| is| are| does|"
    r" do| did| happens| happened| was| were)\b|how (?:many|much|long|often|big|large|does|do|is|are|fast|old)\b|who\b|when (?:did|does|do|is|was)\b|where (?:are|is|"
    r"do|does)\b|why (?:do|does|is|are)\b|which (?:parts|sections|domains|threat|slide)|list |name |meaning of|difference between|is there|does |do |is |are |can )",
    re.IGNORECASE,
)
DECISION = re.compile(
    r"\b(?:which (?:aws )?(?:service|solution|option|storage|database|approach|feature|tool|type|one|of)|what (?:aws |amazon )?(?:service|solution|should|would|"
    r"storage|database|feature|tool|can|is the (?:most|best|simplest|easiest|cheapest|least|correct|right))|should (?:we|i|they|he|she|the|a|an|you)|recommend|"
    r"we (?:need|want|must|have|are|run|use|store|keep)|i (?:need|want|must)|our\b|company|most cost|meets? |a customer|choose|select)",
    re.IGNORECASE,
)
ERROR = re.compile(
    r"(?:\b\w*(?:Exception|Error|Failure|Timeout|ETIMEDOUT|EACCES)\b|\berror\b|\bErrno\b|/var/task|timed out|cannot |can't|could not|couldn't|unable to|fails?\b|"
    r"failed|failing|stuck|denied|missing|not (?:appear|found|authorized|show|defined|work)|never|doesn't|does not|do not|loop|throttl|lost|loses|exceed|too (?:long|"
    r"slow|large|big|many))",
    re.IGNORECASE,
)
LEAST_DIAGNOSIS = 0.42
LEAST_LOOK_UP = 0.34
FOREIGN_WORDS = 0.45


class Finder:
    """Finds notes and diagnoses by their texts."""

    def __init__(self, store: Store, tokenizer: Tokenizer, notes: Mapping[str, Note], diagnoses: Mapping[str, Diagnosis], vocabulary: Vocabulary) -> None:
        self._store, self._tokenizer, self._notes, self._diagnoses = store, tokenizer, notes, diagnoses
        self._note_index = Retriever(lambda terms: store.postings("notes", terms))
        self._diagnosis_index = Retriever(lambda terms: store.postings("diagnoses", terms))
        self._clouds = PhraseTrie()
        for name in vocabulary.other_clouds:
            self._clouds.add(phrase_terms(tokenizer, vocabulary, name), name)

    def find_notes(self, query: Query) -> tuple[Passage, ...]:
        """The notes nearest to a query, best first, with their TF-IDF cosine."""
        found: dict[str, Passage] = {}
        for number, score in rank_passages(self._note_index.score(plain(query)).tfidf, 4 * MOST_NOTES):
            note = self._notes[self._passage("notes", number).id]
            found.setdefault(note.id, Passage(note.id, note.title, note.text, round(score, 4), note.source, note.services))
        return tuple(found.values())[:MOST_NOTES]

    def find_diagnosis(self, query: Query) -> DiagnosisFound | None:
        """The diagnosis whose message or symptom a query tells, or None."""
        if not ERROR.search(query.text):
            return None
        ranked = rank_passages(self._diagnosis_index.score(plain(query)).tfidf, 1)
        if not ranked or ranked[0][1] < LEAST_DIAGNOSIS:
            return None
        diagnosis = self._diagnoses[self._passage("diagnoses", ranked[0][0]).id]
        return DiagnosisFound(diagnosis.id, diagnosis.title, diagnosis.cause, diagnosis.steps, diagnosis.source, round(min(ranked[0][1], 1.0), 4))

    def is_look_up(self, query: Query, found: Sequence[Passage]) -> bool:
        """Whether a query asks what something is rather than what to choose, and a note says it."""
        return bool(found) and found[0].score >= LEAST_LOOK_UP and bool(LOOK_UP.search(query.text)) and not DECISION.search(query.text)

    def is_foreign(self, query: Query) -> bool:
        """Whether a query is about another cloud and names nothing of ours."""
        terms = [token.term for token in query.tokens]
        return bool(self._clouds.find(terms)) and not query.mentions

    def nearest_text(self, scores: Mapping[int, float], service: str, owners: Sequence[int], catalogue: Catalogue) -> tuple[str, float] | None:
        """The service's own text that is most like the query, with its similarity."""
        number = catalogue.number[service]
        ranked = rank_passages({p: s for p, s in scores.items() if owners[p] == number}, 1)
        return (self._passage("services", ranked[0][0]).text, ranked[0][1]) if ranked else None

    def note_on(self, service: Service, query: Query) -> Note | None:
        """The note on a service that is nearest to the query, else the first that names it."""
        ids = self._store.meta("notes_on").get(service.id, ())
        if not ids:
            return None
        scores: dict[str, float] = {}
        for number, score in self._note_index.score(plain(query)).tfidf.items():
            id = self._passage("notes", number).id
            if id in ids:
                scores[id] = max(score, scores.get(id, 0.0))
        return self._notes[max(ids, key=lambda id: (scores.get(id, 0.0), -ids.index(id)))]

    def _passage(self, collection: str, number: int) -> IndexedPassage:
        return msgspec.convert(self._store.passage(collection, number), IndexedPassage)


def plain(query: Query) -> dict[str, float]:
    """A query's terms, each with weight 1: what is looked up has no background."""
    return dict.fromkeys(query.weights, 1.0)


def first_sentence(text: str) -> str:
    """The first sentence of a passage."""
    paragraph = text.strip().split("\n\n")[0].replace("\n", " ")
    match = re.search(r"[.!?](?=\s|$)", paragraph)
    return paragraph[: match.end()] if match else paragraph
