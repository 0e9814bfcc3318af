"""What goes wrong, told in a query: the diagnosis that it is most like, those that may as well be meant, and the codes of errors in it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from advisor.answers.bills import complains_of_bill
from advisor.answers.passages import LIKELY_KIND
from advisor.knowledge.catalogue import Catalogue
from advisor.model import Diagnosis, IndexedPassage, Mention
from advisor.phrasing.fact_phrasing import asks_for_fact, asks_in_short, asks_who_did_it, puts_side_by_side
from advisor.phrasing.need_phrasing import asks_how_to_work, only_tells_possession, says_wish
from advisor.phrasing.opposition import find_opposed
from advisor.phrasing.story import StoryReader, find_clauses
from advisor.phrasing.trouble_phrasing import asks_whether_too, find_codes, find_fine, find_statuses, pastes_message, statuses_told, tells_error, tells_what_happened
from advisor.ranking.ranking import compared_services, refused_services
from advisor.ranking.retrieval import Retriever, Scores
from advisor.ranking.store import LazyMapping, Store
from advisor.text.analysis import Analyzer, Query
from advisor.text.focus import lies_in
from advisor.text.tokens import PhraseTrie
from advisor.text.vocabulary import Trouble

LEAST_ASKED = 0.75
# How alike a diagnosis's text must be, how much more for each factor of e that a diagnosis is less likely than one half and where a service is sure, how much less for words of error.
LEAST_DIAGNOSIS, MORE_WHERE_UNLIKELY, MORE_WHERE_SURE, LESS_FOR_ERROR = 0.4, 0.12, 0.2, 0.1
LIKELY_DECISION, LEAST_DESPITE, LEAST_DESPITE_OF_ERROR = 0.7, 0.75, 0.65  # what is so likely a choice is one unless its text is this much like a known trouble
BY_TEXT, BY_WHOLE = 0.65, 0.65  # how much counts how alike one of a diagnosis's texts is, and all of them together
BY_SUBJECT = 0.2  # how much more a diagnosis counts beside others where it is surely on what a query is about
NO_SHARES: Mapping[str, float] = {}
OF_BILL = 0.8  # how sure it is what makes the bill of a service high that is named
MOST_DIAGNOSED, ELSEWHERE, ELSEWHERE_OF_STORY = 24, 0.85, 0.6
DESPITE_ELSEWHERE = 0.8  # what is this much less near than the same trouble of what runs elsewhere is another trouble
RUNTIMES = frozenset({"compute", "containers", "serverless", "database", "analytics", "machine-learning"})  # families of services that something runs in
FEW_WORDS, LESS_WHERE_LIKELY = 3, 0.4  # "message queue" tells no trouble; how much less alike a diagnosis must be than the same where a few words surely tell one
LEAST_OF_ORDER = 0.85  # "delete untagged instances" tells none either
LEAST_THOUGHT_OF = 0.75  # how near a diagnosis must be to a fault that is only thought of ("if it fails")
BY_CODE = 0.5  # how much of what a diagnosis is away from a query its code takes off, shared among those that hold it
RIVAL_OF_FEW, RIVAL = 0.72, 0.85  # a diagnosis that is this much as near as the nearest may as well be it, where no service is named
OUTWEIGHS, OUTWEIGHS_ERROR = 3.5, 5.0  # a choice that is this much as sure and as likely as a diagnosis is the answer; more where words say that something goes wrong
MOST_RIVALS = 3
MOST_VAGUE_WORDS, MOST_OF_STORY = 7, 60
LEAST_OTHER, OTHER = 0.25, 0.5  # how near a diagnosis must be, and how near beside the nearest, to be told where that did not help
LEAST_CONFIDENT, LEAST_CONFIDENT_OF_STORY = 0.05, 0.08
# A story is as near to a diagnosis as its whole and its nearest clause are in the mean; a clause of few words is less so, and a status of HTTP tells less there.
LEAST_OF_STORY, BY_STATUS_OF_STORY, FEW_WORDS_LESS, LEAST_CLAUSE, MOST_CLAUSES = 0.27, 0.15, 0.7, 3, 24
OTHER_THING = 0.6  # how much of its nearness is left of a diagnosis on none of the services that may be meant by a plain word ("the database")
LEAST_UNMARKED, LEAST_UNMARKED_OF_SURE = 0.45, 0.38  # how near a diagnosis must be to what has no mark of a trouble at all, and to what is nearly sure to be one
VERY_SURE_CHOICE, LEAST_DESPITE_SURE = 0.9, 0.35
QUITE_SURE_CHOICE, NEARLY_SURE_TROUBLE = 0.85, 0.93  # a choice that is so sure is the answer to what is less surely a trouble, and not much like a known one
KNOWN = 0.7  # how near what looks like small talk must be to a known trouble to be one
VAGUE = 0.6  # how near the first of the usual diagnoses of a vague trouble is taken to be
SEVERAL, LEAST_AMONG_SEVERAL, LEAST_AMONG_SEVERAL_OF_ERROR = 2, 0.5, 0.4  # what is this little like several others is like none
UNLIKE = 0.01  # how near a diagnosis is that shares nothing but a code with a long text
LIKELY_TROUBLE = 0.7
SURE_CHOICE, POSSIBLE_DECISION = 0.8, 0.25  # found on needs and troubles of our own: of the troubles that tell nothing of the kind, hardly any is this sure of a service
POSSIBLE_DIAGNOSIS = 0.03


class NearDiagnosis(Struct, frozen=True):
    """The diagnosis that a query is most like, how much like it, whether by a code that it tells, and those that may as well be meant."""

    diagnosis: Diagnosis
    score: float
    by_code: bool
    rivals: tuple[Diagnosis, ...]
    confidence: float


class TroubleFinder:
    """Finds the diagnosis of a trouble by its messages, symptoms and codes."""

    def __init__(self, store: Store, analyzer: Analyzer, catalogue: Catalogue, diagnoses: Mapping[str, Diagnosis], trouble: Trouble) -> None:
        self._store, self._analyzer, self._catalogue, self._diagnoses, self._trouble = store, analyzer, catalogue, diagnoses, trouble
        self._stories = StoryReader(trouble)
        self._index = Retriever(lambda terms: store.postings("diagnoses", terms))
        self._wholes = Retriever(lambda terms: store.postings("wholes", terms))
        self._bills: Mapping[str, str] = LazyMapping(store, "bill", str)
        self._codes = PhraseTrie(LazyMapping(store, "code_trie", dict))
        self._log_words = analyzer.phrasebook.log_words
        self._seen: dict[int, IndexedPassage] = {}  # they are few and asked about again and again

    def find_diagnosis(
        self, query: Query, kinds: Mapping[str, float], sure: float, likely: Mapping[str, float] = NO_SHARES, *, is_ruled: bool = False, is_no_fact: bool = False
    ) -> NearDiagnosis | None:
        """The diagnosis whose message or symptom a query tells, or None.

        `kinds` is the kind of question → its probability, `sure` how sure the best service is, which a rule decides for where `is_ruled`, `likely` how likely the query is about each service.
        `is_no_fact`: nothing is known of what it would ask for as a fact in short ("SSH timeout").
        """
        vague = self._find_vague(query)
        if vague is not None:
            return self._tell_usual(vague)
        bill = self._find_bill(query)
        if bill:
            return NearDiagnosis(bill, OF_BILL, False, (), OF_BILL)
        if self.tells_story(query):
            told = self._find_nearest_diagnosis(query, likely=likely, is_story=True)
            least = LEAST_DESPITE_SURE if sure >= VERY_SURE_CHOICE else LEAST_OF_STORY
            is_near = told is not None and (told.by_code or (told.score >= least and told.confidence >= LEAST_CONFIDENT_OF_STORY))
            return told if is_near else None
        errs = tells_error(query)
        probability = kinds.get("diagnosis", LIKELY_KIND if errs else 0.0)
        if (probability < POSSIBLE_DIAGNOSIS and not self.knows_code(query)) or says_wish(query) or (asks_in_short(query) and not is_no_fact) or refused_services(query):
            return None
        if asks_who_did_it(query) or asks_how_to_work(query) or only_tells_possession(query) or asks_whether_too(query):
            return None
        if puts_side_by_side(query) or find_opposed(query) or (compared_services(query) and not errs):
            return None
        near = self._find_nearest_diagnosis(query, likely=likely)
        if near is None or near.by_code:
            return near
        happened = tells_what_happened(query)
        if query.troubles and not errs and near.score < LEAST_THOUGHT_OF:
            return None
        if not (errs or happened or query.troubles) and (query.is_order or len(near.rivals) >= SEVERAL):  # "message queue" may be anything
            return None
        if wants_rather(query, kinds, sure, near.score) or (not (errs or happened or pastes_message(query)) and near.score < (LEAST_DESPITE if is_ruled else least_unmarked(probability))):
            return None
        is_likelier_choice = near.score < LEAST_DESPITE and probability < LIKELY_TROUBLE
        if sure >= VERY_SURE_CHOICE and not happened and (is_likelier_choice or (query.is_order and not errs)):
            return None
        if sure >= QUITE_SURE_CHOICE and probability < NEARLY_SURE_TROUBLE and near.score < LEAST_DESPITE_OF_ERROR:
            return None
        if near.confidence < LEAST_CONFIDENT or (len(query.weights) == 1 and not errs):  # "fifo" tells nothing that goes wrong
            return None
        if len(near.rivals) >= SEVERAL and near.score < (LEAST_AMONG_SEVERAL_OF_ERROR if errs and len(near.rivals) == SEVERAL else LEAST_AMONG_SEVERAL):
            return None
        if (asks_for_fact(query) and not is_no_fact and near.score < LEAST_ASKED and not (errs and probability >= LIKELY_TROUBLE)) or (not errs and near.score < least_unsaid(query, probability)):
            return None
        outweighs = OUTWEIGHS_ERROR if errs else OUTWEIGHS
        despite = LEAST_DESPITE_OF_ERROR if errs and not query.is_order else LEAST_DESPITE
        if near.score < despite and sure * kinds.get("decision", 0.0) > outweighs * near.confidence * probability:
            return None
        unlikely, against = max(0.0, math.log(0.5 / probability)), max(0.0, sure - 0.5) * (1 - probability)
        least = LEAST_DIAGNOSIS + MORE_WHERE_UNLIKELY * unlikely + MORE_WHERE_SURE * against - LESS_FOR_ERROR * errs
        is_choice = kinds.get("decision", 0.0) >= LIKELY_DECISION and not (errs and tells_what_happened(query))
        return near if near.score >= (max(least, despite) if is_choice else least) else None

    def tells_story(self, query: Query) -> bool:
        """Whether a query tells a trouble as a story."""
        return self._stories.tells_story(query)

    def tells_vaguely(self, query: Query) -> bool:
        """Whether a query tells in a few words a trouble that may be any of several."""
        return self._find_vague(query) is not None

    def explains_bill(self, query: Query) -> bool:
        """Whether a query complains of the bill of a service, and what makes that high is known."""
        return self._find_bill(query) is not None

    @cached_property
    def _vague(self) -> dict[frozenset[str], tuple[str, ...]]:
        """The usual diagnoses, by the terms of the ways to say a vague trouble."""
        return {self._find_terms(words): one.usually for one in self._trouble.vague for words in one.say}

    @cached_property
    def _ids(self) -> list[str]:
        """The diagnoses in the order of their passages."""
        return sorted(self._diagnoses)

    def _find_terms(self, text: str, but: Collection[str] = ()) -> frozenset[str]:
        """The terms of a text that say something, without those of some words."""
        tokenizer = self._analyzer.tokenizer
        return frozenset(token.term for token in tokenizer.tokens(text) if not tokenizer.is_stop(token) and token.word not in but)

    def _find_bill(self, query: Query) -> Diagnosis | None:
        """What explains the bill of the one service that a query complains of, or of the whole of which that is a part; None where it complains of none, or none is known."""
        wholes = {self._catalogue.root(service) for service in query.named}
        if len(wholes) != 1 or refused_services(query) or not complains_of_bill(query):
            return None
        known = (self._bills.get(service) for service in (*sorted(query.named), *(above for service in sorted(query.named) for above in self._catalogue.ancestors(service))))
        return next((self._diagnoses[id] for id in known if id), None)

    def _find_vague(self, query: Query) -> tuple[str, ...] | None:
        """The usual diagnoses, by id, of a vague trouble; None where a query tells none, or more than that."""
        if len(query.tokens) > MOST_VAGUE_WORDS or query.options:
            return None
        usual = self._vague.get(self._find_terms(query.text))
        return self._vague.get(self._find_terms(query.text, self._trouble.vague_beside)) if usual is None else usual

    def _tell_usual(self, ids: Sequence[str]) -> NearDiagnosis | None:
        """The usual diagnoses of a vague trouble, the first with the others as its rivals; None where it may be anything."""
        if not ids:
            return None
        first, *others = (self._diagnoses[id] for id in ids)
        return NearDiagnosis(first, VAGUE, False, tuple(others[:MOST_RIVALS]), VAGUE / (1 + len(others)))

    def find_other_diagnosis(self, query: Query, but: Collection[str]) -> NearDiagnosis | None:
        """The nearest diagnosis but for some, by id, where it is about as near as the nearest of all; else None."""
        usual = [id for id in self._find_vague(query) or () if id not in but]
        if usual:
            return self._tell_usual(usual)
        is_story = self.tells_story(query)
        first, other = self._find_nearest_diagnosis(query, is_story=is_story), self._find_nearest_diagnosis(query, but, is_story=is_story)
        return other if first and other and other.score >= max(LEAST_OTHER, OTHER * first.score) else None

    def _find_nearest_diagnosis(self, query: Query, but: Collection[str] = (), *, likely: Mapping[str, float] = NO_SHARES, is_story: bool = False) -> NearDiagnosis | None:
        """The diagnosis with the text most like a query, but for some.

        One on none of the services that the query names is less so, one on what runs elsewhere or that tells of other statuses
        of HTTP is not at all, and one that holds a code that the query tells is more so. Of those that are about as near, one
        on what the query is likely about comes first. A story is read clause by clause too.
        """
        fine = find_fine(query.text)
        weights = self._weigh_diagnosed(query, fine)
        scores = self._index.score(weights)
        well = {mention.service for mention in query.mentions if self._is_fine(mention, fine)}
        well -= {mention.service for mention in query.mentions if not self._is_fine(mention, fine)}
        named, statuses = {self._catalogue.root(mention.service) if mention.service in well else mention.service for mention in query.mentions}, statuses_told(query)
        things = self._find_things(query)
        alike = self._compare_clauses(query, weights, scores) if is_story else self._compare(scores, weights)
        shared = self._compare_wholes(weights)
        about = self._sum_up(likely)
        near, elsewhere = dict[str, float](), ELSEWHERE_OF_STORY if is_story else ELSEWHERE
        for id in {**alike, **shared}:
            diagnosis, score = self._diagnoses[id], BY_TEXT * alike.get(id, 0.0) + BY_WHOLE * shared.get(id, 0.0)
            if well.isdisjoint(diagnosis.services) and not self._contradicts(statuses, diagnosis) and not self._runs_elsewhere(named, diagnosis):
                score *= 1.0 if self._is_on(named, diagnosis) else elsewhere
                near[id] = min(1.0, score * (1.0 if not things or self._is_on(things, diagnosis) else OTHER_THING))
        told = self._find_told(query, named, statuses)
        by_code = BY_STATUS_OF_STORY if is_story and statuses else BY_CODE
        for id in told:
            near[id] = near.get(id, UNLIKE) + (1 - near.get(id, UNLIKE)) * by_code / len(told)
        for id in but:
            near.pop(id, None)
        if not near:
            return None
        first, *others = sorted(near, key=lambda id: (-near[id] * self._weigh_subject(self._diagnoses[id], about), id))
        if not is_story and near[first] < DESPITE_ELSEWHERE * self._find_elsewhere(scores, math.sqrt(len(scores.known) / (len(weights) or 1)), named):
            return None
        share = RIVAL_OF_FEW if len(weights) <= FEW_WORDS else RIVAL
        rivals = [id for id in others if near[id] >= share * near[first]] if is_story or not named or told or statuses else []
        return NearDiagnosis(self._diagnoses[first], near[first], first in told, tuple(self._diagnoses[id] for id in rivals[:MOST_RIVALS]), near[first] / (1 + len(rivals)))

    def _compare(self, scores: Scores, weights: Mapping[str, float], most: int = MOST_DIAGNOSED) -> dict[str, float]:
        """How alike the diagnoses are whose texts are nearest to some words, by id; less where few of the words are known."""
        known = math.sqrt(len(scores.known) / (len(weights) or 1))
        alike: dict[str, float] = {}
        for number, score in scores.tfidf.top(most):
            id = self._passage(number).id
            alike[id] = max(score * known, alike.get(id, 0.0))
        return alike

    def _weigh_subject(self, diagnosis: Diagnosis, about: Mapping[str, float]) -> float:
        """How much more a diagnosis counts for what a query is likely about."""
        return 1 + BY_SUBJECT * max(about.get(self._catalogue.root(service), 0.0) for service in diagnosis.services)

    def _sum_up(self, likely: Mapping[str, float]) -> dict[str, float]:
        """How likely each whole service is, with its parts."""
        about: dict[str, float] = {}
        for service, share in likely.items():
            whole = self._catalogue.root(service)
            about[whole] = about.get(whole, 0.0) + share
        return about

    def _compare_wholes(self, weights: Mapping[str, float]) -> dict[str, float]:
        """How alike the diagnoses are to some words by all of their texts together, by id."""
        scores = self._wholes.score(weights)
        known = math.sqrt(len(scores.known) / (len(weights) or 1))
        return {self._ids[number]: score * known for number, score in scores.tfidf.top(MOST_DIAGNOSED)}

    def _compare_clauses(self, query: Query, weights: Mapping[str, float], scores: Scores) -> dict[str, float]:
        """How alike the diagnoses are to a story: the mean of how alike they are to its whole and to that clause of it that they are most like."""
        whole, best = self._compare(scores, weights, MOST_OF_STORY), dict[str, float]()
        for start, end in find_clauses(query.text)[:MOST_CLAUSES]:
            clause = {token.term: 1.0 for token in query.tokens if start <= token.start < end and token.term in weights}
            if len(clause) >= LEAST_CLAUSE:
                for id, score in self._compare(self._index.score(clause), clause).items():
                    best[id] = max(score * (1 - FEW_WORDS_LESS / len(clause)), best.get(id, 0.0))
        return {id: (whole.get(id, 0.0) + best.get(id, 0.0)) / 2 for id in {*whole, *best}}

    def _find_things(self, query: Query) -> set[str]:
        """The services that may be meant by the plain words of a query; none where it names services."""
        if query.mentions:
            return set()
        words = {token.word for token in query.tokens}
        return {service for thing in self._trouble.things if not words.isdisjoint(thing.words) for service in thing.services}

    def _is_fine(self, mention: Mention, fine: Sequence[tuple[int, int]]) -> bool:
        """Whether a text says of the part of a service that it names, not of a whole one, that it is as it should be."""
        return lies_in(fine, mention.start) and self._catalogue[mention.service].parent is not None

    def _weigh_diagnosed(self, query: Query, fine: Sequence[tuple[int, int]] = ()) -> dict[str, float]:
        """A query's terms, each with weight 1; where it tells a code, without what a log says around that; without what it says to be `fine`, but for the names of whole services."""
        weights = dict.fromkeys(query.weights, 1.0)
        if fine:
            names = [(mention.start, mention.end) for mention in query.mentions if not self._is_fine(mention, fine)]
            kept = {token.term for token in query.tokens if not lies_in(fine, token.start) or lies_in(names, token.start)}
            weights = {term: weight for term, weight in weights.items() if term in kept} or weights
        if find_codes(query.text):
            terms = [token.term for token in query.tokens]
            said = {term for _, first, end in self._log_words.find(terms) for term in terms[first:end]}
            weights = {term: weight for term, weight in weights.items() if term not in said} or weights
        return weights

    def _find_told(self, query: Query, named: Collection[str], statuses: Collection[str]) -> list[str]:
        """The diagnoses, by id, that hold most of the codes that a query tells and are on a service that it names; where it names none, a status tells nothing."""
        told: dict[str, int] = {}
        held: dict[str, list[str]] = {}
        found = self._codes.find([token.term for token in query.tokens])
        fine = find_fine(query.text) if found else ()
        for id, first, end in found:
            if lies_in(fine, query.tokens[first].start):
                continue
            code = query.text[query.tokens[first].start : query.tokens[end - 1].end]
            is_status = code[:3].isdigit()
            if not is_status and " " not in code:
                held.setdefault(code, []).append(id)
            is_told = code[:3] in statuses and bool(named) if is_status else " " not in code
            if is_told and self._is_on(named, self._diagnoses[id]):
                told[id] = told.get(id, 0) + 1
        if not told:
            return [ids[0] for ids in held.values() if len(ids) == 1]  # a code that only one tells is its own, whatever else is named
        most = max(told.values())
        return [id for id, count in told.items() if count == most]

    def knows(self, query: Query) -> bool:
        """Whether a query tells a code that a diagnosis holds, or says that something goes wrong nearly as a diagnosis does."""
        near = None if self.knows_code(query) or not tells_error(query) else self._find_nearest_diagnosis(query)
        return self.knows_code(query) or (near is not None and near.score >= KNOWN)

    def knows_code(self, query: Query) -> bool:
        """Whether a query tells a code that a diagnosis holds."""
        return bool(self._find_told(query, query.named, statuses_told(query)))

    def _contradicts(self, statuses: frozenset[str], diagnosis: Diagnosis) -> bool:
        """Whether a diagnosis tells of other statuses than these."""
        own = find_statuses((diagnosis.title, *diagnosis.messages)) if statuses else frozenset()
        return bool(own) and not own & statuses

    def _is_on(self, named: Collection[str], diagnosis: Diagnosis) -> bool:
        """Whether a diagnosis is on one of the services that are named; where none is, any is."""
        return not named or any(self._catalogue.fits([one], diagnosis.services) for one in named)

    def is_known_elsewhere(self, query: Query) -> bool:
        """Whether what a query tells is nearly a known trouble of what runs in another kind of service than those that it names."""
        named = query.named
        return bool(named) and self._find_elsewhere(self._index.score(self._weigh_diagnosed(query)), 1.0, named) >= LEAST_DIAGNOSIS

    def _find_elsewhere(self, scores: Scores, known: float, named: Collection[str]) -> float:
        """How near the nearest diagnosis is that is on what runs elsewhere."""
        diagnosed = ((self._diagnoses[self._passage(number).id], score) for number, score in scores.tfidf.top(MOST_DIAGNOSED))
        return max((score * known for diagnosis, score in diagnosed if self._runs_elsewhere(named, diagnosis)), default=0.0)

    def _runs_elsewhere(self, named: Collection[str], diagnosis: Diagnosis) -> bool:
        """Whether a diagnosis is on what runs in another kind of service than those that are named: "my EC2 runs out of memory" is no trouble of a function."""
        families = {self._catalogue[service].family for service in named}
        return bool(families) and families < RUNTIMES and self._catalogue[diagnosis.services[0]].family in RUNTIMES - families and not self._is_on(named, diagnosis)

    def _passage(self, number: int) -> IndexedPassage:
        found = self._seen.get(number)
        return found if found else self._seen.setdefault(number, self._store.passage("diagnoses", number))


def wants_rather(query: Query, kinds: Mapping[str, float], sure: float, nearness: float) -> bool:
    """Whether a query rather wants something than tells a trouble: an order that is likelier a choice, or, where no word says that something went wrong or is so, one whose best service is sure."""
    decision = kinds.get("decision", 0.0)
    if tells_error(query):
        return query.is_order and nearness < LEAST_OF_ORDER and decision >= kinds.get("diagnosis", 0.0)
    return sure >= SURE_CHOICE and decision >= POSSIBLE_DECISION and nearness < LEAST_OF_ORDER and not tells_what_happened(query)


def least_unmarked(probability: float) -> float:
    """How near a diagnosis must be to what has no mark of a trouble, and is one with some probability."""
    return LEAST_UNMARKED_OF_SURE if probability >= NEARLY_SURE_TROUBLE else LEAST_UNMARKED


def least_unsaid(query: Query, probability: float) -> float:
    """How near a diagnosis must be to a query that does not say that something goes wrong, and is one with some probability."""
    if query.is_order:
        return LEAST_OF_ORDER
    return 1 - LESS_WHERE_LIKELY * probability if len(query.weights) <= FEW_WORDS else 0.0
