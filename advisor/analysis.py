"""A scenario's text into a `Query`: its terms, the cues it gives, the services it names, and the part that says what is needed."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from msgspec import Struct, structs

from advisor.amounts import find_amounts, read_amount
from advisor.model import Bound, Category, Counterpart, CueMatch, Mention, ProductMention, Vocabulary
from advisor.options import split_options
from advisor.spelling import Stem

NOT_SO = "non-"  # with the word behind it one word, which says the opposite of that
WORD = rf"(?:{NOT_SO})?[^\W_]+(?:['’][^\W_]+)*"
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+|(?<=[;:])\s")
CLAUSE_END = re.compile(r"[.!?;:,]|\b(?:but|although|while|whereas)\b", re.IGNORECASE)
NEED = re.compile(
    r"\?|\b(?:which|what|how|wants?|wish(?:es)?|need(?:s|ed)?|(?:has|have|is|are) to|must|require[sd]?|requirements?|should|would like|looking for|recommend|ensure|"
    r"goal|asks?|required|minimi[sz]e|reduce|prevent|avoid|least|most|best|cheapest|choose|pick)\b",
    re.IGNORECASE,
)
STATES = frozenset({"is", "are", "was", "were", "be", "does", "do", "did"})
COMPARES = re.compile(r"\W*(?:when|why)\b", re.IGNORECASE)
LISTED = re.compile(r"\s*(?:,|/|,?\s*\b(?:or|nor|and)\b)\s*", re.IGNORECASE)
# What people say before they say something ("ok, ", "can you help me with "); OK in capitals is the state of an alarm.
COURTESY = re.compile(
    r"^\W*(?:(?:[Oo]k(?:ay)?|(?i:whatever|pl[sz]|sorry|actually|well|so|hm+|hi|hello|hey|thanks|thx|alright|fine|right|lol|yes|no wait|wait))\s*[,.!:;–]+\s*|"
    r"(?i:(?:(?:can|could) (?:you|u) )?(?:(?:pl[sz]|please) )?help (?:me|us) (?:with|to) ))+(?=\w)"
)
SUBJECTS = frozenset({"i", "we"})
TROUBLE, NO_TROUBLE = "trouble", "no trouble"
LINKS = frozenset({"but", "because", "since", "as", "so", "and", "or", "then", "although", "though", "while", "whereas", "that"})  # where one clause ends and another begins
BE = ("is", "are", "was", "were", "has been", "have been", "will be", "would be")
NARROWS = frozenset({"to", "from", "being", "be", "if", "when", "unless", "without", "until", "outside", "beyond", "where", "except", "for"})  # "EC2 is not allowed TO ..." refuses no EC2
FOR_US = frozenset({"us", "me", "now", "good"})
RELATIVE = re.compile(r"\b(?:that|which|who|whose)\b", re.IGNORECASE)
MOST_RETRACTED = 6
NEGATION_WINDOW = 4
AMOUNT_WINDOW = 6  # words between an amount and the word that says of what it is
BACKGROUND_WEIGHT = 0.6
LEAST_ASKED_WORDS = 5
MOST_DEFINING_WORDS = 40
MOST_KEPT_TERMS = 20_000


class Token(Struct, frozen=True):
    """A word of the scenario: its stemmed term, its plain word, and its character offsets."""

    term: str
    word: str
    start: int
    end: int


class Query(Struct, frozen=True):
    """An analysed scenario: `tokens` are its words but for those that name what is not wanted; `weights` is term → weight in (0, 1], higher where the term stands in what is asked.

    `options` are those that it was pasted with, by their labels, which `text` leaves out. `troubles` are the places of words that say that something goes wrong;
    `is_order` where its first word tells somebody to do something ("schedule", "delete").
    """

    text: str
    tokens: tuple[Token, ...]
    weights: Mapping[str, float]
    cues: tuple[CueMatch, ...]
    mentions: tuple[Mention, ...]
    focus: tuple[tuple[int, int], ...]
    products: tuple[ProductMention, ...] = ()
    options: Mapping[str, str] = {}
    troubles: tuple[tuple[int, int], ...] = ()
    is_order: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        """The distinct terms, in the order of their first appearance."""
        return tuple(self.weights)


NOTHING: Mapping[int, int] = {}
SERVICE, PRODUCT, CATEGORY = "service", "product", "category"


class Thing(Struct, frozen=True):
    """Something that a text names by the tokens from `first` to `end` - 1: a service, another vendor's product, or a category with its services."""

    kind: str
    services: tuple[str, ...]
    first: int
    end: int
    start: int
    end_at: int


