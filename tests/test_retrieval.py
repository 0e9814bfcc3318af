"""Our scores against those of the libraries that the weights come from, on the real notes."""

import math
import random
import sys
import time
from array import array
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from rank_bm25 import BM25Okapi
from sklearn.feature_extraction.text import TfidfVectorizer

from advisor.compiling.compiler import note_passages, protect_names, reference_tokenizer
from advisor.ranking.arrays import ArrayScores, add_up, add_weights_in_arrays
from advisor.ranking.dense_scores import DenseScores, add_up_densely
from advisor.ranking.features import parts_of_word
from advisor.ranking.overlap import Overlap, build_wordings, mean_length
from advisor.ranking.ranking import add_weights
from advisor.ranking.retrieval import Retriever, add_up_without_arrays, build_postings
from advisor.ranking.scores import Block, DictScores, add_up_plainly, find_least
from advisor.text.focus import BACKGROUND_WEIGHT, place_weight
from advisor.text.tokens import answering_stem
from benchmarks.search import Searcher

SINGLE = 1e-5  # weights are kept in single precision
QUESTIONS = ("what is a visibility timeout", "keep messages in order and never twice", "read replicas in another Region", "who changed the stack", "lambda lambda lambda", "a word nobody wrote qqq")


@pytest.fixture(scope="module")
def notes(knowledge):
    tokenizer = reference_tokenizer(protect_names(knowledge))
    return tokenizer, [tokenizer.terms(text) for _, text in note_passages(knowledge)]


@pytest.fixture(scope="module")
def retriever(notes):
    postings = build_postings(notes[1])
    return Retriever(lambda terms: {term: postings[term] for term in terms if term in postings})


@pytest.mark.parametrize("question", QUESTIONS)
def test_bm25_equals_rank_bm25(notes, retriever, question):
    tokenizer, documents = notes
    terms = list(dict.fromkeys(tokenizer.terms(question)))
    expected = BM25Okapi(documents).get_scores(terms)
    found = dict(retriever.score(dict.fromkeys(terms, 1.0)).bm25.items())
    assert all(math.isclose(found.get(i, 0.0), score, abs_tol=SINGLE) for i, score in enumerate(expected))
    order = sorted((i for i, score in enumerate(expected) if score > 0), key=lambda i: (-round(expected[i], 5), i))
    assert sorted(found, key=lambda i: (-round(found[i], 5), i))[: len(order)] == order


@pytest.mark.parametrize("question", QUESTIONS)
def test_tf_idf_equals_scikit_learn(notes, retriever, question):
    tokenizer, documents = notes
    terms = list(dict.fromkeys(tokenizer.terms(question)))
    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True)
    matrix = vectorizer.fit_transform(documents)
    expected = (matrix @ vectorizer.transform([terms]).T).toarray().ravel()
    found = dict(retriever.score(dict.fromkeys(terms, 1.0)).tfidf.items())
    assert all(math.isclose(found.get(i, 0.0), score, abs_tol=SINGLE) for i, score in enumerate(expected))


