"""The notes and diagnoses that a query is about, and whether it is about them: a query in, passages out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

from advisor.answers.known_questions import NEAR_QUIZ, SAME_QUIZ, KnownQuestions
from advisor.answers.sheet import OWN_ENTRIES, cite_facts, put_side_by_side, tell_against, tell_of
from advisor.knowledge.catalogue import Catalogue
from advisor.model import IndexedPassage, Note, Passage, Service
from advisor.pattern import compile_late
from advisor.phrasing.fact_phrasing import (
    asks_for_amount,
    asks_for_fact,
    asks_for_price,
    asks_how_much,
    asks_in_short,
    asks_what_stands_for,
    asks_whether,
    asks_who_did_it,
    asks_yes_or_no,
    tells_amount_asked,
    tells_price_asked,
)
from advisor.phrasing.need_phrasing import asks_for_choice, says_need
from advisor.phrasing.opposition import asks_which_to_take
from advisor.ranking.ranking import compares_product, refused_services
from advisor.ranking.retrieval import Retriever, Scores
from advisor.ranking.store import Store
from advisor.text.analysis import MOST_DEFINING_WORDS, Analyzer, Query
from advisor.text.focus import lies_in
from advisor.text.memo import remember
from advisor.text.phrasebook import DAILY, OTHERS, OURS
from advisor.text.vocabulary import Vocabulary
from advisor.text.wording import VENDORS, spell_out

MOST_NOTES = 3
MOST_TEXTS = 16_384  # of the nearest passages, which reasons are told from
# Found on tests/scenarios: below these the nearest text is about something else.
LAST_LATIN = "\u024f"  # the letters behind it are Greek, Cyrillic, Chinese and so on
CODE = compile_late(r"</\w+>|;\s*--|\b(?i:drop|alter|create|truncate) (?i:table|database|index|user|view)\b[^?]*;")
SURE_OF_CODE = 0.8  # a page or a statement that was pasted is no need, unless a service is that sure
LEAST_FOREIGN, WORD = 2, compile_late(r"[^\W\d_]+")
LEAST_NOTE, LEAST_DEFINING = 0.95, 0.75
LEAST_CITED = 0.2
NEAR_NOTE = 1.2
SURE_QUIZ = 0.7  # a question that is this much like a known one is one, whatever its kind seems to be
LIKELY_KIND = 0.3
SURELY_OFF_TOPIC = 0.6
SURE_BESIDE_PRODUCT = 0.4  # what stands beside another vendor's product that stays is a need of ours where a service is that sure
SURELY_DAILY = 0.85  # a text that is this surely off topic means the glacier in the Alps and a puppet of wood
MOST_NAMED_TOKENS = 2  # a text of so few words may be nothing but a name
LEAST_ODDS, ODDS_AGAINST_SURE = -4.0, 6.0  # log odds of being off topic: this at least, and that much more where the best answer is sure
POSSIBLE_KIND = 0.03
AMOUNT = r"\d"
MOST_FACTS = 3
LIMIT_WORDS = frozenset({"limit", "limits", "quota", "quotas", "max", "maximum"})  # which the text of a limit leaves out
FEW_ASKED, MOST_OF_ASKED = 2, 0.6  # so many words of what is asked have to be in an answer each, of more only most
MOST_DESCRIBED = 4
MOST_FACT_WORDS = 12  # "default retention of rds backups" asks for a fact without a word that asks; a story does not
LEAST_FACT = 0.45  # found on questions of learners: how much of what is asked of a service its fact has to say
BM25_SHARE = 0.3
SECOND_SHARE = 0.3
NAMED = 0.1
SURE_NOTE = 0.7


class Finder:
    """Finds notes by their texts, and what is known of a service or of a question."""

    def __init__(
        self,
        store: Store,
        analyzer: Analyzer,
        catalogue: Catalogue,
        vocabulary: Vocabulary,
        *,
        notes: Mapping[str, Note],
        services: Mapping[str, Service],
        questions: KnownQuestions,
    ) -> None:
        self._store, self._analyzer, self._catalogue, self.questions = store, analyzer, catalogue, questions
        self._notes, self._services = notes, services
        self._vocabulary = vocabulary
        self._note_index = Retriever(lambda terms: store.postings("notes", terms))
        self._fact_index = Retriever(lambda terms: store.postings("facts", terms))
        self._notes_on: Mapping[str, Sequence[str]] = store.meta("notes_on")
        self._seen: dict[tuple[str, int], IndexedPassage] = {}  # notes are few and asked about again and again
        self._names = analyzer.phrasebook.clouds
        self.text_of: Callable[[int], str] = lru_cache(MOST_TEXTS)(self._read_text)

    def score_notes(self, query: Query) -> Scores:
        """The scores of all notes' texts for a query."""
        return self._note_index.score(plain(query))

    def find_notes(self, query: Query, scores: Scores) -> tuple[Passage, ...]:
        """The notes nearest to a query, best first, from the scores of their texts.

        A note's score adds up the cosine and BM25 of its two nearest texts, and whether it is on a service that is named.
        """
        best = scores.bm25.best() or 1.0
        known = len(scores.known) / (len(query.weights) or 1)
        named = query.named
        texts: dict[str, list[float]] = {}
        for number, score in scores.tfidf.top(16 * MOST_NOTES):
            texts.setdefault(self._passage("notes", number).id, []).append(score + BM25_SHARE * scores.bm25.of(number) / best)
        found = {id: own[0] + SECOND_SHARE * sum(own[1:2]) + NAMED * bool(named & set(self._notes[id].services)) for id, own in texts.items()}
        notes = sorted(found, key=lambda id: (-found[id], id))[:MOST_NOTES]
        return tuple(Passage(id, self._notes[id].title, self._notes[id].text, round(known * found[id], 4), self._notes[id].source, self._notes[id].services) for id in notes)

    def look_up(self, query: Query, found: Sequence[Passage], kinds: Mapping[str, float], sure: float) -> tuple[Passage, ...]:
        """The passages that answer a query that asks what something is rather than what to choose, best first; none where it does not, or nothing does.

        What is known of a service answers where nothing but its name is asked about; else a note does that is near, or the
        quiz where its question is nearer. `sure` is how sure the best service is: a question that seems to ask for one is
        looked up only where it is more like a known one than that.
        """
        if asks_who_did_it(query):
            return ()
        spelled = self._spell_out(query)
        if spelled:
            return (spelled,)
        named = query.named
        against = self._find_against(query, named)
        if against:
            return (against,)
        least = NEAR_NOTE if self._vocabulary.look_up.comparing.intersection(words_beside_names(query)) else LEAST_NOTE  # any two things differ
        notes = tuple(self._tell_asked_first(query, note) for note in found if note.score >= least and self._catalogue.fits(named, note.services) and self._answers(note, query))
        defined = self._describe_services(query, named)
        if defined and len(named) == 1:
            about = tuple(note for note in found if self._catalogue.fits(named, note.services) and note.score >= (LEAST_DEFINING if named.intersection(note.services[:1]) else NEAR_NOTE))
            return about or (defined, *notes)
        needs, asks = says_need(query), asks_for_fact(query)
        likely = max(kinds.get("lookup", LIKELY_KIND if asks else 0.0), LIKELY_KIND if asks_in_short(query) else 0.0)
        is_need = needs and (asks_for_choice(query) or not self.questions.knows(query))  # "does X train on our documents" is none
        if (is_need and likely < 0.5) or (not asks and likely < LIKELY_KIND and len(query.tokens) > MOST_FACT_WORDS):
            return ()
        known = self._find_known(query, named)
        if asks_yes_or_no(query):
            notes = tuple(note for note in notes if note.score >= NEAR_NOTE or self._catalogue.fits(note.services[:1], named))
        if defined:
            answer = known if known and (known.score >= NEAR_QUIZ or self._compares(known.title)) else defined
            return notes if notes and notes[0].score >= NEAR_NOTE else (answer, *notes)
        nearness = known.score if known else 0.0
        is_like_known = nearness >= max(SURE_QUIZ if asks else NEAR_QUIZ, sure)
        if likely < (POSSIBLE_KIND if asks else LIKELY_KIND) and not is_like_known:
            return ()
        if known and (not notes or likely < POSSIBLE_KIND or nearness >= SAME_QUIZ or (nearness >= NEAR_QUIZ and (not named or notes[0].score < NEAR_NOTE))):
            return (known, *notes)
        fact = self._find_fact(query, named) if asks and not notes else None
        return (fact,) if fact else notes

    def describe(self, query: Query, otherwise: str | None = None) -> Passage | None:
        """What is known of the service that a query names, facts that say most of what is asked before others; of several, what each is for; where none that is wanted is named, of another, if any."""
        wanted = [mention.service for mention in query.mentions if mention.is_wanted] or ([otherwise] if otherwise else [])
        named = [self._services[id] for id in dict.fromkeys(wanted)]
        if len(named) != 1:
            return put_side_by_side(named) if named else None
        asked = set(self._analyzer.tokenizer.terms(" ".join(words_beside_names(query))))
        facts = sorted((*named[0].facts, *named[0].limits), key=lambda fact: -len(asked.intersection(self._analyzer.tokenizer.terms(fact.text))))
        return tell_of(named[0], facts[:MOST_FACTS])

    def find_telling(self, query: Query) -> Passage | None:
        """What is known of the one service that a query for an amount names, where a sentence of it says all that is asked, with an amount; that sentence first."""
        named = [self._services[id] for id in {mention.service for mention in query.mentions if mention.is_wanted}]
        if len(named) != 1 or not self.questions.asks_beside_names(query):
            return None
        facts = (*named[0].facts, *named[0].limits)
        for text in (named[0].summary, *(fact.text for fact in facts)):
            if re.search(AMOUNT, text) and self.questions.says_all_asked(query, text):
                told = [fact for fact in facts if fact.text == text]
                return Passage(named[0].id, named[0].name, text, 1.0, cite_facts(named[0].name, told), (named[0].id,), "service")
        return None

    def find_nearest_note(self, query: Query, found: Sequence[Passage]) -> Passage | None:
        """The first of the notes near to a query that is on what it names and tells what it asks for, though it is not near enough to be the answer."""
        named = query.named
        return next((note for note in found if named and note.score >= LEAST_DEFINING and self._catalogue.fits(named, note.services) and self._tells_asked(query, f"{note.title}\n{note.text}")), None)

    def asks_what_it_is(self, query: Query) -> bool:
        """Whether a query asks for nothing but what a service is, or how two differ, however few its words."""
        if len(query.tokens) > MOST_DEFINING_WORDS:
            return False
        named = query.named
        return self._find_against(query, named) is not None or self._describe_services(query, named) is not None

    def _describe_services(self, query: Query, named: Collection[str]) -> Passage | None:
        """What is known of a service, or of several side by side, where nothing else is asked about than what it is, or how they differ."""
        if len(query.tokens) > MOST_DEFINING_WORDS:
            return None
        if 2 <= len(named) <= MOST_DESCRIBED and asks_which_to_take(query):
            return put_side_by_side([self._services[id] for id in dict.fromkeys(mention.service for mention in query.mentions)])
        if refused_services(query):
            return None
        left = frozenset(words_beside_names(query))
        compares = self._vocabulary.look_up.only_compares(left)
        if len(named) == 1 and (compares or ((left & self._vocabulary.look_up.defining or not left) and left <= self._vocabulary.look_up.defining | self._vocabulary.look_up.fillers)):
            service = self._services[min(named)]
            return tell_of(service, (*service.facts, *service.limits)[:MOST_FACTS])
        if 2 <= len(named) <= MOST_DESCRIBED and compares and left & self._vocabulary.look_up.comparing:
            return put_side_by_side([self._services[id] for id in dict.fromkeys(mention.service for mention in query.mentions)])
        return None

    def _find_against(self, query: Query, named: Collection[str]) -> Passage | None:
        """What speaks against the one service that is named, where nothing else is asked and the quiz does not tell it: its limits, and when another one is chosen; None where none is known."""
        if len(named) != 1 or refused_services(query) or not self._vocabulary.look_up.only_weighs(frozenset(words_beside_names(query))) or self.questions.knows(query):
            return None
        return tell_against(self._services[min(named)], self._catalogue, MOST_FACTS)

    def _spell_out(self, query: Query) -> Passage | None:
        """What the name of the one service that a query names stands for, where it asks for that and its other names tell it."""
        if len(query.mentions) != 1 or not asks_what_stands_for(query.text):
            return None
        (mention,) = query.mentions
        service, said = self._services[mention.service], query.text[mention.start : mention.end]
        abbreviation = next((word for word in said.split() if word.title() not in VENDORS and word.upper() not in VENDORS), "")
        spelled = spell_out(abbreviation, (service.name, *service.aliases))
        return Passage(service.id, service.name, f"{abbreviation.upper()} stands for {spelled}. {service.summary}", 1.0, OWN_ENTRIES, (service.id,), "service") if spelled else None

    def _find_fact(self, query: Query, named: Collection[str]) -> Passage | None:
        """The fact on the one service that is named that says most of what is asked of it."""
        if len(named) != 1:
            return None
        asked = [self._analyzer.tokenizer.term(word) for word in words_beside_names(query) if word not in LIMIT_WORDS]
        weights = {term: 1.0 for term in asked if term in query.weights}
        scores = self._fact_index.score(weights)
        best = max(((score, -number) for number, score in scores.tfidf.items() if self._catalogue.fits(named, (self._passage("facts", number).id,))), default=None)
        if best is None or not self._tells_asked(query, self._passage("facts", -best[1]).text) or best[0] * len(scores.known) / len(weights) < LEAST_FACT:
            return None
        found = self._passage("facts", -best[1])
        service = self._services[found.id]
        fact = next(fact for fact in (*service.facts, *service.limits) if fact.text == found.text)
        return Passage(service.id, service.name, fact.text, round(best[0], 4), fact.source, (service.id,), "service")

    def _tells_asked(self, query: Query, text: str, answers: Sequence[str] = ()) -> bool:
        """Whether a text, or a question with its answers, tells what a query asks for: of cost, where that is asked; where a measure is, most of the words that say which, and an amount."""
        whole = "\n".join((text, *answers))
        if asks_for_price(query) or not (asks_in_short(query) or asks_how_much(query)):
            return tells_price_asked(query, whole)
        terms = self._analyzer.tokenizer.terms
        left_out = self._vocabulary.look_up.carrying | self._vocabulary.look_up.fillers | self._vocabulary.look_up.defining
        asked = set(terms(" ".join(word for word in words_beside_names(query) if word not in left_out))) | self._terms_of_parts(query)
        said = asked.intersection(terms(whole))
        return len(said) >= (len(asked) if len(asked) <= FEW_ASKED else MOST_OF_ASKED * len(asked)) and tells_amount_asked(query, "\n".join(answers) or text)

    def _answers(self, note: Passage, query: Query) -> bool:
        """Whether a note may answer a query: it tells what is asked for, is on no subject of its own that nobody asked about, and says the words of what is asked how to do, or stands for what."""
        text = f"{note.title}\n{note.text}"
        if not note.services and not self.questions.is_told_to(query, note.title):
            return False
        return self.questions.says_asked(query, text) and (self._lists_limits(note, query) or self._tells_asked(query, text))

    def _tell_asked_first(self, query: Query, note: Passage) -> Passage:
        """A note with the sentence first that says most of what a query for an amount asks, and an amount."""
        if not asks_for_amount(query.text):
            return note
        sentences = split_sentences(note.text)
        said = [self.questions.count_said(query, sentence) if tells_amount_asked(query, sentence) else 0 for sentence in sentences]
        most = max(said)
        if said[0] == most:
            return note
        first = sentences[said.index(most)]
        rest = note.text.replace(first, "", 1).strip()
        return Passage(note.id, note.title, f"{first.removeprefix('- ')}\n\n{rest}", note.score, note.source, note.services, note.kind)

    def _lists_limits(self, note: Passage, query: Query) -> bool:
        """Whether a note is the one on the limits of what a query asks a measure of."""
        return not LIMIT_WORDS.isdisjoint(note.title.lower().split()) and not asks_for_price(query)

    def _terms_of_parts(self, query: Query) -> set[str]:
        """What the names in a query say beside the services' own names: "CloudWatch metrics" are not its logs."""
        parts: set[str] = set()
        for mention in query.mentions:
            own, said = set(self._analyzer.tokenizer.terms(self._services[mention.service].name)), set(self._analyzer.tokenizer.terms(query.text[mention.start : mention.end]))
            parts |= said - own if said & own else set()
        return parts

    def _compares(self, text: str) -> bool:
        """Whether a text asks how things differ."""
        return any(token.word in self._vocabulary.look_up.comparing for token in self._analyzer.tokenizer.tokens(text))

    def _find_known(self, query: Query, named: Collection[str]) -> Passage | None:
        """The right answers to the question of the quiz that is nearest, where it is near, tells of every service that is named and of what is to be done, and asks of no other."""
        for known in self.questions.find_near(query):
            if not self.questions.tells_act(query, known) or (not named and asks_whether(known.question) and not asks_whether(query.text)):  # "backups" does not ask whether AWS makes them
                continue
            asked, told = self.questions.names_of(known.question), self.questions.names_of("\n".join((known.question, *known.answers)))
            tells = known.nearness >= SAME_QUIZ or self._tells_asked(query, known.question, known.answers)
            is_same = known.nearness >= SAME_QUIZ and (named or not asked)  # "run wordpress" does not ask whether S3 does
            if tells and self._catalogue.fits(named, asked | told) and (is_same or self._catalogue.fits(asked, named)):
                return known.tell()
        return None

    def is_off_topic(self, query: Query, found: Sequence[Passage], kinds: Mapping[str, float], sure: float) -> bool:
        """Whether a query is about another cloud, or about nothing that architecture is made of; `sure` is how sure its best answer is."""
        if (self.names_other_cloud(query) and not (sure >= SURE_BESIDE_PRODUCT and keeps_products(query))) or self.is_in_other_language(query) or self.is_pasted(query, sure):
            return True
        none = kinds.get("none", 0.0)
        if log_odds(none) < LEAST_ODDS + ODDS_AGAINST_SURE * sure or self._names_service(query, none):
            return False
        told_by_a_note = bool(found) and found[0].score >= SURE_NOTE and len(query.weights) > 2
        return not told_by_a_note

    def is_pasted(self, query: Query, sure: float) -> bool:
        """Whether a query is a page or a statement of SQL that was pasted, and names no service."""
        return sure < SURE_OF_CODE and not query.mentions and bool(CODE.search(query.text))

    def _names_service(self, query: Query, none: float) -> bool:
        """Whether a query names a service, and not only by words that have a daily sense in a text that is so surely off topic."""
        if none < SURELY_DAILY or len(query.tokens) <= MOST_NAMED_TOKENS:
            return bool(query.mentions)
        tokens = query.tokens
        daily = {(tokens[start].start, tokens[end - 1].end) for kind, start, end in self._names.find([token.term for token in tokens]) if kind == DAILY}
        return any((mention.start, mention.end) not in daily for mention in query.mentions)

    def is_in_other_language(self, query: Query) -> bool:
        """Whether most letters of a query are of another script, or it has two small words of other languages, or words with letters that English
        has not, and no fewer of these than small words of ours."""
        words = WORD.findall(query.text.lower())
        if 2 * sum(letter > LAST_LATIN for word in words for letter in word) > sum(map(len, words)):
            return True
        theirs = sum(word in self._vocabulary.off_topic.other_languages or not word.isascii() for word in words)
        return theirs >= LEAST_FOREIGN and theirs >= sum(word in self._vocabulary.stop_words for word in words)

    def names_other_cloud(self, query: Query) -> bool:
        """Whether a query names another cloud and nothing that only ours has; what both have ("kubernetes") says nothing, nor does a product that is compared with ours."""
        if compares_product(query):
            return False
        tokens = self._analyzer.tokenizer.tokens(query.text)  # those of the query leave out where all is asked ("on AWS")
        kinds = {kind for kind, _, _ in self._names.find([token.term for token in tokens])}
        return OTHERS in kinds and OURS not in kinds

    def _read_text(self, passage: int) -> str:
        """The text of a passage on a service; `text_of` keeps those that were asked for last."""
        return self._store.passage("services", passage).text

    def note_on(self, service: Service, note_scores: Scores) -> Note | None:
        """The note on a service that is nearest to the query, of those that are on it before others where there are such; where all are far, the first of these, if any."""
        every = self._notes_on.get(service.id, ())
        own = [id for id in every if self._notes[id].services[0] == service.id]
        ids = own or every
        if len(own) == 1 or not ids:
            return self._notes[own[0]] if own else None
        scores: dict[str, float] = {}
        for number, score in note_scores.tfidf.items():
            id = self._passage("notes", number).id
            if id in ids:
                scores[id] = max(score, scores.get(id, 0.0))
        nearest = max(ids, key=lambda id: (scores.get(id, 0.0), -ids.index(id)))
        return self._notes[nearest] if own or scores.get(nearest, 0.0) >= LEAST_CITED else None

    def _passage(self, collection: str, number: int) -> IndexedPassage:
        key = (collection, number)
        found = self._seen.get(key)
        return found if found else self._seen.setdefault(key, self._store.passage(collection, number))