class Retracted(Struct, frozen=True):
    """That something said before is taken back: the characters that say so, and the terms of what that is."""

    start: int
    end: int
    terms: frozenset[str]


class Tokenizer:
    """Splits text into tokens: protected names whole, everything else lower-cased, unified in spelling ("non-stop" is "nonstop"), and stemmed.

    `mend` takes a slip of the keyboard for the word that is meant.
    """

    def __init__(self, vocabulary: Vocabulary, stem: Stem, mend: Stem = str) -> None:
        compounds = sorted((w for w in {*vocabulary.protected, *vocabulary.replace} if re.search(r"\W", w)), key=len, reverse=True)
        self._pattern = re.compile("|".join([rf"(?<!\w)(?:{'|'.join(map(re.escape, compounds))})(?!\w)", WORD] if compounds else [WORD]), re.IGNORECASE)
        self._vocabulary = vocabulary
        self._stem, self._mend = stem, mend
        self.term: Stem = lru_cache(MOST_KEPT_TERMS)(self._make_term)

    def tokens(self, text: str) -> list[Token]:
        """All tokens, stop words included."""
        words = ((self._mend(match.group().lower()), match) for match in self._pattern.finditer(text))
        return [Token(self.term(word), word, match.start(), match.end()) for word, match in words]

    def _make_term(self, word: str) -> str:
        """The term of one word; `term` keeps those that were asked for."""
        word = word.lower().replace("'", "").replace("’", "").replace(NOT_SO, "non")
        word = self._vocabulary.replace.get(word, word)
        return word if word in self._vocabulary.protected or not word.isascii() else self._stem(word) or word  # the stem of "s" is nothing

    def terms(self, text: str) -> list[str]:
        """The terms that are indexed: no stop words."""
        return [token.term for token in self.tokens(text) if not self.is_stop(token)]

    def is_stop(self, token: Token) -> bool:
        """True for a word that says nothing on its own."""
        return token.word in self._vocabulary.stop_words or (len(token.term) == 1 and not token.term.isalnum())


def answering_stem() -> Stem:
    """Porter's original algorithm without importing nltk."""
    import Stemmer

    stem: Stem = Stemmer.Stemmer("porter").stemWord
    return stem


GAP = "..."
MOST_GAP_WORDS = 4
# Before the id of a service in the trie of names: an ordinary word that means it where services are introduced or compared, or only where they are compared.
INTRODUCED, COMPARED, MARK = "introduced", "compared", ":"


class PhraseTrie:
    """Finds every phrase of a set in a sequence of terms; the time depends on the text, not on the number of phrases.

    A phrase is a tuple of terms; the term `...` in it stands for up to four words. `root` is plain nested dicts
    (term → node, `""` → the names of the phrases that end there), so that it can be stored as it is; the outermost may be any mapping.
    """

    def __init__(self, root: Mapping[str, object] | None = None) -> None:
        self.root: Mapping[str, object] = {} if root is None else root

    def add(self, phrase: Sequence[str], name: str) -> None:
        """Add a phrase under a name; an empty phrase is passed over."""
        if not phrase:
            return
        node: Any = self.root
        for term in phrase:
            node = node.setdefault(term, {})
        names: list[str] = node.setdefault("", [])
        if name not in names:
            names.append(name)

    def find(self, terms: Sequence[str]) -> list[tuple[str, int, int]]:
        """(name, first, last + 1) of each match, overlaps kept, in reading order."""
        found: set[tuple[int, int, str]] = set()
        for first, (term, following) in enumerate(pairwise((*terms, ""))):
            node: Any = self.root.get(term)
            if node and (following in node or "" in node or GAP in node):  # most words begin some phrase, and go on otherwise
                self._follow(node, terms, first, first + 1, found)
        return [(name, first, end) for first, end, name in sorted(found)]

    def _follow(self, node: Any, terms: Sequence[str], first: int, at: int, found: set[tuple[int, int, str]]) -> None:
        for name in node.get("", ()):
            found.add((first, at, name))
        if at == len(terms):
            return
        following = node.get(terms[at])
        if following:
            self._follow(following, terms, first, at + 1, found)
        gap = node.get(GAP)
        if gap:
            for skip in range(at, min(at + MOST_GAP_WORDS + 1, len(terms))):
                if terms[skip] in gap:
                    self._follow(gap[terms[skip]], terms, first, skip + 1, found)


