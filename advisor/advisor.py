"""The advisor: a scenario's text in, `Advice` out, over one compiled knowledge."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from advisor import passages
from advisor.analysis import AmountCue, Analyzer, Query
from advisor.catalogue import Catalogue, CatalogueEntry
from advisor.choice import Chooser
from advisor.confidence import confidence, share_confidence
from advisor.explanation import Explainer, explain_ruled_out
from advisor.folder import default_folder
from advisor.fusion import UNTRAINED, Candidate, Mix, Ranking, merge_ended
from advisor.known_questions import KnownQuestions
from advisor.model import Advice, Category, Counterpart, Diagnosis, DiagnosisFound, Facet, Note, Passage, Recommendation, Rule, Service
from advisor.needs import find_needs
from advisor.notices import find_notices
from advisor.opening import open_knowledge
from advisor.options import count_wanted, label_options, list_labels
from advisor.overlap import Overlap
from advisor.passages import LIKELY_KIND, SURELY_DAILY, SURELY_OFF_TOPIC, Finder
from advisor.phrasebook import read_phrasebook
from advisor.phrasing import (
    asks_for_choice,
    asks_for_fact,
    asks_for_measure,
    asks_how_much,
    asks_remedy,
    asks_what_stands_for,
    asks_whether_it_serves,
    asks_yes_or_no,
    find_opposed,
    puts_side_by_side,
    says_need,
    says_wish,
    tells_error,
)
from advisor.progress import Progress, silent
from advisor.questions import AskedFacet, CueTable, QuestionFinder, is_thin
from advisor.quiz import Quiz
from advisor.ranking import Learned, PassageOwners, ServiceRanker, compares_product, refused_services
from advisor.retrieval import Retriever, Scores
from advisor.rules import RuleBook, decides_for, find_exclusions
from advisor.scenario import advice_id, ask_statement, clean_text
from advisor.spelling import Speller
from advisor.stance import wants_wrong
from advisor.store import LazyMapping, Store
from advisor.tokens import PhraseTrie, Tokenizer, answering_stem
from advisor.transfer import tell_long_transfer
from advisor.troubles import FEW_WORDS, LIKELY_DECISION, LIKELY_TROUBLE, NearDiagnosis, TroubleFinder
from advisor.verdicts import tell_verdict
from advisor.vocabulary import Vocabulary
from advisor.wording import Wording, upper_first, with_article

if TYPE_CHECKING:
    from pathlib import Path

UNKNOWN = "I do not know: nothing that I know matches this well enough. Say what you want to build, store, connect or protect, and what matters most."
ENGLISH_ONLY = "I understand English only: please say in English what you want to build, store, connect or protect, or what goes wrong."
UNKNOWN_TROUBLE = "Something goes wrong there, but I know no trouble that is near enough to it. Tell me the service that it happens in and the exact message or code."
MAY_BE_OTHER = "What you tell may be something else as well: name the service, or the exact message, to be sure. Or: {}."
NOT_EXACTLY = "I know no answer to exactly this. What I know of {}"
NEAREST_NOTE = 'The nearest that I know is told under "{}"'
LEAN = "For what you say rather {} ({:.2f}). {}"
SURE_OF_VERDICT = 0.7  # what a rule judges that knows the service by its name
LEAST_LEAN, LEAST_LEAD = 0.2, 2.0  # how likely the better of two that are compared must be, and how many times as likely as the other
LIKELY_BRIEF, SURELY_BRIEF = 0.5, 0.75
LIKELY_SUBJECT = 0.5  # what options that name no service are about is told where it is this sure
LIKELY_FACT = 0.5
LEAST_NEAR = 0.4  # a note that is further is not worth being told in place of an answer
LEAST_SURE_OF_NEED = 0.35
LEAST_KNOWN = 0.4  # where knowledge holds fewer of the words, no question would help


class Reading(Struct, frozen=True):
    """A query as it is understood: its ranking and how sure it is, the kinds of question it may be, and the scores of all notes and those nearest to it.

    `decides`: it is taken as a decision, whatever its few words look like. `wants_fact`: it likely asks for a fact, and no
    service is likely enough to be an answer where none is known. `known`: the known question that asks for the same fact.
    `is_vague`, `is_story`: it tells a trouble in words that may mean any of several, or at length.
    """

    query: Query
    ranking: Ranking
    sure: float
    kinds: Mapping[str, float]
    note_scores: Scores
    found: tuple[Passage, ...]
    off_topic: bool
    decides: bool
    wants_fact: bool
    is_vague: bool
    is_story: bool
    known: Passage | None = None


class Advisor:
    """Answers scenarios. `Advisor.load()` opens the knowledge that came with the program; nothing changes after that, so one advisor serves any number of threads at once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.vocabulary = vocabulary = store.meta("vocabulary", Vocabulary)
        stem = answering_stem()
        self.tokenizer = Tokenizer(vocabulary, stem, Speller(store.count_words, store.similar_words, stem).mend)
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
        self._notes_on: Mapping[str, Sequence[str]] = self.store.meta("notes_on")
        self._telling = frozenset(store.meta("telling"))
        self.wording = Wording(vocabulary.proper)
        self._explainer = Explainer(self.services, self.catalogue, self.tokenizer, self.wording)
        quiz = Quiz(store, self.tokenizer)
        self.chooser = Chooser(self.analyzer, self.ranker, quiz, self.catalogue)
        self.finder = Finder(store, self.analyzer, self.catalogue, vocabulary, notes=self.notes, services=self.services, questions=KnownQuestions(quiz, self.analyzer, vocabulary))
        self.troubles = TroubleFinder(store, self.analyzer, self.catalogue, self.diagnoses, vocabulary.trouble)

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
        services, searched = self.store.array("owners"), self.store.meta("searched", int)
        owners = PassageOwners(services, range(searched), range(searched, len(services)))
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
        text = clean_text(scenario)
        query = self.analyzer.analyze(text if options else ask_statement(text))
        if options:
            query = msgspec.structs.replace(query, options=label_options(options))
        advice = self.advise(query, self.ranker.rank(query), top, choose=choose if options else None)
        return msgspec.structs.replace(advice, id=id or advice_id(text))

    def advise(self, query: Query, ranking: Ranking, top: int = 3, asked: Collection[str] = (), answers: int = 0, choose: int | None = None) -> Advice:
        """The advice for an analysed and ranked scenario, without an id.

        No question is about a facet in `asked`; `answers` of them have been answered, which shows that it is on our subject.
        Of the query's options `choose` are chosen whatever the answer is; None: as many as the query says, where there is an answer.
        """
        reading = self._read(query, ranking, answers)
        advice = self._answer(reading, top)
        if query.options:
            return self._choose(reading, advice, choose)
        if advice.kind == "decision":
            advice = msgspec.structs.replace(advice, notices=(*self._tell_others_needed(query.text, advice), *advice.notices))
        is_open = advice.kind in ("decision", "none") and not (reading.off_topic or reading.wants_fact) and ranking.known_share >= LEAST_KNOWN
        if not is_open or not self.questions.is_wanted(query, reading.sure, answers):
            return advice
        return msgspec.structs.replace(advice, question=self.questions.find(query, merge_ended(ranking), asked))

    def _read(self, query: Query, ranking: Ranking, answers: int) -> Reading:
        note_scores = self.finder.score_notes(query)
        kinds, found = self.ranker.kinds(query), self.finder.find_notes(query, note_scores)
        sure = confidence(ranking, self.ranker.mix, for_whole=True)
        same = None if answers or query.options or self._asks_of_services(query) else self.finder.questions.find_same(query)
        if same:
            return Reading(query, ranking, sure, kinds, note_scores, found, False, False, True, False, False, same.tell())
        sure = max(sure, SURE_OF_VERDICT) if ranking.verdicts else sure
        judged = bool(ranking.verdicts) and not self.finder.questions.knows(query)
        is_vague, is_story = self.troubles.tells_vaguely(query), self.troubles.tells_story(query)
        decides = answers > 0 or judged or (self._is_brief(query, kinds, sure) and not (is_vague or is_story)) or (compares_product(query) and not tells_error(query))
        off_topic = not (decides or is_vague) and self.finder.is_off_topic(query, found, kinds, sure) and not (self.finder.questions.knows(query) or self.troubles.knows_code(query))
        asks = asks_for_fact(query) and kinds.get("lookup", 0.0) >= LIKELY_FACT and (sure < LIKELY_FACT or asks_how_much(query))
        wants_fact = not decides and (puts_side_by_side(query) or asks_for_measure(query) or asks)
        return Reading(query, ranking, sure, kinds, note_scores, found, off_topic, decides, wants_fact, is_vague, is_story)

    def _asks_of_services(self, query: Query) -> bool:
        """Whether a query asks what a service is, or how several differ, for which their entries are the answer: not for an abbreviation, nor for two names of one service ("gp2 vs gp3")."""
        are_several_names_of_one = len(query.mentions) > len({mention.service for mention in query.mentions})
        return not are_several_names_of_one and not asks_what_stands_for(query.text) and self.finder.asks_what_it_is(query)

    def is_off_topic(self, query: Query, ranking: Ranking) -> bool:
        """Whether a query is about nothing that this advisor is for."""
        return self._read(query, ranking, 0).off_topic

    def _is_brief(self, query: Query, kinds: Mapping[str, float], sure: float) -> bool:
        """Whether a query is only a few words, which say too little of its kind, but are on our subject."""
        if not is_thin(query) or tells_error(query) or asks_for_fact(query) or puts_side_by_side(query):
            return False
        if self.finder.names_other_cloud(query) or self.finder.asks_what_it_is(query) or self.finder.is_pasted(query, sure):
            return False
        told = any(match.cue in self._telling for match in query.cues)
        if not told and min(sure, kinds.get("decision", 0.0)) < LIKELY_BRIEF:
            return False
        trouble = kinds.get("diagnosis", 0.0)
        other = 0.0 if says_need(query) and trouble < LIKELY_TROUBLE else max(trouble, kinds.get("lookup", 0.0))
        none = kinds.get("none", 0.0)
        on_subject = none < SURELY_OFF_TOPIC or (told and sure >= SURELY_BRIEF and (none < SURELY_DAILY or bool(query.mentions)))
        return on_subject and (other < LIKELY_KIND or other < kinds.get("decision", 0.0))

    def _answer(self, reading: Reading, top: int) -> Advice:
        query, ranking, sure, kinds, found = reading.query, reading.ranking, reading.sure, reading.kinds, reading.found
        text, may_be_other = query.text, not (reading.off_topic or reading.decides or reading.known)
        compared = self._compare(reading, top) if may_be_other else None
        if compared:
            return compared
        near = self.troubles.find_diagnosis(query, kinds, sure, is_ruled=bool(ranking.candidates) and decides_for(ranking.candidates[0].service, ranking.fired)) if may_be_other else None
        near = None if near and self.finder.asks_what_it_is(query) else near
        known = sure >= self.ranker.mix.threshold and not reading.off_topic and bool(query.weights or (ranking.leads and self.analyzer.wants_other(query.text)))
        recommendations = self._recommend(reading, top) if known else ()
        notices = self._find_notices(reading, recommendations) if known else ()
        if near:
            return self._diagnose(near, Advice("", text, "diagnosis", "", recommendations, (), found, notices=notices))
        may_be_asked = may_be_other and not (reading.is_vague or reading.is_story)
        told = (reading.known,) if reading.known else self.finder.look_up(query, found, kinds, sure) if may_be_asked else ()
        if told:
            title = told[0].title
            recommendations = () if self.finder.asks_what_it_is(query) else recommendations  # who asks what a service is, is not choosing one
            answer = passages.first_sentence(told[0].text)
            summary = upper_first(answer) if reading.known else f"{title}{'' if title.endswith('?') else ':'} {answer}"  # who hears his own question again learns nothing
            about = {mention.service for mention in query.mentions}.union(told[0].services)
            notices = self._find_notices(reading, [one for one in recommendations if one.service in about]) if known else ()
            return Advice("", text, "lookup", summary, recommendations, (), told, notices=notices)
        described = self._describe_nearest(reading, recommendations) if may_be_asked else None
        if described:
            recommendations = recommendations if reading.wants_fact and sure >= LIKELY_FACT and not puts_side_by_side(query) else ()
            return Advice("", text, "lookup", f"{described.title}: {passages.first_sentence(described.text)}", recommendations, passages=(described,))
        if may_be_other and not reading.wants_fact and self._is_unknown_trouble(reading):
            return Advice("", text, "none", UNKNOWN_TROUBLE, passages=tuple(passage for passage in found if passage.score >= LEAST_NEAR), notices=notices)
        if not recommendations or reading.wants_fact:
            found = tuple(passage for passage in found if passage.score >= LEAST_NEAR and not reading.off_topic)
            return Advice("", text, "none", self._tell_unknown(query) if reading.off_topic else UNKNOWN, passages=found, notices=() if reading.wants_fact else notices)
        first = self.services[recommendations[0].service]
        verdict = "" if query.options else tell_verdict(query, ranking.verdicts, self.catalogue, self.wording, self.vocabulary.verdicts_against)
        summary = f"{verdict}Choose {with_article(first.name)}: {self.wording.lower_first(first.summary)}"
        return Advice("", text, "decision", summary, recommendations, explain_ruled_out(query, ranking, self.catalogue), found, notices=notices)

    def _compare(self, reading: Reading, top: int) -> Advice | None:
        """The advice on services that a query sets against each other for some need ("ALB vs NLB for websockets"): what each is for and, where the need speaks clearly for one, that.

        None where it does nothing of the kind, asks for no more than how they differ, or is a known question.
        """
        query, ranking = reading.query, reading.ranking
        opposed = find_opposed(query)
        if not 2 <= len(opposed) <= passages.MOST_DESCRIBED or self.finder.asks_what_it_is(query) or self.finder.questions.knows(query):
            return None
        told = self.finder.put_side_by_side([self.services[id] for id in opposed])
        shares = share_confidence(ranking, reading.sure)
        likely = sorted(opposed, key=lambda id: -shares.get(id, 0.0))
        first, second = (shares.get(id, 0.0) for id in likely[:2])
        made: tuple[Recommendation, ...] = ()
        if first >= max(LEAST_LEAN, LEAST_LEAD * second):
            made = self._recommend(reading, top, [candidate for candidate in ranking.candidates if candidate.service in opposed and candidate.service not in ranking.ended])
            told = msgspec.structs.replace(told, title=LEAN.format(self.services[likely[0]].name, first, told.title))
        notices = self._find_notices(reading, made)
        return Advice("", query.text, "lookup", f"{told.title}: {passages.first_sentence(told.text)}", made, passages=(told,), notices=notices)

    def _describe_nearest(self, reading: Reading, recommendations: Sequence[Recommendation]) -> Passage | None:
        """The note that is nearest to a query for a fact, or what is known of the service that it names or is likely about, told as such: no text answers it."""
        query = reading.query
        if reading.wants_fact:
            telling = self.finder.find_telling(query)
            if telling:
                return telling
            note = self.finder.find_nearest_note(query, reading.found)
            if note:
                return msgspec.structs.replace(note, title=NEAREST_NOTE.format(note.title))
            described = self.finder.describe(query, recommendations[0].service if recommendations and reading.sure >= LIKELY_FACT else None)
        else:
            asks_of_named = asks_yes_or_no(query) or (asks_whether_it_serves(query) and not self._gives_way(reading, recommendations))
            described = self.finder.describe(query) if asks_of_named and not self._recommends_named(query, recommendations) else None
        return msgspec.structs.replace(described, title=NOT_EXACTLY.format(described.title)) if described else None

    def _find_notices(self, reading: Reading, recommendations: Sequence[Recommendation]) -> tuple[str, ...]:
        named = [mention.service for mention in reading.query.mentions if mention.role in ("asked", "proposed", "sole")]
        return find_notices(recommendations, reading.ranking, self.services, self.notes, self._notes_on, self.model_problem, named, tell_long_transfer(reading.query.text))

    def _is_unknown_trouble(self, reading: Reading) -> bool:
        """Whether a query tells a trouble, and is more likely one than anything else: where no diagnosis is near, a service to choose would mend nothing."""
        query, kinds = reading.query, reading.kinds
        if reading.is_vague or (reading.is_story and (tells_error(query) or reading.sure < LIKELY_FACT)):
            return True
        asks_what_to_do = asks_remedy(query) and reading.sure < LIKELY_DECISION
        if query.is_order or refused_services(query) or (asks_for_choice(query) and not asks_what_to_do) or not tells_error(query):
            return False
        is_brief = len(query.weights) <= FEW_WORDS and max(kinds.get("decision", 0.0), reading.sure) < LIKELY_DECISION  # "network slow"
        return is_brief or asks_what_to_do or kinds.get("diagnosis", 0.0) >= LIKELY_TROUBLE or (not says_wish(query) and self.troubles.is_known_elsewhere(query))

    def diagnose_otherwise(self, text: str, but: Collection[str]) -> Advice | None:
        """The advice on a trouble with the nearest diagnosis but for some, by id; None where no other is near."""
        query = self.analyzer.analyze(text)
        near = self.troubles.find_other_diagnosis(query, but)
        return self._diagnose(near, Advice(advice_id(text), query.text, "diagnosis", "", passages=())) if near else None

    def _diagnose(self, near: NearDiagnosis, advice: Advice) -> Advice:
        """The advice with a diagnosis, and with those that it may be as well."""
        one = near.diagnosis
        found = DiagnosisFound(one.id, one.title, one.cause, one.steps, one.source, round(near.confidence, 4), one.services)
        rivals = (MAY_BE_OTHER.format("; or: ".join(rival.title for rival in near.rivals)),) if near.rivals else ()
        return msgspec.structs.replace(advice, summary=f"{one.title}: {one.cause}", diagnosis=found, notices=(*rivals, *advice.notices))

    def _tell_others_needed(self, text: str, advice: Advice) -> Iterator[str]:
        """What to choose for each need that a text lists beside the one that the advice is for, in one sentence."""
        told, chosen_for = {self.catalogue.root(advice.recommendations[0].service)}, []
        for need in find_needs(text):
            ranking = self.ranker.rank(self.analyzer.analyze(need))
            chosen = ranking.candidates[0].service if ranking.candidates and confidence(ranking, self.ranker.mix) >= LEAST_SURE_OF_NEED else None
            if chosen and self.catalogue.root(chosen) not in told:
                told.add(self.catalogue.root(chosen))
                chosen_for.append(f'for "{need}" I would choose {with_article(self.catalogue[chosen].name)}')
        if chosen_for:
            yield f"You list several needs: {'; '.join(chosen_for)}. Ask about one alone for the reasons."

    def _recommends_named(self, query: Query, recommendations: Sequence[Recommendation]) -> bool:
        """Whether the first recommendation is a service that the query names, or a part of one."""
        return any(self.catalogue.answers(one.service, mention.service) for one in recommendations[:1] for mention in query.mentions)

    def _gives_way(self, reading: Reading, recommendations: Sequence[Recommendation]) -> bool:
        """Whether what is recommended first is known to take the place of a service that a query names: by a rule that excludes that, by its own entry, or as one of its family."""
        exclusions = find_exclusions(reading.ranking.fired)
        for one in recommendations[:1]:
            for named in {mention.service for mention in reading.query.mentions}:
                leads = {other.instead for other in self.services[named].not_when}
                if named in exclusions or self.catalogue[named].over or self.catalogue[named].family == self.catalogue[one.service].family or self.catalogue.is_covered(one.service, leads):
                    return True
        return False

    def _tell_unknown(self, query: Query) -> str:
        """That nothing is known of what was asked, and what takes a product's place here where another vendor's is asked about."""
        if self.finder.is_in_other_language(query):
            return ENGLISH_ONLY
        if not query.products:
            return UNKNOWN
        product = query.products[0]
        ours = " and ".join(self.services[service].name for service in product.services)
        return f"I do not know {product.name}, only AWS. What takes its place there: {ours}."

    def _choose(self, reading: Reading, advice: Advice, choose: int | None) -> Advice:
        """The advice with which of the query's options to take; a question more would not help who has these before him."""
        query, labels = reading.query, tuple(reading.query.options)
        if advice.kind == "none" and choose is None and reading.off_topic:
            return advice
        choice = self.chooser.choose(query, reading.ranking, tuple(query.options.values()), count_wanted(query.text) if choose is None else choose, self._tell_known(query, advice))
        known = [(labels[place], found) for place, found in zip(choice.places, choice.known, strict=True) if found]
        advice = msgspec.structs.replace(advice, choice=choice.places, choice_confidence=round(choice.sure, 4))
        if not choice.places or reading.off_topic:
            return advice
        taken = f"Of the options I would take {list_labels([labels[place] for place in choice.places])}"
        notices = (*(f'{label}: to the question "{found.question}" a {"right" if found.is_right else "wrong"} answer is "{found.answer}".' for label, found in known), *advice.notices)
        if advice.kind == "none":
            return msgspec.structs.replace(advice, summary=f"{taken}, but I know too little of this to give reasons.", notices=notices)
        if wants_wrong(query.text):
            return msgspec.structs.replace(advice, summary=f"{taken}, which {'fits' if len(choice.places) == 1 else 'fit'} least.", notices=notices)
        service = next((one.service for one in advice.recommendations[:1] if any(self.catalogue.answers(one.service, other) for other in choice.services)), None)
        told = f" {advice.summary}".rstrip()
        if advice.kind == "decision" and not service:
            told = f" {'Without them I would choose' if choice.services else 'It is about'}{advice.summary.removeprefix('Choose')}" if choice.services or reading.sure >= LIKELY_SUBJECT else ""
        return msgspec.structs.replace(advice, summary=f"{taken}.{told}", choice_service=service, notices=notices)

    def _tell_known(self, query: Query, advice: Advice) -> list[tuple[str, str]]:
        """(title, text) of what was looked up, and of what is known of the services that a query names."""
        services = [self.services[id] for id in dict.fromkeys(mention.service for mention in query.mentions)]
        facts = [(service.name, fact.text) for service in services for fact in (*service.facts, *service.limits)]
        return [*((passage.title, passage.text) for passage in advice.passages), *facts]

    def _recommend(self, reading: Reading, top: int, candidates: Sequence[Candidate] | None = None) -> tuple[Recommendation, ...]:
        """The recommendations for the first of all candidates, or of some."""
        query, ranking = reading.query, reading.ranking
        candidates = ranking.candidates if candidates is None else candidates
        shares = share_confidence(ranking, reading.sure)
        telling = self.ranker.telling_terms(query, ranking, [candidate.service for candidate in candidates[:top]])
        made = []
        for place, candidate in enumerate(candidates[:top]):
            service = self.services[candidate.service]
            nearest = self.finder.nearest_text(ranking.passages, candidate.service, self.ranker.owners)
            reasons = self._explainer.explain(service, query, ranking, nearest, self.finder.note_on(service, reading.note_scores), telling[place])
            alternatives = self._explainer.find_alternatives(service, query, ranking) if place == 0 else ()
            made.append(Recommendation(service.id, service.name, round(shares.get(service.id, 0.0), 4), round(candidate.score, 4), reasons, alternatives, service.status))
        return tuple(made)