@remember
def words_beside_names(query: Query) -> tuple[str, ...]:
    """The words of a query that name no service."""
    names = [(mention.start, mention.end) for mention in query.mentions]
    return tuple(token.word for token in query.tokens if token.word[0].isalnum() and not lies_in(names, token.start))


def keeps_products(query: Query) -> bool:
    """Whether all of other vendors' that a query names is there and stays."""
    return bool(query.products) and all(product.stays for product in query.products)


def log_odds(probability: float) -> float:
    """log(p / (1 - p)), p kept off 0 and 1 by a millionth."""
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(kept / (1 - kept))


def plain(query: Query) -> dict[str, float]:
    """A query's terms, each with weight 1: what is looked up has no background."""
    return dict.fromkeys(query.weights, 1.0)


def split_sentences(text: str) -> list[str]:
    """The sentences of a passage; each item of a list is one."""
    return [sentence for line in text.strip().splitlines() for sentence in (re.split(r"(?<=[.!?])\s+", line) if not line.startswith("- ") else [line]) if sentence]


def first_sentence(text: str) -> str:
    """The first sentence of a passage; of a list, its items."""
    paragraph = text.strip().split("\n\n")[0]
    if paragraph.startswith("- "):
        *items, last = (item.removeprefix("- ") for item in paragraph.splitlines())
        return "; ".join((*(item.rstrip(".;") for item in items), last))
    paragraph = paragraph.replace("\n", " ")
    match = re.search(r"[.!?](?=\s|$)", paragraph)
    return paragraph[: match.end()] if match else paragraph
