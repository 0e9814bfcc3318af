"""The questions of the quiz that are near to a query, or ask the same: a query in, a known question with its right answers out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache
from math import fsum

from msgspec import Struct

from advisor.answers.quiz import Quiz
from advisor.model import Passage, Source
from advisor.phrasing.fact_phrasing import (
    asks_for_definition,
    asks_for_list,
    asks_how_to,
    asks_otherwise,
    asks_what_stands_for,
    asks_whether_needed,
    asks_whether_possible,
    seeks_fact,
    tells_amount_asked,
)
from advisor.phrasing.need_phrasing import find_act_asked
from advisor.phrasing.stance import EXTREMES, read_stance
from advisor.text.analysis import Analyzer, Query
from advisor.text.focus import lies_in
from advisor.text.tokens import keep_longest
from advisor.text.vocabulary import Vocabulary
from advisor.text.wording import VENDORS

QUIZ_SOURCE = Source("the advisor's own quiz")
NEAREST = "The nearest question that I know is"
MOST_QUESTIONS, MOST_COMPARED = 20, 30
MOST_KEPT = 16_384  # questions whose words are kept: some are near again and again
# Found on tests/scenarios: below the first of these the nearest question is about something else.
LEAST_QUIZ, NEAR_QUIZ, SAME_QUIZ = 0.5, 0.8, 0.9
UNSAID = 0.5
MOST_WORDS_OF_FACT, MOST_WORDS = 12, 18
# How much of what is asked the question has to say without its answers, and how much of what it says may be beside that: "is a VPC free" is not "is VPC peering free".
LEAST_OF_ASKED, LEAST_OF_ONE, MOST_BESIDE = 0.4, 0.6, 0.3  # the second where one word is shared alone
MOST_VARIANTS = 4  # phrases that mean the same and are searched too
OTHER_EXTREME = 0.2  # how much further a question is that says nothing of the default or the most, where that is asked for
UNSEEN = 10.0  # the weight of a word that no question has
YES_OR_NO_SAID = r"(?:yes|no)\b"
YES_OR_NO_FIRST = r"(?:yes|no)[,:;] +"
EXAM_AIM = r"\b(?:for|in|on) (?:the|my|our|an?) (?:\w+ )?exam\b"


class KnownQuestion(Struct, frozen=True):
    """A question with its right answers, and how near it is to what was asked: 1 where it asks the same."""

    nearness: float
    number: int
    question: str
    answers: tuple[str, ...]

    def tell(self) -> Passage:
        """The answers as a passage under the question, said to be only near where it is."""
        title = self.question if self.nearness >= NEAR_QUIZ else f'{NEAREST} "{self.question}"'
        told = tell_answers(self.question, self.answers)
        text = told[0] if len(told) == 1 else "\n".join(f"- {answer}" for answer in told)
        return Passage(f"quiz-{self.number}", title, text, round(self.nearness, 4), QUIZ_SOURCE, (), "quiz")


class KnownQuestions:
    """Finds the questions of the quiz that are near to a query, or ask the same."""

    def __init__(self, quiz: Quiz, analyzer: Analyzer, vocabulary: Vocabulary) -> None:
        self._quiz, self._analyzer, self._tokenizer = quiz, analyzer, analyzer.tokenizer
        self._same, self._words, self._light = analyzer.phrasebook.same, vocabulary.look_up, vocabulary.light_words
        self._question, self._answers = lru_cache(MOST_KEPT)(quiz.question), lru_cache(MOST_KEPT)(quiz.right_answers)
        self._weigh = lru_cache(MOST_KEPT)(self._weigh_key)
        self._keys, self._names = lru_cache(MOST_KEPT)(self._read_keys), lru_cache(MOST_KEPT)(self.names_of)
        self._has_subject = lru_cache(MOST_KEPT)(self._tells_subject)
        self._name_keys = lru_cache(MOST_KEPT)(self._read_name_keys)
        self._contrary = [re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b", re.IGNORECASE) for phrases in self._words.contrary.values()]

    @cached_property
    def _vendors(self) -> frozenset[str]:
        return frozenset(term for vendor in VENDORS for term in self._tokenizer.terms(vendor))

    def find_same(self, query: Query) -> KnownQuestion | None:
        """The question that asks for the same fact as a query, in whatever words and order; None where the query seeks none.

        It says all that is asked, its answers helping out, and hardly anything beside that.
        """
        if len(query.tokens) > MOST_WORDS or not seeks_fact(query):
            return None
        asked = self._keys(query.text)
        if not asked or (len(asked) == 1 and not ask_alike_of_one(query, query.text)):
            return None
        whole, named = asked, query.named
        in_names = self._keys_of_names(query)
        stance, found = read_stance(query.text), list[tuple[float, float, KnownQuestion]]()
        for number, likeness in self._compare(query.text, whole):
            question = self._question(number)
            said = self._keys(question)
            in_full = in_names - said  # of a name in full: "FSx for Windows" says the same
            if in_full and named and self._names(question) == named:
                asked = (whole - in_full) | self._name_keys(question)
            elif in_full <= self._vendors and in_names & said:  # "Amazon Connect" is called Connect, which is a word of any text
                asked = whole - in_full
            else:
                asked = whole
            if (len(asked) == 1 and not ask_alike_of_one(query, question)) or not self.is_told_to(query, question) or asks_otherwise(query.text, question):
                continue
            if asks_what_stands_for(query.text) and not asks_what_stands_for(question):
                continue
            weights = {key: self._weigh(key) for key in asked | said}
            shared, all_asked = (fsum(weights[key] for key in keys) for keys in (asked & said, asked))  # sets have no order, and so no other sum may be taken
            beside = fsum(weights[key] for key in said - asked) / (fsum(weights[key] for key in said) or 1.0)
            if shared < (LEAST_OF_ASKED if len(asked & said) > 1 else LEAST_OF_ONE) * all_asked or beside > MOST_BESIDE:
                continue
            answers = tell_answers(question, self._answer(query.text, number))
            if not named and not self._name_keys(question) <= asked:
                continue  # "where do my logs go" is not asked of Lambda
            beyond = asked - said
            if beyond:  # "does a stopped instance keep its Elastic IP" is not asked of its public IP, although that answer tells of both
                answers = tuple(map(leave_out_yes_or_no, answers))
            if beyond <= self._keys("\n".join(answers)) and tells_amount_asked(query, "\n".join(answers)):
                other_extreme = stance & EXTREMES != self._quiz.stance(number) & EXTREMES
                found.append((beside + 1 - shared / all_asked + OTHER_EXTREME * other_extreme, -likeness, KnownQuestion(1.0, number, question, answers)))
        return min(found, key=lambda one: one[:2], default=(0.0, 0.0, None))[2]

    def find_near(self, query: Query) -> list[KnownQuestion]:
        """The questions near to a query, nearest first. What it asks that neither a question nor its answers say takes from their likeness."""
        terms = self._tokenizer.terms
        asked, found = set(terms(query.text)), []
        for number, likeness in self._quiz.find_questions(query.text, MOST_QUESTIONS):
            if likeness < LEAST_QUIZ:
                break
            question, answers = self._question(number), self._answer(query.text, number)
            said = asked.intersection(terms("\n".join((question, *answers))))
            nearness = likeness * (1 - UNSAID * (1 - len(said) / (len(asked) or 1)))
            if nearness >= LEAST_QUIZ and self.is_told_to(query, question):
                found.append(KnownQuestion(nearness, number, question, answers))
        return sorted(found, key=lambda one: (-one.nearness, one.number))

    def knows(self, query: Query) -> bool:
        """Whether a few words are surely a question of the quiz."""
        return len(query.tokens) <= MOST_WORDS_OF_FACT and any(one.nearness >= NEAR_QUIZ for one in self.find_near(query)[:1])

    def tells_act(self, query: Query, known: KnownQuestion) -> bool:
        """Whether a question or its answers say what a query asks how to do, or whether it can be done."""
        act = frozenset(self._tokenizer.terms(find_act_asked(query) or ""))
        return act <= set(self._tokenizer.terms("\n".join((known.question, *known.answers))))

    def asks_beside_names(self, query: Query) -> frozenset[str]:
        """The words of what is asked of the services that a query names, and not those names."""
        names = [(mention.start, mention.end) for mention in query.mentions]
        return self._keys(" ".join(token.word for token in query.tokens if not lies_in(names, token.start)))

    def says_all_asked(self, query: Query, text: str) -> bool:
        """Whether a text says all that is asked of the services that a query names."""
        return self.asks_beside_names(query) <= self._keys(text)

    def says_asked(self, query: Query, text: str) -> bool:
        """Whether a text says what a query asks how to do, or what stands for something."""
        act = find_act_asked(query) if asks_how_to(query.text) else None
        asked = frozenset(self._tokenizer.terms(act)) if act else self.asks_beside_names(query) if asks_what_stands_for(query.text) else frozenset()
        return asked <= set(self._tokenizer.terms(text)) | self._keys(text)

    def keys(self, text: str) -> frozenset[str]:
        """What a text is about, one word for all phrases that mean the same."""
        return self._keys(text)

    def count_said(self, query: Query, text: str) -> int:
        """How many words of what is asked a text says."""
        return len(self.asks_beside_names(query) & self._keys(text))

    def names_of(self, text: str) -> frozenset[str]:
        """The services that a text names."""
        return self._analyzer.analyze(text).named

    def is_told_to(self, query: Query, text: str) -> bool:
        """Whether a text is on no subject that is told only to who asks about it, or the query names one."""
        return not self._has_subject(text) or any(token.word in self._words.subjects for token in query.tokens)

    def _tells_subject(self, text: str) -> bool:
        """Whether a text is on a subject that is told only to who asks about it."""
        return any(token.word in self._words.subjects for token in self._tokenizer.tokens(text))

    def _answer(self, text: str, number: int) -> tuple[str, ...]:
        """The right answers to a question, without their yes or no where a text asks for the contrary: "does it cost money" of "is it free"."""
        question, answers = self._question(number), self._answers(number)
        is_turned = any(bool(phrases.search(text)) != bool(phrases.search(question)) for phrases in self._contrary)
        return tuple(leave_out_yes_or_no(answer) for answer in answers) if is_turned else answers

    def _compare(self, text: str, keys: Collection[str]) -> list[tuple[int, float]]:
        """The questions that may ask the same: those nearest to a text, and to its words with others that mean the same."""
        near = self._quiz.find_questions(text, MOST_COMPARED)
        keys = sorted(keys)
        meant = [key for key in keys if key in self._words.same]
        if not meant:
            return near
        variants = [" ".join(self._words.same[key][:MOST_VARIANTS]) for key in meant]
        more = self._quiz.find_questions(text, MOST_COMPARED, " ".join((*(key for key in keys if key not in meant), *variants)))
        known = {number for number, _ in near}
        return [*near, *((number, 0.0) for number, _ in more if number not in known)]

    def _weigh_key(self, key: str) -> float:
        """How much a word of a question says, by its idf: of one that stands for several phrases the commonest of these, by its rarest word."""
        phrases = [self._tokenizer.terms(phrase) for phrase in self._words.same.get(key, ())] or [[key]]
        return min((max(self._quiz.weigh_terms(phrase, UNSEEN).values()) for phrase in phrases if phrase), default=UNSEEN)

    def _read_name_keys(self, text: str) -> frozenset[str]:
        return self._keys_of_names(self._analyzer.analyze(text))

    def _keys_of_names(self, query: Query) -> frozenset[str]:
        """What the names of services in a query say."""
        return self._keys(" ".join(query.text[mention.start : mention.end] for mention in query.mentions))

    def _read_keys(self, text: str) -> frozenset[str]:
        """What a question is about: its terms without those that only carry a question, one for all phrases that mean the same."""
        tokens = [token for token in self._tokenizer.tokens(re.sub(EXAM_AIM, " ", text, flags=re.IGNORECASE)) if token.word not in self._light]
        matches = list(keep_longest(self._same.find([token.term for token in tokens])))
        taken = {place for _, first, end in matches for place in range(first, end)}
        left = (token for place, token in enumerate(tokens) if place not in taken and token.word not in self._words.carrying and not self._tokenizer.is_stop(token))
        return frozenset((*(name for name, _, _ in matches), *(token.term for token in left)))


def ask_alike_of_one(query: Query, other: str) -> bool:
    """Whether a query and a question on a single word both ask what that is, whether it is needed, or, of what is no service, whether it can be done."""
    if asks_for_definition(query.text):
        return asks_for_definition(other)
    if asks_whether_needed(query.text):
        return asks_whether_needed(other)
    return not query.mentions and asks_whether_possible(query.text) and asks_whether_possible(other)


def leave_out_yes_or_no(answer: str) -> str:
    """An answer without the yes or no that it begins with, where more is said behind it."""
    begin = re.match(YES_OR_NO_FIRST, answer, re.IGNORECASE)
    return answer[begin.end()].upper() + answer[begin.end() + 1 :] if begin and begin.end() < len(answer) else answer


def tell_answers(question: str, answers: Sequence[str]) -> tuple[str, ...]:
    """The right answers that are worth telling: of several that say the same in other words the first, all of those that are asked for as a list."""
    first = answers[0]
    says_all = first.rstrip().endswith(".") or re.match(YES_OR_NO_SAID, first, re.IGNORECASE)
    return tuple(answers) if asks_for_list(question) and not says_all else (first,)
