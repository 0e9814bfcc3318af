"""The advisor: a scenario's text in, `Advice` out, over one compiled knowledge."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from advisor.answers.answer import AnswerBuilder
from advisor.answers.choice import ChoiceTeller, Chooser
from advisor.answers.explanation import Explainer
from advisor.answers.known_questions import KnownQuestions
from advisor.answers.notices import NoticeFinder
from advisor.answers.passages import Finder
from advisor.answers.plan import Planner, tell_plan
from advisor.answers.preference import PreferenceTeller
from advisor.answers.questions import AskedFacet, CueTable, QuestionFinder
from advisor.answers.quiz import Quiz
from advisor.answers.reading import Reader
from advisor.answers.recommender import Recommender
from advisor.answers.troubles import TroubleFinder
from advisor.compiling.opening import open_knowledge
from advisor.knowledge.catalogue import Catalogue, CatalogueEntry
from advisor.knowledge.folder import default_folder
from advisor.model import Advice, Category, Counterpart, Diagnosis, Facet, Note, Rule, Service
from advisor.progress import Progress, silent
from advisor.ranking.fusion import UNTRAINED, Mix, Ranking, merge_ended
from advisor.ranking.overlap import Overlap
from advisor.ranking.ranking import Learned, PassageOwners, ServiceRanker
from advisor.ranking.retrieval import Retriever
from advisor.ranking.rules import RuleBook, decides_for
from advisor.ranking.store import LazyMapping, Store
from advisor.text.analysis import AmountCue, Analyzer, Query
from advisor.text.correction import Corrector
from advisor.text.identifiers import Form, Identifier, IdentifierFinder, Literal, PartTable
from advisor.text.options import label_options
from advisor.text.phrasebook import read_phrasebook
from advisor.text.scenario import advice_id, ask_statement, clean_text
from advisor.text.spelling import Speller
from advisor.text.tokens import PhraseTrie, Tokenizer, answering_stem
from advisor.text.vocabulary import Vocabulary
from advisor.text.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

LEAST_KNOWN = 0.4  # where knowledge holds fewer of the words, no question would help


class Advisor:
    """Answers scenarios. `Advisor.load()` opens the knowledge that came with the program; nothing changes after that, so one advisor serves any number of threads at once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.vocabulary = vocabulary = store.meta("vocabulary", Vocabulary)
        stem = answering_stem()
        self.tokenizer = Tokenizer(vocabulary, stem)
        cues, names, products = (PhraseTrie(LazyMapping(store, kind, dict)) for kind in ("cue_trie", "name_trie", "product_trie"))
        self.analyzer = Analyzer(
            self.tokenizer,
            vocabulary,
            cues,
            names,
            products,
            LazyMapping(store, "counterpart", Counterpart),
            amount_cues=store.meta("amount_cues", tuple[AmountCue, ...]),
            categories=store.meta("categories", tuple[Category, ...]),
            phrasebook=read_phrasebook(store.meta("phrasebook")),
        )
        self.catalogue = Catalogue(store.meta("catalogue", tuple[CatalogueEntry, ...]))
        self.rules: Mapping[str, Rule] = LazyMapping(store, "rule", Rule)
        self.facets: Mapping[str, Facet] = LazyMapping(store, "facet", Facet)
        self.services: Mapping[str, Service] = LazyMapping(store, "service", Service)
        self.notes: Mapping[str, Note] = LazyMapping(store, "note", Note)
        self.diagnoses: Mapping[str, Diagnosis] = LazyMapping(store, "diagnosis", Diagnosis)
        self.model_problem: str | None = store.meta("ranker_problem")
        self.ranker = self._make_ranker(store.meta("ranker"))
        self.questions = self._make_question_finder()
        self.wording = Wording(vocabulary.proper)
        self._planner = Planner(self.analyzer, self.ranker, self.catalogue, self.services)
        quiz = Quiz(store, self.tokenizer)
        self.finder = Finder(store, self.analyzer, self.catalogue, vocabulary, notes=self.notes, services=self.services, questions=KnownQuestions(quiz, self.analyzer, vocabulary))
        self.troubles = TroubleFinder(store, self.analyzer, self.catalogue, self.diagnoses, vocabulary.trouble)
        self.identifiers = IdentifierFinder(
            LazyMapping(store, "identifier", Identifier),
            LazyMapping(store, "identifier_word", list[Literal]),
            lambda: store.meta("identifier_forms", list[Form]),
            lambda: store.meta("parts", dict[str, PartTable]),
            self.services,
            vocabulary.look_up,
        )
        self.corrector = Corrector(vocabulary, Speller(store.count_words, store.similar_words, stem), lambda word: bool(names.root.get(self.tokenizer.term(word))), self.identifiers.find_resources)
        self._reader = Reader(self.analyzer, self.finder, self.identifiers, self.ranker, self.troubles, frozenset(store.meta("telling")))
        self._recommender = Recommender(self.ranker, self.finder, Explainer(self.services, self.catalogue, self.tokenizer, self.wording, self.questions.table.rules_on), self.services)
        notices = NoticeFinder(self.services, self.notes, store.meta("notes_on"), self.model_problem)
        preferences = PreferenceTeller(self.services, self.catalogue, self.tokenizer, self.wording)
        self._answers = AnswerBuilder(self.finder, self.troubles, self._recommender, notices, preferences, self.catalogue, self.services, self.wording, vocabulary.verdicts_against)
        self._choices = ChoiceTeller(Chooser(self.analyzer, self.ranker, quiz, self.catalogue), self.catalogue, self.services)

    @classmethod
    def load(cls, folder: Path | str | None = None, progress: Progress = silent) -> Advisor:
        """An advisor over a knowledge folder (else ADVISOR_KNOWLEDGE, else the one that came with the program).

        Raises KnowledgeError where the folder cannot be used.
        """
        return cls(open_knowledge(os.fspath(folder) if folder else default_folder(), progress))

    def _make_ranker(self, data: Any) -> ServiceRanker:
        retriever = Retriever(lambda terms: self.store.postings("services", terms))
        learned, mix = None, UNTRAINED
        if data:
            learned = Learned(data["heads"], self.store.array("bias"), self.store.array("prior"), self.store.weights)
            mix = msgspec.convert(data["mix"], Mix)
        overlap = Overlap(self.store.wordings, self.store.all_wordings, self.store.meta("wording_length", float))
        owners = PassageOwners(self.store.array("owners"), self.store.meta("searched", int))
        return ServiceRanker(self.catalogue, retriever, overlap, owners, RuleBook(self.rules, LazyMapping(self.store, "rule_trigger", list)), learned, mix)

    def _make_question_finder(self) -> QuestionFinder:
        shares: Mapping[str, dict[str, float]] = LazyMapping(self.store, "cue_shares", dict)
        facets = self.store.meta("questions", tuple[AskedFacet, ...])
        rules_on: Mapping[str, list[str]] = LazyMapping(self.store, "rules_on", list)
        opposed = set(self.store.meta("opposed", tuple[tuple[str, str], ...]))
        return QuestionFinder(CueTable(self.rules, rules_on, shares, facets, opposed), self.catalogue, self.services)

    def ask(self, scenario: str, *, top: int = 3, id: str | None = None, options: Sequence[str] = (), choose: int = 1) -> Advice:
        """The advice for a scenario, with at most `top` recommendations; with `options`, also the indices of the `choose` best of them, which the summary names by letters.

        Options that stand in the scenario itself are read too, where none are given.

        Raises ScenarioError where the scenario holds no text or more than 20,000 characters, ValueError where `top` or `choose` is less than 1.
        """
        if top < 1 or choose < 1:
            raise ValueError(f"top is {top} and choose is {choose}: at least one has to be wanted")
        written = clean_text(scenario)
        correction = self.corrector.correct(written)
        text = correction.text if options else ask_statement(correction.text)
        query = self.analyzer.analyze(text)
        if options:
            query = msgspec.structs.replace(query, options=label_options(options))
        advice = self.advise(query, self.ranker.rank(query), top, choose=choose if options else None)
        told = correction.restore(advice, written) if text is correction.text else correction.add_notice(advice)
        return msgspec.structs.replace(told, id=id or advice_id(written))

    def analyze(self, text: str) -> Query:
        """A text as it is read where it is asked: corrected, then analysed."""
        return self.analyzer.analyze(self.corrector.correct(text).text)

    def advise(self, query: Query, ranking: Ranking, top: int = 3, asked: Collection[str] = (), answers: int = 0, choose: int | None = None) -> Advice:
        """The advice for an analysed and ranked scenario, without an id.

        No question is about a facet in `asked`; `answers` of them have been answered, which shows that it is on our subject.
        Of the query's options `choose` are chosen whatever the answer is; None: as many as the query says, where there is an answer.
        """
        reading = self._reader.read(query, ranking, answers)
        advice = self._answers.build(reading, top)
        if query.options:
            return self._choices.tell(reading, advice, choose)
        if advice.kind == "decision":
            needs = self._planner.plan(query, ranking)
            if needs:
                return msgspec.structs.replace(advice, summary=tell_plan(needs), needs=needs)
        is_open = advice.kind in ("decision", "none") and not (reading.off_topic or reading.wants_fact) and ranking.known_share >= LEAST_KNOWN
        is_decided = bool(ranking.candidates) and decides_for(ranking.candidates[0].service, ranking.fired)
        if not is_open or not (self.questions.is_wanted(query, reading.sure, answers, is_decided=is_decided) or ranking.leaves_open):
            return advice
        return msgspec.structs.replace(advice, question=self.questions.find(query, merge_ended(ranking), asked))

    def diagnose_otherwise(self, text: str, but: Collection[str]) -> Advice | None:
        """The advice on a trouble with the nearest diagnosis but for some, by id; None where no other is near."""
        advice = self._answers.diagnose_otherwise(self.analyzer.analyze(text), but)
        return msgspec.structs.replace(advice, id=advice_id(text)) if advice else None

    def is_off_topic(self, query: Query, ranking: Ranking) -> bool:
        """Whether a query is about nothing that this advisor is for."""
        return self._reader.read(query, ranking, 0).off_topic
