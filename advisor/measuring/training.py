"""Training of the learned ranker: knowledge in, the ranker's file out, the same from the same seed.

1. A multinomial logistic regression learns P(service | text) from every situation, scenario, rule example and practice
   question that the repository holds; a second one learns P(kind of question | text) from these, the diagnoses'
   messages, the notes' questions, and the practice questions that no service answers.
2. The mix of their scores with retrieval, rules, mentions and the prior is learned on a fifth of the practice
   questions, which are scored by models and an index that have not seen them.
3. The calibration turns the mixed scores into a probability. It is fitted on labelled scenarios where they are given
   (`advisor train --calibrate FILE`), which keeps its few numbers in `calibration.json` for later trainings; without
   that file it is fitted on the fifth held out.
"""

from __future__ import annotations

import math
import random
import re
import warnings
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from advisor.compiling.compiler import make_analyzer, make_catalogue, passages_on_services, protect_names, reference_tokenizer
from advisor.errors import ModelError
from advisor.knowledge.catalogue import Catalogue
from advisor.knowledge.folder import RANKER_FILE
from advisor.knowledge.knowledge_base import KnowledgeBase, load_knowledge
from advisor.measuring.metrics import SEED
from advisor.model import PracticeQuestion
from advisor.phrasing.fact_phrasing import LOOK_UP
from advisor.phrasing.need_phrasing import DECISION
from advisor.progress import Progress, silent
from advisor.ranking.confidence import confidence_inputs
from advisor.ranking.features import kind_features, text_features
from advisor.ranking.fusion import UNTRAINED, Mix, Ranking, fuse_again
from advisor.ranking.overlap import Overlap, build_wordings, mean_length
from advisor.ranking.ranker import Ranker, write_ranker
from advisor.ranking.ranking import NEED, Learned, PassageOwners, ServiceRanker
from advisor.ranking.retrieval import Retriever, build_postings
from advisor.ranking.rules import RuleBook

CALIBRATION_FILE = "calibration.json"
HELD_OUT = 5  # one question in so many tells how to mix the signals, thousands of them
STRENGTH = 6.0  # inverse of the l2 penalty, as scikit-learn's C
PRACTICE_WEIGHT = 4.0  # a practice question is nearer to what people ask than a bare situation
LIGHT_WEIGHT = 1.0  # and one about what an earlier training was weak at is further from what they mostly ask
LEAST_DOCUMENTS = 2  # a feature in fewer texts is left out
LEAST_WEIGHT = 0.15  # smaller weights are left out of the file
FIRST_PASSES = 10  # of the stochastic average gradient over four fifths of the texts: the seven numbers of the mix do not need more
PASSES = 14  # more over all texts, from there on: after 24 in all, what more of them change are ties
KIND_STRENGTH = 10.0
MOST_NEED_WORDS = 16
MOST_LOOK_UP_WORDS = 14
OWN_WORDS = re.compile(r"\b(?:i|my|me|we|our|us)\b", re.IGNORECASE)
LOOK_UP_FORMS = ("what is {}?", "explain {}", "define {}", "tell me about {}", "limits of {}", "how does {} work?")
MIX_PENALTY = 1e-3
MOST_SAMPLES = 5000  # of that fifth: plenty for seven numbers
SIGNALS = ("learned", "bm25", "tfidf", "nearest", "overlap", "asked", "background")
# Practice questions hardly ever say "X or Y?" or "not X", and they ask about rare services more often than people do.
# What rules say the learned part has read in their examples, so that held-out questions would leave them at nothing;
# what rules rule out is too rare among them to learn that it speaks against a service.
SET_BY_HAND = {"compared": 4.0, "proposed": 3.0, "counterpart": 12.0, "rejected": -1.0, "refused": -20.0, "ruled_out": -2.0, "sole": 12.0, "prior": 0.65, "rules": 0.33}
# Strangers' questions are less like the texts that the head learned from than our own held-out ones are: it is trusted half
# as much as these say, and the search for the words themselves two thirds more.
TRUST = {"learned": 0.5, "bm25": 1.7}


class LabelledText(Struct, frozen=True):
    """A text with the service that it is about, and how much it counts."""

    text: str
    service: str
    weight: float