class Analyzer:
    """Turns scenarios into queries, with the phrases of cues, the names of services and those of other vendors' products in three tries; `counterparts` are by the names in the last.

    `bounds` are cue → the amounts that say it; `categories` the kinds of things that can be refused as a whole.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        vocabulary: Vocabulary,
        cues: PhraseTrie,
        names: PhraseTrie,
        products: PhraseTrie | None = None,
        counterparts: Mapping[str, Counterpart] | None = None,
        *,
        bounds: Mapping[str, Sequence[Bound]] | None = None,
        categories: Sequence[Category] = (),
    ) -> None:
        self.tokenizer = tokenizer
        self._vocabulary = vocabulary
        self._cues = cues
        self._names, self._products, self._counterparts = names, products or PhraseTrie(), counterparts or {}
        self._leading = vocabulary.fillers | vocabulary.defining  # what may stand before the first word that says something
        self._negators = {tokenizer.term(word) for word in vocabulary.negators}
        self._after = PhraseTrie()
        for phrase in vocabulary.negated_after:
            self._after.add(phrase_terms(tokenizer, vocabulary, phrase), "negated")
        self._trouble = self._trie([*((phrase, TROUBLE) for phrase in vocabulary.trouble), *((phrase, NO_TROUBLE) for phrase in vocabulary.no_trouble)])
        self._bounds = [
            (cue, read_amount(bound.above), read_amount(bound.up_to) if bound.up_to else None, frozenset(map(tokenizer.term, bound.beside))) for cue, own in (bounds or {}).items() for bound in own
        ]
        self._categories, self._category_names = {one.name: one.services for one in categories}, self._trie((name, one.name) for one in categories for name in (one.name, *one.also))
        self._refusing, self._moving = self._trie((phrase, phrase) for phrase in vocabulary.refusing), self._trie((phrase, phrase) for phrase in vocabulary.moving)
        self._refusing_at_all, self._retracting = (
            self._trie((phrase, phrase) for phrase in vocabulary.refusing_at_all),
            self._trie((phrase, phrase) for phrase in (*vocabulary.retracting, *vocabulary.removing)),
        )
        self._refused = self._trie((f"{be} {phrase}", phrase) for phrase in (*vocabulary.refused, *vocabulary.retracted) for be in BE)
        self._retracted = self._trie((f"{be} {phrase}", phrase) for phrase in vocabulary.retracted for be in BE)

    def _trie(self, phrases: Iterable[tuple[str, str]]) -> PhraseTrie:
        """A trie of (phrase, name)."""
        trie = PhraseTrie()
        for phrase, name in phrases:
            trie.add(phrase_terms(self.tokenizer, self._vocabulary, phrase), name)
        return trie

    def analyze(self, text: str) -> Query:
        """The query of a scenario's text."""
        whole, options = split_options(text, self._is_name)
        text = COURTESY.sub(lambda words: " " * len(words.group()), whole, count=1)
        tokens = self.tokenizer.tokens(text)
        focus = find_focus(text, [token.start for token in tokens if not self.tokenizer.is_stop(token)])
        kept = [token for token in tokens if token.word not in self._vocabulary.light_words]
        terms = [token.term for token in kept]
        negated_after = {first for _, first, _ in self._after.find(terms)}
        found = self._cues.find(terms)
        spent = {index: end for _, first, end in sorted(found, key=lambda match: -match[2]) for index in range(first, end) if terms[index] in self._negators}
        negated = self._find_negated(text, kept, spent)
        cues = tuple(CueMatch(name, kept[first].start, kept[end - 1].end, first in negated or end in negated_after) for name, first, end in found)
        cues += tuple(self._find_exceeded(text, kept, negated))
        named = list(keep_longest(self._find_names(kept, terms)))
        products = self._find_products(kept, terms, named)
        things = self._find_things(kept, terms, named, products)
        refused = self._find_refused(text, kept, terms, things)
        products = tuple(product for product in products if product.start not in {things[place].start for place in refused})
        denied = self._find_negated(text, kept)
        rejected = {place for place, thing in enumerate(things) if thing.first in denied or thing.end in negated_after}
        mentions = self._find_mentions(kept, terms, things, focus, refused, rejected, products)
        retracted = [(one.start, one.end) for one, surely in self._find_retracted(text, kept, terms) if surely]
        unwanted = merge_spans([*refused.values(), *retracted])  # with the words that say so: it is not asked for
        if unwanted:
            tokens = [token for token in tokens if not lies_in(unwanted, token.start)]
            names = merge_spans([*((things[place].start, things[place].end_at) for place in refused), *retracted])
            cues = tuple(cue for cue in cues if not lies_in(names, cue.start))
        weights: dict[str, float] = {}
        for token in tokens:
            if not self.tokenizer.is_stop(token):
                weights[token.term] = max(place_weight(focus, token.start), weights.get(token.term, 0.0))
        troubles = tuple((kept[first].start, kept[end - 1].end) for name, first, end in keep_longest(self._trouble.find(terms)) if name == TROUBLE and first not in negated)
        tells_of_us = bool(kept) and kept[0].word in SUBJECTS  # "I publish to a topic" orders nothing
        is_order = not tells_of_us and next((token.word in self._vocabulary.orders for token in kept if token.word not in self._leading), False)
        return Query(whole, tuple(tokens), weights, cues, mentions, focus, products, options, troubles, is_order)

    def _is_name(self, text: str) -> bool:
        """Whether a text is hardly more than the name of a service."""
        tokens = [token for token in self.tokenizer.tokens(text) if token.word not in self._vocabulary.light_words]
        names = [(first, end) for name, first, end in self._names.find([token.term for token in tokens]) if MARK not in name]
        named = {index for first, end in names for index in range(first, end)}
        return len(tokens) < 2 * len(named)

    def _find_negated(self, text: str, tokens: Sequence[Token], spent: Mapping[int, int] = NOTHING) -> set[int]:
        """The tokens that a negator stands before, at most four words away and in the same clause: a phrase that begins with one is negated.

        `spent` maps a negator that belongs to a phrase of its own ("no duplicates") to the end of that phrase: behind it, it negates nothing.
        """
        negated: set[int] = set()
        for index, token in enumerate(tokens[:-1]):
            if token.term not in self._negators or tokens[index + 1].word == "only":
                continue
            for place in range(index + 1, min(index + 1 + NEGATION_WINDOW, len(tokens), spent.get(index, len(tokens)))):
                before = tokens[place - 1]
                if CLAUSE_END.search(text[before.end : tokens[place].start]) or CLAUSE_END.fullmatch(before.word):
                    break
                negated.add(place)
        return negated

    def _find_products(self, tokens: Sequence[Token], terms: Sequence[str], named: Sequence[tuple[str, int, int]]) -> tuple[ProductMention, ...]:
        """The products of other vendors that are named, in reading order, none inside another, nor in a service's longer name ("Amazon Elastic VMware Service")."""
        ours = {index for _, first, end in named if end - first > 1 for index in range(first, end)}
        products = [(self._counterparts[number], first, end) for number, first, end in keep_longest(self._products.find(terms))]
        kept = (product for product in products if not ours.issuperset(range(product[1] - 1, product[2])) and not ours.issuperset(range(product[1], product[2] + 1)))
        found = (ProductMention(one.name, one.services, tokens[first].start, tokens[end - 1].end) for one, first, end in kept)
        return tuple(sorted(found, key=lambda product: product.start))

    def _find_names(self, tokens: Sequence[Token], terms: Sequence[str]) -> list[tuple[str, int, int]]:
        """(service, first, last + 1) of the names of services; ordinary words ("config", "spot") count only where nothing is asked but what the named are, or how they differ."""
        found = self._names.find(terms)
        if not any(MARK in name for name, _, _ in found):
            return found
        parts = [(*name.rpartition(MARK), first, end) for name, first, end in found]

        def beside(*marks: str) -> frozenset[str]:
            named = {index for mark, _, _, first, end in parts if mark in marks for index in range(first, end)}
            return frozenset(token.word for index, token in enumerate(tokens) if index not in named)

        meant: tuple[str, ...] = ("",)
        if len(tokens) <= MOST_DEFINING_WORDS:
            if self._vocabulary.only_compares(beside("", INTRODUCED, COMPARED)):
                meant = ("", INTRODUCED, COMPARED)
            elif self._vocabulary.only_introduces(beside("", INTRODUCED)):
                meant = ("", INTRODUCED)
        return [(service, first, end) for mark, _, service, first, end in parts if mark in meant]

    def _find_exceeded(self, text: str, tokens: Sequence[Token], negated: Collection[int]) -> Iterator[CueMatch]:
        """The cues that an amount says by being more than their bound, with a word near it in its sentence that tells what it is the amount of."""
        for amount in find_amounts(text) if self._bounds else ():
            first, end = (bisect_left(tokens, at, key=lambda token: token.start) for at in (amount.start, amount.end))
            near = {tokens[place].term for place in near_places(text, tokens, first, end)}
            for cue in dict.fromkeys(cue for cue, bound, most, beside in self._bounds if amount.exceeds(bound) and not (most and amount.exceeds(most)) and near & beside):
                yield CueMatch(cue, amount.start, amount.end, first in negated)

    def _find_things(self, tokens: Sequence[Token], terms: Sequence[str], named: Sequence[tuple[str, int, int]], products: Sequence[ProductMention]) -> list[Thing]:
        """All that is named and can be refused, in reading order: services, other vendors' products, and whole categories where neither is named."""
        spans = [(product.start, product.end) for product in products]
        taken = {index for index, token in enumerate(tokens) if lies_in(spans, token.start)}
        found: list[tuple[str, tuple[str, ...], int, int]] = [(SERVICE, (service,), first, end) for service, first, end in keep_longest(named, taken)]
        taken.update(index for _, _, first, end in found for index in range(first, end))
        found += [(CATEGORY, self._categories[name], first, end) for name, first, end in keep_longest(self._category_names.find(terms), taken)]
        for product in products:
            inside = [index for index, token in enumerate(tokens) if product.start <= token.start < product.end]
            found.append((PRODUCT, (), inside[0], inside[-1] + 1))
        return [Thing(kind, services, first, end, tokens[first].start, tokens[end - 1].end) for kind, services, first, end in sorted(found, key=lambda one: one[2])]

    def _find_refused(self, text: str, tokens: Sequence[Token], terms: Sequence[str], things: Sequence[Thing]) -> dict[int, tuple[int, int]]:
        """Places among what is named → the characters that say that it is not wanted, itself among them.

        A product behind a word of moving ("instead of Jenkins") is where somebody comes from.
        """
        if not things:
            return {}
        before = {end: (first, phrase in self._vocabulary.moving) for phrase, first, end in self._refusing.find(terms) if end < len(tokens) and refuses(text, tokens, first)}
        refusing_at_all = {end: (first, False) for _, first, end in self._refusing_at_all.find(terms)}
        before |= refusing_at_all
        at_all = set(refusing_at_all)
        commands = [(first, end) for phrase, first, end in self._retracting.find(terms) if tokens[first].word == phrase.split()[0] and self._begins_clause(text, tokens, first)]
        before |= {end: (first, False) for first, end in commands}
        retracting = {end for _, end in commands}
        behind = {first: (end, phrase in self._vocabulary.moving) for phrase, first, end in self._refused.find(terms) if not narrows(text, tokens, end)}
        denied: set[int] = set()  # places in a clause that a refusal ends: "to leave Kubernetes is out of the question"
        for place in sorted(behind):
            while place not in denied and not ends_clause(text, tokens, place):
                denied.add(place)
                place -= 1
        found: dict[int, tuple[int, int]] = {}
        for last, thing in enumerate(things):
            if (
                thing.first in before
                and thing.end not in denied
                and not (thing.first in at_all and narrows(text, tokens, thing.end))
                and not (thing.first in retracting and not ends_clause(text, tokens, thing.end))
            ):
                first, moves = before[thing.first]
                if not (moves and thing.kind == PRODUCT):
                    found[last] = (tokens[first].start, thing.end_at)
            elif last - 1 in found and LISTED.fullmatch(text[things[last - 1].end_at : thing.start]):
                found[last] = (thing.start, thing.end_at)
            if thing.end in behind and last not in found:
                start = last
                while start and LISTED.fullmatch(text[things[start - 1].end_at : things[start].start]):
                    start -= 1
                end, moves = behind[thing.end]
                if self._begins_clause(text, tokens, things[start].first):
                    whole = (things[start].start, tokens[find_clause_end(text, tokens, end) - 1].end)
                    found |= {place: whole for place in range(start, last + 1) if not (moves and things[place].kind == PRODUCT)}
        return found

    def _begins_clause(self, text: str, tokens: Sequence[Token], first: int) -> bool:
        """Whether a clause begins at a token, but for words such as "the use of" or "please"."""
        for place in range(first, 0, -1):
            between = text[tokens[place - 1].end : tokens[place].start]
            if CLAUSE_END.search(between) or RELATIVE.search(between) or (tokens[place - 1].word in LINKS and tokens[place - 1].word not in ("and", "or")):
                return True
            if tokens[place - 1].word not in self._vocabulary.openers:
                return False
        return True

    def find_retracted(self, text: str) -> list[Retracted]:
        """What a text takes back of what was said before ("forget the second region", "order is no longer needed")."""
        kept = [token for token in self.tokenizer.tokens(text) if token.word not in self._vocabulary.light_words]
        return [one for one, _ in self._find_retracted(text, kept, [token.term for token in kept])]

    def _find_retracted(self, text: str, tokens: Sequence[Token], terms: Sequence[str]) -> Iterator[tuple[Retracted, bool]]:
        """What a text takes back, and whether its words can mean nothing else ("remove duplicates" can)."""
        spans = [
            (first, end, find_clause_end(text, tokens, end), phrase in self._vocabulary.retracting)
            for phrase, first, end in keep_longest(self._retracting.find(terms))
            if tokens[first].word == phrase.split()[0] and self._begins_clause(text, tokens, first)  # "dropped" tells what happened
        ]
        for _, first, end in keep_longest(self._retracted.find(terms)):
            if not ends_clause(text, tokens, end):
                continue
            start = first
            while start and not CLAUSE_END.search(text[tokens[start - 1].end : tokens[start].start]):
                start -= 1
            start += tokens[start].word in LINKS
            if not RELATIVE.search(text[tokens[start].start : tokens[first].start]):
                spans.append((start, start, first, True))
        for first, start, end, surely in spans:
            said = [token.term for token in tokens[start:end] if not self.tokenizer.is_stop(token)]
            if 0 < len(said) <= MOST_RETRACTED and not any(token.word in NARROWS for token in tokens[start:end]):
                last = tokens[find_clause_end(text, tokens, end) - 1]
                yield Retracted(tokens[first].start, last.end, frozenset(said)), surely

    def _find_mentions(
        self,
        tokens: Sequence[Token],
        terms: Sequence[str],
        things: Sequence[Thing],
        focus: Sequence[tuple[int, int]],
        refused: Collection[int],
        rejected: Collection[int],
        products: Sequence[ProductMention],
    ) -> tuple[Mention, ...]:
        """The services named, and those of a category that is refused, in reading order.

        Where other vendors' products are compared with ours, what does their work here counts as named.
        """
        mentions: list[Mention] = []
        if products and self._moving.find(terms):
            mentions += [Mention(service, product.start, product.end, "counterpart") for product in products for service in product.services]
        for place, thing in enumerate(things):
            if place in refused:
                role = "refused"
            elif thing.kind != SERVICE:
                continue
            elif place in rejected:
                role = "rejected"
            else:
                role = "asked" if lies_in(focus, thing.start) else "background"
            mentions += [Mention(service, thing.start, thing.end_at, role) for service in thing.services]
        told = tuple(sorted(mentions, key=lambda mention: mention.start))
        return tuple(structs.replace(mention, role="sole") for mention in told) if self._only_names(tokens, told) else told

    def _only_names(self, tokens: Sequence[Token], mentions: Sequence[Mention]) -> bool:
        """Whether a text asks for one service by its name and for nothing else ("we need a WAF")."""
        if len({mention.service for mention in mentions}) != 1 or any(mention.role != "asked" for mention in mentions):
            return False
        spans = [(mention.start, mention.end) for mention in mentions]
        return all(token.word in self._vocabulary.fillers for token in tokens if not lies_in(spans, token.start))


