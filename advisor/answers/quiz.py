"""The quiz: questions whose right and wrong answers are known, and how the options of another question agree with these."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from advisor.phrasing.stance import COUNT, SIDES, compare_party, compare_stances, read_stance
from advisor.ranking.features import parts_of_word
from advisor.ranking.retrieval import Retriever
from advisor.ranking.store import Store
from advisor.text.analysis import Query
from advisor.text.focus import lies_in
from advisor.text.quantities import find_quantities
from advisor.text.tokens import Tokenizer

QUESTIONS, ANSWERS = "quiz_questions", "quiz_answers"
AMOUNT = "#"  # before a feature that is an amount
MOST_FEATURES = 400  # a long story with all parts of its words
# Found on the part of the exams that is looked at.
ANY_QUESTION = 0.05  # an answer counts a little whatever its question was
MOST_ANSWERS = 3
NO_ANSWER = 0.03
WHO_SHARE = 0.5  # an option is like a question in part only
LEAST_NEARNESS = 0.2  # of the options whose nearest right answer is this near, seven in ten are right


class Judgement(Struct, frozen=True):
    """What the quiz says of an option: log odds of being right rather than wrong (0 where it knows nothing like it), and the number of the answer that speaks most for it, with how near it is.

    `against` is how near the one is that speaks most against it.
    That is a right answer to a question that asks the same, or a wrong one to a question that asks the opposite.
    """

    log_odds: float
    answer: int | None
    nearness: float
    against: float


class QuizAnswer(Struct, frozen=True):
    """An answer, whether it is right, and the question that it is to."""

    question: str
    answer: str
    is_right: bool


class Quiz:
    """Judges options by the known answers that are like them, to questions that are like theirs."""

    def __init__(self, store: Store, tokenizer: Tokenizer) -> None:
        self._store, self._tokenizer = store, tokenizer
        self._questions = Retriever(lambda features: store.postings(QUESTIONS, features), MOST_FEATURES)
        self._answers = Retriever(lambda features: store.postings(ANSWERS, features), MOST_FEATURES)

    @cached_property
    def _owners(self) -> Sequence[int]:
        """The number of each answer's question; read where it is needed, since hardly a question comes with options."""
        return self._store.array("quiz_owners")

    @cached_property
    def _right(self) -> Sequence[int]:
        """1 for each right answer."""
        return self._store.array("quiz_right")

    @cached_property
    def _stances(self) -> Sequence[int]:
        """What each question asks for, as a `Stance`."""
        return self._store.array("quiz_stances")

    def judge(self, query: Query, options: Iterable[str]) -> list[Judgement]:
        """What is known of each option.

        A known answer counts by the cosine of its words with the option's times that of its question's with the query's text
        and with what is asked in it, on average (TF-IDF over terms and parts of words); the nearest right answers stand
        against the nearest wrong ones. Where a known question asks the opposite ("is NOT", AWS's duties rather than the
        customer's), right and wrong are swapped; where it asks for another extreme (the default, not the maximum), it says nothing.
        """
        asked_for = read_stance(query.text)
        agreements = agreements_with(asked_for)
        asked = " ".join(query.text[start:end] for start, end in query.focus)
        near: dict[int, float] = {}
        for text in (query.text, asked):
            for question, score in self._score(self._questions, text).items():
                near[question] = near.get(question, 0.0) + score / 2
        judged = []
        for option in options:
            speaks = [
                (agreements[self._stances[self._owners[answer]]] * (1 if self._right[answer] else -1), (near.get(self._owners[answer], 0.0) + ANY_QUESTION) * score, answer)
                for answer, score in self._score(self._answers, option).items()
            ]
            judged.append(weigh([*speaks, *self._ask_who(asked_for, option)]))
        return judged

    def _ask_who(self, asked_for: int, option: str) -> Iterator[tuple[int, float, int]]:
        """(1 for right or -1, nearness, number of its first answer) of the questions who has a duty that are like an option, where the duties of one side are asked for."""
        if asked_for & SIDES:
            for question, score in self._score(self._questions, option).items():
                sign = compare_party(asked_for, self._stances[question])
                if sign:
                    yield sign, WHO_SHARE * score, bisect_left(self._owners, question)

    def find_questions(self, text: str, most: int, meant: str = "") -> list[tuple[int, float]]:
        """(number, nearness in [0, 1]) of the questions that are nearest to a text, best first, but for those that ask something opposite; with what is meant, to that in place of its words."""
        asked_for, scores = read_stance(text), self._score(self._questions, meant or text)
        agree = {stance for stance in {self._stances[number] for number in scores} if compare_stances(asked_for, stance) > 0}
        same = [(number, score) for number, score in scores.items() if self._stances[number] in agree]
        least = min(sorted([score for _, score in same], reverse=True)[:most], default=0.0)
        return sorted((item for item in same if item[1] >= least), key=lambda item: (-item[1], item[0]))[:most]

    def question(self, number: int) -> str:
        """A question's text."""
        return self._store.passage(QUESTIONS, number).text

    def stance(self, number: int) -> int:
        """What a question asks for, as a `Stance`."""
        return self._stances[number]

    def right_answers(self, number: int) -> tuple[str, ...]:
        """The right answers to a question."""
        first = bisect_left(self._owners, number)
        answers = range(first, bisect_right(self._owners, number, first))
        return tuple(self._store.passage(ANSWERS, answer).text for answer in answers if self._right[answer])

    def weigh_terms(self, terms: Iterable[str], unseen: float) -> dict[str, float]:
        """The idf of each of some terms in the questions; of those that none has, what is told."""
        wanted = list(dict.fromkeys(terms))
        postings = self._store.postings(QUESTIONS, wanted)
        return {term: postings[term].idf if term in postings else unseen for term in wanted}

    def find_answer(self, judgement: Judgement) -> QuizAnswer | None:
        """The answer that a judgement rests on most; None where it is not near enough to be told, or more speaks against the option."""
        number = judgement.answer
        if number is None or judgement.nearness < LEAST_NEARNESS or judgement.log_odds <= 0:
            return None
        return QuizAnswer(self._store.passage(QUESTIONS, self._owners[number]).text, self._store.passage(ANSWERS, number).text, bool(self._right[number]))

    def _score(self, retriever: Retriever, text: str) -> dict[int, float]:
        """Number → cosine with a text; words that no known text has speak against all of them."""
        features = dict.fromkeys(quiz_features(self._tokenizer, text), 1.0)
        scores = retriever.score(features)
        share = len(scores.known) / (len(features) or 1)
        return {number: share * score for number, score in scores.tfidf.items()}