def train_ranker(folder: Path, progress: Progress = silent, calibrate: Sequence[PracticeQuestion] = ()) -> Path:
    """Train the ranker of a knowledge folder and write it there; returns the file. Takes minutes.

    `calibrate` are labelled scenarios that only the numbers of the confidence are fitted to. Raises KnowledgeError.
    """
    knowledge = load_knowledge(folder)
    workshop = _Workshop(knowledge)
    questions = [question for question in knowledge.practice if question.services]
    random.Random(SEED).shuffle(questions)
    progress("training without a fifth of the questions")
    with warnings.catch_warnings(), ThreadPoolExecutor(max_workers=1) as beside:  # scikit-learn's passes over the texts let other threads go on
        warnings.simplefilter("ignore", ConvergenceWarning)  # the passes are counted, not awaited
        most = [question for place, question in enumerate(questions) if place % HELD_OUT]
        begun = workshop.learn_services(most, FIRST_PASSES)
        progress("training on everything, and ranking that fifth")
        learning = beside.submit(workshop.learn_services, questions, PASSES, begun)
        first = workshop.ranker_of(make_weights({"service": begun}, most), most, UNTRAINED)
        samples = [(first.rank(workshop.analyzer.analyze(q.scenario)), q.services) for q in questions[::HELD_OUT][:MOST_SAMPLES]]
        progress("mixing the signals")
        mix = Mix(fit_coefficients(samples), UNTRAINED.calibration, UNTRAINED.threshold)
        progress("training on everything")
        kinds = workshop.learn_kinds(questions)
        trained = make_weights({"service": learning.result(), "kind": kinds}, questions)
    final = workshop.ranker_of(trained, questions, mix)
    kept = folder / CALIBRATION_FILE
    if calibrate:
        pairs = [(final.rank(workshop.analyzer.analyze(q.scenario)), q.services) for q in calibrate]
        kept.write_bytes(msgspec.json.encode(fit_calibration(pairs, workshop.catalogue)) + b"\n")
    if kept.is_file():
        calibration = read_calibration(kept)
    else:
        calibration = fit_calibration([(fuse_again(ranking, mix), labels) for ranking, labels in samples], workshop.catalogue)
    mix = msgspec.structs.replace(mix, calibration=calibration)
    path = folder / RANKER_FILE
    write_ranker(msgspec.structs.replace(trained, mix=mix), path)
    return path


def read_calibration(path: Path) -> tuple[float, ...]:
    """The weights of the confidence that a folder keeps. Raises ModelError where they are not as many numbers as are needed."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=tuple[float, ...])
    except (OSError, msgspec.DecodeError) as error:
        raise ModelError(f"{path} cannot be read: {error}") from error
    if len(found) != len(UNTRAINED.calibration):
        raise ModelError(f"{path} holds {len(found)} numbers where {len(UNTRAINED.calibration)} are needed")
    return found


class _Workshop:
    """What every part of the training needs, made once."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.tokenizer = reference_tokenizer(protect_names(knowledge))
        self.analyzer = make_analyzer(knowledge, self.tokenizer)
        self.catalogue = Catalogue(make_catalogue(knowledge))
        self._features: dict[str, list[str]] = {}

    def ranker_of(self, trained: Ranker, questions: Sequence[PracticeQuestion], mix: Mix) -> ServiceRanker:
        """The ranker that answers with trained weights and an index over these practice questions."""
        number = self.catalogue.number
        passages, searched = passages_on_services(self.knowledge, questions)
        postings = build_postings([self.tokenizer.terms(text) for _, text in passages])
        wordings = build_wordings([self.find_features(text) for _, text in passages])
        overlap = Overlap(lambda wanted: [wordings[passage] for passage in wanted], lambda: wordings, mean_length(wordings))
        rows = {feature: (idf, columns, weights) for feature, idf, columns, weights in trained.rows()}
        learned = Learned(
            {head: [number.get(c) for c in classes] for head, classes in trained.heads.items()}, trained.bias, trained.prior, lambda features: {f: rows[f] for f in features if f in rows}
        )
        retriever = Retriever(lambda terms: {t: postings[t] for t in terms if t in postings})
        owners = PassageOwners(array("H", [number[passage.id] for passage, _ in passages]), searched)
        return ServiceRanker(self.catalogue, retriever, overlap, owners, RuleBook(self.knowledge.rules), learned, mix)

    def find_features(self, text: str) -> list[str]:
        """The features of a text; all texts are read four times, and taken apart once."""
        if text not in self._features:
            self._features[text] = text_features(self.tokenizer.tokens(text))
        return self._features[text]

    def learn_services(self, questions: Sequence[PracticeQuestion], passes: int, begun: Head | None = None) -> Head:
        """The head of services in so many passes over all texts and these practice questions, from another one on where there is one."""
        texts = list(labelled_texts(self.knowledge, questions))
        words, matrix = weigh_features([self.find_features(t.text) for t in texts], LEAST_DOCUMENTS)
        start = carry_over(begun, words, sorted({t.service for t in texts})) if begun else None
        return Head(words, fit_head(matrix, [t.service for t in texts], [t.weight for t in texts], passes, start))

    def learn_kinds(self, questions: Sequence[PracticeQuestion]) -> Head:
        """The head of the kinds of question, from all texts and these practice questions."""
        texts = kind_texts(self.knowledge, questions)
        words, matrix = weigh_features([kind_features(self.tokenizer.tokens(text)) for text, _ in texts], LEAST_DOCUMENTS)
        return Head(words, LogisticRegression(C=KIND_STRENGTH, class_weight="balanced", max_iter=300).fit(matrix, [kind for _, kind in texts]))