def test_ties_go_to_the_first_passage_and_nothing_is_found_where_nothing_matches(retriever):
    assert DictScores({3: 1.0, 1: 1.0, 2: 2.0}).top(5) == [(2, 2.0), (1, 1.0), (3, 1.0)]
    assert list(retriever.score({"qqqqq": 1.0}).tfidf.items()) == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_arrays_and_dicts_give_the_same_to_the_last_bit(notes, question):
    tokenizer, documents = notes
    postings = build_postings(documents)
    owners = array("H", sorted(number * 7 % 40 for number in range(len(documents))))
    parts = [(postings[term], 0.5 + index, 1 / (1 + index)) for index, term in enumerate(tokenizer.terms(question)) if term in postings]
    for add_up_fast in (add_up, add_up_densely):
        for plain, fast in zip(add_up_plainly(parts), add_up_fast(parts), strict=True):
            assert isinstance(plain, DictScores)
            assert dict(plain.items()) == dict(fast.items())
            assert plain.best() == fast.best()
            assert dict(plain.below(50).items()) == dict(fast.below(50).items())
            for passages in (range(len(owners)), range(20, 90), range(0)):
                best, also_best = (scores.find_best(Block(owners, passages), 3) for scores in (plain, fast))
                assert best.take(range(41)) == also_best.take(range(41))
                means = {service: [sum(score for score, _ in own[:depth]) / depth for depth in range(1, 4)] for service, own in enumerate(best.take(range(41))) if own}
                for depth, most in product((1, 2, 3), (1, 4, 16, 50)):
                    least = sorted((mean[depth - 1] for mean in means.values()), reverse=True)[:most][-1:]
                    highest = {service for service, mean in means.items() if mean[depth - 1] >= least[0]}
                    assert set(best.find_highest(depth, most)) == set(also_best.find_highest(depth, most)) == highest
            assert [plain.top(k) for k in (0, 1, 5, 10_000)] == [fast.top(k) for k in (0, 1, 5, 10_000)]


def test_a_query_that_meets_many_passages_is_added_up_by_place(notes):
    postings = build_postings(notes[1])
    rare, common = min(postings, key=lambda term: len(postings[term].passages)), sorted(postings, key=lambda term: -len(postings[term].passages))[:20]
    for terms, kind in (([rare], DictScores), (common, DenseScores)):
        assert {type(scores) for scores in add_up_without_arrays([(postings[term], 1.0, 1.0) for term in terms])} == {kind}


def test_the_best_passages_of_a_service_come_best_first_and_equal_ones_by_their_numbers():
    owners, values = array("H", [0, 0, 0, 2, 2, 5]), {0: 1.0, 1: 2.0, 2: 1.0, 4: 0.5}
    places = [values.get(passage, 0.0) for passage in range(5)]
    for scores in (DictScores(values), DenseScores(places), ArrayScores(np.array(places))):
        best = scores.find_best(Block(owners, range(6)), 2)
        assert best.take((2, 0, 5, 9)) == [[(0.5, 4)], [(2.0, 1), (1.0, 0)], [], []]
        assert best.find_highest(2, 1) == [0]


def test_the_least_of_the_highest_is_found_without_sorting_all():
    chance = random.Random(3)
    for count in (1, 5, 16, 17, 400):
        values = [chance.choice((chance.random(), 0.5)) for _ in range(count)]
        assert [find_least(values, most) for most in range(1, count + 1)] == sorted(values, reverse=True)


def test_overlap_is_the_same_in_lists_and_in_arrays(monkeypatch):
    chance = random.Random(7)
    words = [f"w{number}" for number in range(30)]
    wordings = build_wordings([chance.choices(words, k=chance.randint(0, 20)) for _ in range(200)])
    overlap = Overlap(lambda passages: [wordings[passage] for passage in passages], lambda: wordings, mean_length(wordings))
    features = {word: chance.uniform(0, 1) for word in (*words[::3], "unheard", "@part")}
    passages = chance.sample(range(200), 90)
    fast = overlap.score(features, passages)
    assert overlap.score({}, passages) == [0.0] * 90
    assert overlap.score(features, []) == []
    monkeypatch.delitem(sys.modules, "numpy")
    assert overlap.score(features, passages) == fast
    assert max(fast) > 0


def test_overlap_grows_with_what_is_shared_and_shrinks_with_the_length_of_a_passage():
    documents = [["connect", "to", "connect to"], ["to", "connect"], ["to", "connect", "connect to", "a", "b", "c"], ["a", "b", "c", "@onne", "@conn"]]
    wordings = build_wordings(documents)
    overlap = Overlap(lambda passages: [wordings[passage] for passage in passages], lambda: wordings, mean_length(wordings))
    whole, words, long, none = overlap.score({"connect": 2.0, "to": 0.5, "connect to": 3.0, "@conn": 9.0}, range(4))
    assert whole > long > words > none == 0.0