def agreements_with(asked_for: int) -> list[int]:
    """For each stance, how right answers to a question that takes it count for one that asks for something: 1, -1 or 0."""
    return [compare_stances(asked_for, stance) for stance in range(COUNT)]


def weigh(speaks: Sequence[tuple[int, float, int]]) -> Judgement:
    """The judgement by (1 for right, -1 for wrong or 0, nearness, number) of known answers."""
    from heapq import nlargest  # only options are judged

    right = nlargest(MOST_ANSWERS, ((score, answer) for sign, score, answer in speaks if sign > 0))
    wrong = nlargest(MOST_ANSWERS, (score for sign, score, _ in speaks if sign < 0))
    odds = (sum(score for score, _ in right) + NO_ANSWER) / (sum(wrong) + NO_ANSWER)
    return Judgement(math.log(odds), right[0][1] if right else None, right[0][0] if right else 0.0, wrong[0] if wrong else 0.0)


def quiz_features(tokenizer: Tokenizer, text: str) -> list[str]:
    """The terms of a text and the parts of its words, stop words left out where there are others: "AWS" is an answer too.

    In place of the words of a quantity stand its amount, the same in any unit, and its figure.
    """
    quantities = find_quantities(text)
    spans = [(quantity.start, quantity.end) for quantity in quantities]
    every = [token for token in tokenizer.tokens(text) if not lies_in(spans, token.start)]
    tokens = [token for token in every if not tokenizer.is_stop(token)] or every
    amounts = dict.fromkeys(f"{AMOUNT}{form}" for quantity in quantities for form in (quantity.key, quantity.number))
    return [*amounts, *(token.term for token in tokens), *(part for token in tokens for part in parts_of_word(token.word))]