def keep_longest(matches: Iterable[tuple[str, int, int]], taken: Collection[int] = ()) -> Iterator[tuple[str, int, int]]:
    """The matches of a trie, longest first, without those that share a place with a longer one or with what is taken."""
    gone = set(taken)
    for name, first, end in sorted(matches, key=lambda match: (match[1] - match[2], match[1], match[0])):
        if gone.isdisjoint(range(first, end)):
            gone.update(range(first, end))
            yield name, first, end


def refuses(text: str, tokens: Sequence[Token], first: int) -> bool:
    """Whether what begins at a token ("not", "instead of") refuses something.

    It does not where it states what is not so ("is not a part of EC2", "all EXCEPT S3"), nor in "when ... instead of X?".
    """
    at = tokens[first].start
    return not (text[at : at + 2].isupper() or (first and tokens[first - 1].word in STATES) or COMPARES.match(text))


def narrows(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether what stands behind a refusal, in its clause, leaves but a part of it ("EC2 is not allowed to reach ...", "too expensive for rarely read files")."""
    if at >= len(tokens) or CLAUSE_END.search(between := text[tokens[at - 1].end : tokens[at].start]):
        return False
    for_us = tokens[at].word == "for" and at + 1 < len(tokens) and tokens[at + 1].word in FOR_US
    return bool(RELATIVE.search(between)) or (tokens[at].word in NARROWS and not for_us)


def ends_clause(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a clause ends right before a token."""
    return not 0 < at < len(tokens) or bool(CLAUSE_END.search(text[tokens[at - 1].end : tokens[at].start])) or tokens[at].word in LINKS


def find_clause_end(text: str, tokens: Sequence[Token], at: int) -> int:
    """The place behind the last token of the clause that goes on at a place."""
    while not ends_clause(text, tokens, at):
        at += 1
    return at


def near_places(text: str, tokens: Sequence[Token], first: int, end: int) -> Iterator[int]:
    """The places of the tokens that stand near some others in their sentence, those themselves among them."""
    start = first
    while start and first - start < AMOUNT_WINDOW and not SENTENCE_END.search(text[tokens[start - 1].end : tokens[start].start]):
        start -= 1
    stop = end
    while 0 < stop < len(tokens) and stop - end < AMOUNT_WINDOW and not SENTENCE_END.search(text[tokens[stop - 1].end : tokens[stop].start]):
        stop += 1
    yield from range(start, stop)


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in ascending order, those that share a place made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def phrase_terms(tokenizer: Tokenizer, vocabulary: Vocabulary, phrase: str) -> list[str]:
    """The terms of a cue's phrase or a service's name, light words passed over, `...` kept as a gap."""
    terms: list[str] = []
    for index, part in enumerate(phrase.split(GAP)):
        terms += [GAP] * (index > 0) + [token.term for token in tokenizer.tokens(part) if token.word not in vocabulary.light_words]
    return terms


def find_focus(text: str, words: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The character ranges of the sentences that say what is asked or needed; all of the text where none does.

    `words` are the offsets of the words that say something, ascending. A sentence that asks with hardly any of them
    ("Which service fits?") asks for what the sentence before it tells.
    """
    ranges: list[tuple[int, int]] = []
    before, start = None, 0
    for match in [*SENTENCE_END.finditer(text), None]:
        end = match.start() if match else len(text)
        if NEED.search(text, start, end):
            if before and ranges[-1:] != [before] and bisect_left(words, end) - bisect_left(words, start) < LEAST_ASKED_WORDS:
                ranges.append(before)
            ranges.append((start, end))
        before, start = (start, end), match.end() if match else end
    return tuple(ranges) or ((0, len(text)),)


def lies_in(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a character offset lies in one of some spans, which ascend and do not overlap."""
    place = bisect_right(spans, (at, sys.maxsize)) - 1
    return place >= 0 and at < spans[place][1]


def place_weight(focus: Sequence[tuple[int, int]], at: int) -> float:
    """How much a word at a character offset counts: 1 in what is asked, less in the background."""
    return 1.0 if lies_in(focus, at) else BACKGROUND_WEIGHT