def test_weights_in_arrays_add_up_as_in_lists(monkeypatch):
    chance = random.Random(5)
    bias = array("f", (chance.uniform(-1, 1) for _ in range(50)))
    parts = []
    for _ in range(40):
        columns = sorted(chance.sample(range(50), chance.randint(0, 20)))
        parts.append((chance.uniform(0, 1), array("H", columns), array("f", (chance.uniform(-2, 2) for _ in columns))))
    monkeypatch.setattr("advisor.ranking.ranking.FEW_WEIGHTS", 0)
    for wanted in (range(50), range(40, 45)):
        fast = add_weights(bias, parts, wanted)
        assert fast == add_weights_in_arrays(bias, parts, wanted)
        assert add_weights(bias, [], wanted) == list(bias[wanted.start : wanted.stop])
        with monkeypatch.context() as without:
            without.delitem(sys.modules, "numpy")
            assert add_weights(bias, parts, wanted) == fast


@pytest.mark.parametrize("k", [1, 3, 10, 1_000])
@pytest.mark.parametrize("seed", range(30))
def test_searching_finds_what_scoring_everything_finds(k, seed):
    chance = random.Random(seed)
    words = [f"w{number}" for number in range(60)]
    documents = [chance.choices(words, [1 / (1 + place) for place in range(60)], k=chance.randint(1, 30)) for _ in range(400)]
    postings = build_postings(documents)
    retriever = Retriever(lambda terms: {term: postings[term] for term in terms if term in postings})
    query = {word: chance.choice((0.6, 1.0)) for word in chance.sample(words, chance.randint(1, 20))}
    searcher = Searcher(postings)
    found, expected = searcher.search(query, k), retriever.score(query).bm25.top(k)
    assert [round(score, 9) for _, score in found] == [round(score, 9) for _, score in expected]
    sure = {passage for passage, score in expected if score > expected[-1][1] + 1e-9}
    assert sure <= {passage for passage, _ in found}
    assert searcher.search({"nobody": 1.0}, k) == []


def test_both_stemmers_are_equal_on_every_word_of_the_knowledge_and_on_unseen_words(notes):
    from nltk.stem import PorterStemmer

    reference, answering = PorterStemmer(mode=PorterStemmer.ORIGINAL_ALGORITHM).stem, answering_stem()
    folder = Path(__file__).resolve().parent.parent / "knowledge"
    words = {word.lower() for path in folder.rglob("*.yaml") for word in path.read_text(encoding="utf-8").replace("-", " ").split() if word.isascii() and word.isalpha()}
    unseen = {f"{stem}{end}" for stem in ("transfer", "hibernat", "ski", "fly", "agre", "oscillat", "tto", "yy") for end in ("", "s", "ed", "ing", "ational", "iveness", "ies", "ly", "ement", "izer")}
    assert [word for word in sorted(words | unseen) if reference(word) != answering(word)] == []


def test_what_is_asked_is_found_among_many_sentences_without_going_through_them():
    focus = tuple((at, at + 5) for at in range(0, 120_000, 6))
    started = time.process_time()
    assert {place_weight(focus, 119_994) for _ in range(1_000)} == {1.0}
    assert {place_weight(focus, 119_999) for _ in range(1_000)} == {BACKGROUND_WEIGHT}
    assert time.process_time() - started < 0.3


def test_non_and_the_word_behind_it_are_one_word(notes):
    tokenizer, _ = notes
    assert tokenizer.terms("non-relational Non-Relational nonrelational") == ["nonrel"] * 3
    assert "interrupt" not in tokenizer.terms("a non-interruptible workload")
    assert tokenizer.terms("a common-sense plan")[0] == "common"
    (token,) = tokenizer.tokens("non-stop")
    assert (token.word, token.start, token.end, parts_of_word(token.word)) == ("non-stop", 0, 8, ())
