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

from advisor.model import Counterpart, CueMatch, Mention, ProductMention, Vocabulary
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
TROUBLE, NO_TROUBLE = "trouble", "no trouble"
NEGATION_WINDOW = 4
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
    """Turns scenarios into queries, with the phrases of cues, the names of services and those of other vendors' products in three tries; `counterparts` are by the names in the last."""

    def __init__(
        self, tokenizer: Tokenizer, vocabulary: Vocabulary, cues: PhraseTrie, names: PhraseTrie, products: PhraseTrie | None = None, counterparts: Mapping[str, Counterpart] | None = None
    ) -> None:
        self.tokenizer = tokenizer
        self._vocabulary = vocabulary
        self._cues = cues
        self._names, self._products, self._counterparts = names, products or PhraseTrie(), counterparts or {}
        self._negators = {tokenizer.term(word) for word in vocabulary.negators}
        self._after = PhraseTrie()
        for phrase in vocabulary.negated_after:
            self._after.add(phrase_terms(tokenizer, vocabulary, phrase), "negated")
        self._refusing, self._moving, self._trouble = PhraseTrie(), PhraseTrie(), PhraseTrie()
        for trie, phrases in ((self._refusing, vocabulary.refusing), (self._moving, vocabulary.moving)):
            for phrase in phrases:
                trie.add(phrase_terms(tokenizer, vocabulary, phrase), phrase)
        for name, phrases in ((TROUBLE, vocabulary.trouble), (NO_TROUBLE, vocabulary.no_trouble)):
            for phrase in phrases:
                self._trouble.add(phrase_terms(tokenizer, vocabulary, phrase), name)

    def analyze(self, text: str) -> Query:
        """The query of a scenario's text."""
        text, options = split_options(text, self._is_name)
        tokens = self.tokenizer.tokens(text)
        focus = find_focus(text, [token.start for token in tokens if not self.tokenizer.is_stop(token)])
        kept = [token for token in tokens if token.word not in self._vocabulary.light_words]
        terms = [token.term for token in kept]
        negated_after = {first for _, first, _ in self._after.find(terms)}
        found = self._cues.find(terms)
        spent = {index: end for _, first, end in sorted(found, key=lambda match: -match[2]) for index in range(first, end) if terms[index] in self._negators}
        negated = self._find_negated(text, kept, spent)
        cues = tuple(CueMatch(name, kept[first].start, kept[end - 1].end, first in negated or end in negated_after) for name, first, end in found)
        refusals = {end: kept[first].start for _, first, end in self._refusing.find(terms) if end < len(kept) and refuses(text, kept, first)}
        named = list(keep_longest(self._find_names(kept, terms)))
        products = self._find_products(kept, terms, named)
        mentions = self._find_mentions(text, kept, terms, named, focus, negated_after, refusals, products)
        starts = {kept[end].start: start for end, start in refusals.items()}
        unwanted = [(starts.get(m.start, m.start), m.end) for m in mentions if m.role == "refused"]  # with the words that say so: it is not asked for
        if unwanted:
            tokens = [token for token in tokens if not lies_in(unwanted, token.start)]
            names = [(m.start, m.end) for m in mentions if m.role == "refused"]
            cues = tuple(cue for cue in cues if not lies_in(names, cue.start))
        weights: dict[str, float] = {}
        for token in tokens:
            if not self.tokenizer.is_stop(token):
                weights[token.term] = max(place_weight(focus, token.start), weights.get(token.term, 0.0))
        troubles = tuple((kept[first].start, kept[end - 1].end) for name, first, end in keep_longest(self._trouble.find(terms)) if name == TROUBLE and first not in negated)
        leading = self._vocabulary.fillers | self._vocabulary.defining
        is_order = next((token.word in self._vocabulary.orders for token in kept if token.word not in leading), False)
        return Query(text, tuple(tokens), weights, cues, mentions, focus, products, options, troubles, is_order)

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

    def _find_mentions(
        self,
        text: str,
        tokens: Sequence[Token],
        terms: Sequence[str],
        named: Sequence[tuple[str, int, int]],
        focus: Sequence[tuple[int, int]],
        negated_after: set[int],
        refusals: Collection[int],
        products: Sequence[ProductMention],
    ) -> tuple[Mention, ...]:
        """The services named, longest names first, none inside another, nor in a product's; a name that begins where a refusal ends is refused.

        Where other vendors' products are compared with ours, what does their work here counts as named.
        """
        mentions: list[Mention] = []
        negated = self._find_negated(text, tokens)
        spans = [(product.start, product.end) for product in products]
        taken = {index for index, token in enumerate(tokens) if lies_in(spans, token.start)}
        if products and self._moving.find(terms):
            mentions += [Mention(service, product.start, product.end, "counterpart") for product in products for service in product.services]
        for service, first, end in keep_longest(named, taken):
            start = tokens[first].start
            if first in refusals:
                role = "refused"
            elif first in negated or end in negated_after:
                role = "rejected"
            else:
                role = "asked" if lies_in(focus, start) else "background"
            mentions.append(Mention(service, start, tokens[end - 1].end, role))
        told = tuple(refuse_lists(text, sorted(mentions, key=lambda m: m.start)))
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


def refuse_lists(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions, in reading order, those refused too that are listed behind a refused one ("but not SQS or SNS")."""
    before: Mention | None = None
    for mention in mentions:
        if before and before.role == "refused" and LISTED.fullmatch(text[before.end : mention.start]):
            mention = structs.replace(mention, role="refused")
        yield mention
        before = mention


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