def make_weights(heads: Mapping[str, Head], questions: Sequence[PracticeQuestion]) -> Ranker:
    """The weights of heads as the ranker's file has them, without a mix; the prior counts the practice questions."""
    starts, columns, weights = sparse_rows([head.model.coef_[:, head.words.order] for head in heads.values()])
    counts = Counter(service for question in questions if not question.light for service in question.services)
    classes = {name: tuple(map(str, head.model.classes_)) for name, head in heads.items()}
    return Ranker(
        heads=classes,
        features=tuple(feature for head in heads.values() for feature in head.words.features),
        idf=array("f", [idf for head in heads.values() for idf in head.words.idf]),
        bias=array("f", [value for head in heads.values() for value in head.model.intercept_.tolist()]),
        prior=array("f", [math.log(counts[service] + 1) for service in classes["service"]]),
        starts=starts,
        columns=columns,
        weights=weights,
        mix=UNTRAINED,
    )


class Head(Struct, frozen=True):
    """A fitted regression over many classes, with the features of its columns."""

    words: WeighedFeatures
    model: LogisticRegression


class WeighedFeatures(Struct, frozen=True):
    """The features of a matrix in alphabetical order, their idf, and their columns."""

    features: tuple[str, ...]
    idf: tuple[float, ...]
    order: list[int]


def weigh_features(documents: Sequence[Sequence[str]], least: int) -> tuple[WeighedFeatures, Any]:
    """The tf-idf matrix of documents that are lists of features already; a feature of fewer than `least` documents is left out."""
    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=least, dtype=np.float32)
    matrix = vectorizer.fit_transform(documents)
    features = sorted(vectorizer.vocabulary_)
    order = [vectorizer.vocabulary_[feature] for feature in features]
    return WeighedFeatures(tuple(features), tuple(vectorizer.idf_[order].tolist()), order), matrix


def fit_head(matrix: Any, labels: Sequence[str], weights: Sequence[float], passes: int, start: tuple[Any, Any] | None = None) -> LogisticRegression:
    """A multinomial logistic regression over many classes, by stochastic average gradient in so many passes over all texts, from coefficients and intercepts where they are given."""
    model = LogisticRegression(C=STRENGTH, solver="sag", max_iter=passes, random_state=SEED, warm_start=start is not None)
    if start:
        model.coef_, model.intercept_ = start
    return model.fit(matrix, labels, sample_weight=weights)


def carry_over(head: Head, words: WeighedFeatures, classes: Sequence[str]) -> tuple[Any, Any]:
    """The (classes, columns) coefficients and the intercepts that a head has for the same classes and features in another order, 0 for those that it does not know."""
    rows = {label: row for row, label in enumerate(head.model.classes_)}
    columns = dict(zip(head.words.features, head.words.order, strict=True))
    coefficients, intercepts = np.zeros((len(classes), len(words.features)), np.float32), np.zeros(len(classes), np.float32)
    shared = [(column, columns[feature]) for feature, column in zip(words.features, words.order, strict=True) if feature in columns]
    to, of = np.array(shared, dtype=np.intp).reshape(-1, 2).T
    for row, label in enumerate(classes):
        if label in rows:
            coefficients[row, to] = head.model.coef_[rows[label], of]
            intercepts[row] = head.model.intercept_[rows[label]]
    return coefficients, intercepts


def kind_texts(knowledge: KnowledgeBase, questions: Sequence[PracticeQuestion]) -> list[tuple[str, str]]:
    """(text, kind of question) of everything that tells the kinds apart."""
    texts = [(t.text, NEED if is_need(t.text) else "decision") for t in labelled_texts(knowledge, questions)]
    texts += [(text, "diagnosis") for d in knowledge.diagnoses.values() for text in (d.title, *d.messages, *d.symptoms)]
    texts += [(text, "lookup") for note in knowledge.notes.values() for text in (note.title, *note.asked)]
    texts += [(q.question, "lookup") for q in knowledge.quiz if asks_plainly(q.question)]
    texts += [(form.format(s.name), "lookup") for s in knowledge.services.values() for form in LOOK_UP_FORMS]
    return texts + [(q.scenario, "none") for q in knowledge.practice if not q.services]


def asks_plainly(question: str) -> bool:
    """Whether a question of the quiz is one that somebody types to look something up: short, and for no service."""
    return len(question.split()) <= MOST_LOOK_UP_WORDS and bool(re.search(LOOK_UP, question, re.IGNORECASE)) and not re.search(DECISION, question, re.IGNORECASE)


def is_need(text: str) -> bool:
    """Whether somebody asks for a decision in a few words of their own."""
    return len(text.split()) <= MOST_NEED_WORDS and bool(OWN_WORDS.search(text))


def labelled_texts(knowledge: KnowledgeBase, questions: Sequence[PracticeQuestion]) -> list[LabelledText]:
    """Everything to learn from, in a fixed order; a question with several services counts in parts."""
    texts = [LabelledText(text, s.id, 1.0) for s in knowledge.services.values() for text in (s.summary, *s.situations, *s.scenarios)]
    for rule in knowledge.rules.values():
        strongest = max((strength for _, strength in rule.prefer), default=0)
        preferred = [service for service, strength in rule.prefer if strength == strongest]
        texts += [LabelledText(example, preferred[0], 1.0) for example in rule.examples.match if len(preferred) == 1]
    texts += [LabelledText(q.scenario, service, (LIGHT_WEIGHT if q.light else PRACTICE_WEIGHT) / len(q.services)) for q in questions for service in q.services]
    return texts


def sparse_rows(heads: Sequence[Any]) -> tuple[array[int], array[int], array[float]]:
    """(classes, features) matrices, the classes of each after those of the one before, as compressed rows by feature, small weights left out."""
    starts, columns, values, first = array("I", [0]), array("H"), array("f"), 0
    for matrix in heads:
        for row in matrix.T:
            kept = np.flatnonzero(np.abs(row) >= LEAST_WEIGHT)
            columns.extend((kept + first).tolist())
            values.extend(np.float16(row[kept]).astype(float).tolist())
            starts.append(len(columns))
        first += len(matrix)
    return starts, columns, values


def fit_coefficients(samples: Sequence[tuple[Ranking, Sequence[str]]]) -> dict[str, float]:
    """A coefficient for each signal, most of them learned: conditional logit (McFadden 1974), the right services against the other candidates.

    The signals that are set by hand stand beside them as an offset.
    """
    groups = []
    for ranking, labels in samples:
        right = np.array([candidate.service in labels for candidate in ranking.candidates])
        if right.any():
            signals = [[candidate.signals.get(name, 0.0) for name in SIGNALS] for candidate in ranking.candidates]
            offset = [sum(coefficient * candidate.signals.get(name, 0.0) for name, coefficient in SET_BY_HAND.items()) for candidate in ranking.candidates]
            groups.append((np.array(signals), np.array(offset), right))

    def loss(coefficients: Any) -> tuple[float, Any]:
        total, gradient = MIX_PENALTY * len(groups) * float(coefficients @ coefficients), 2 * MIX_PENALTY * len(groups) * coefficients
        for signals, offset, right in groups:
            scores = signals @ coefficients + offset
            every, own = logsumexp(scores), logsumexp(scores[right])
            total += every - own
            gradient = gradient + np.exp(scores - every) @ signals - np.exp(scores[right] - own) @ signals[right]
        return total, gradient

    start = np.array([1.0 if name == "learned" else 0.0 for name in SIGNALS])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    coefficients = dict(zip(SIGNALS, found.x.tolist(), strict=True)) | SET_BY_HAND
    return {name: round(value * TRUST.get(name, 1.0), 4) for name, value in coefficients.items()}


def first_and_replaced(ranking: Ranking) -> tuple[str, ...]:
    """The first candidate, and the ended services that it stands for."""
    first = ranking.candidates[0].service
    return (first, *(ended for ended, today in ranking.ended.items() if today == first))


def fit_calibration(pairs: Sequence[tuple[Ranking, Sequence[str]]], catalogue: Catalogue) -> tuple[float, ...]:
    """The weights of the confidence (Platt scaling): was the first candidate right, given what is known of the ranking. It is where an older label names what it replaces."""
    inputs = [confidence_inputs(ranking, for_whole=True) for ranking, _ in pairs if ranking.candidates]
    right = [any(catalogue.answers(service, label) for service in first_and_replaced(ranking) for label in labels) for ranking, labels in pairs if ranking.candidates]
    if len(set(right)) < 2:
        return UNTRAINED.calibration
    model = LogisticRegression(C=10.0, fit_intercept=False).fit(inputs, right)
    return tuple(round(float(weight), 4) for weight in model.coef_[0])
