"""A scenario's text into a `Query`: its terms, the cues it gives, the services it names, and the part that says what is needed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from advisor.model import Category, Counterpart, CueMatch, Mention, ProductMention
from advisor.text.amounts import Amount, find_amounts
from advisor.text.clauses import CLAUSE_END, Words
from advisor.text.focus import SENTENCE_END, find_focus, lies_in, merge_spans, place_weight
from advisor.text.options import split_options
from advisor.text.phrasebook import TROUBLE, USED, Phrasebook, make_phrasebook
from advisor.text.proposals import ASKS_YES_OR_NO, PURPOSES, find_judged, find_judging, find_proposed, find_questioned
from advisor.text.refusals import CATEGORY, PRODUCT, SERVICE, RefusalFinder, Retracted, Thing
from advisor.text.tokens import PhraseTrie, Token, Tokenizer, keep_longest
from advisor.text.units import NUMBER_OF
from advisor.text.vocabulary import Vocabulary

# What people say before they say something ("ok, ", "can you help me with "); OK in capitals is the state of an alarm.
COURTESY = re.compile(
    r"^\W*(?:(?:[Oo]k(?:ay)?|(?i:whatever|pl[sz]|sorry|actually|well|so|hm+|hi|hello|hey|thanks|thx|alright|fine|right|lol|yes|no wait|wait|"
    r"(?:and |oh )?(?:one more|one last|another) thing))\s*[,.!:;–]+\s*|"
    r"(?i:(?:(?:can|could) (?:you|u) )?(?:(?:pl[sz]|please) )?help (?:me|us) (?:with|to) ))+(?=\w)"
)
# Where all that is asked here is: "which AWS service provides DNS in the AWS cloud" asks which service provides DNS.
HERE = re.compile(
    r"\b(?:in|on|within|using|of) (?:the )?(?:AWS|Amazon Web Services)(?: (?:cloud|platform|environment|infrastructure))?\b(?! \w)|"
    r"\bAWS (?=(?:services?|features?)\b(?! (?:catalog|health|quotas?|role)))",
    re.IGNORECASE,
)
# What only says that the purpose of something is told ("which service's main job is ...").
PURPOSE = re.compile(
    r"\b(?:primary|main|sole|chief|only|core|whole|principal) (?:purpose|job|aim|task|use case|function|goal)\b(?= (?:is|was|it is|of|in)\b)|\bwhose (?:purpose|job|aim|task|function)\b",
    re.IGNORECASE,
)
# What a thing is told not to be, in a clause of its own: "a database for our shop, not a data warehouse".
CONTRAST = re.compile(
    r"(?:^|[,;:(–]|\bbut\b)\s*(not\s+(?:an?|the|about|for)\s+(?!single|few|lot|bit|one|big)[\w/-]+(?:\s+(?!is|are|but|and|or)[\w/-]+){0,2})\s*(?=[.,;:!?)]|$)",
    re.IGNORECASE,
)
SUBJECTS = frozenset({"i", "we"})
HAVING = frozenset({"has", "have", "gives", "offers", "knows", "guarantees", "supports"})  # "SQS has no order, what do we take"
ASKING = frozenset({"is", "are", "was", "were", "does"})
VERSUS_WORDS = frozenset({"vs", "versus"})
EITHER_OR, MOST_WORDS_BEFORE_EITHER = "or", 3
NEGATION_WINDOW = 4
AMOUNT_WINDOW = 6  # words between an amount and the word that says of what it is
SHARES = frozenset({"each", "per", "every", "one"})  # "20 minutes per picture" tells of the pictures that were spoken of
MOST_DEFINING_WORDS = 40


class Query(Struct, frozen=True, dict=True):
    """An analysed scenario: `tokens` are its words but for those that name what is not wanted; `weights` is term → weight in (0, 1], higher where the term stands in what is asked.

    `options` are those that it was pasted with, by their labels, which `text` leaves out. `troubles` are the places of words that say that something goes wrong;
    `is_order` where its first word tells somebody to do something ("schedule", "delete"). `kinds` are the services of each kind of thing that it names and does not refuse ("NoSQL").
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
    kinds: tuple[tuple[str, ...], ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The distinct terms, in the order of their first appearance."""
        return tuple(self.weights)

    @property
    def named(self) -> frozenset[str]:
        """The services that it names, in whatever role."""
        return frozenset(mention.service for mention in self.mentions)

    def terms_beside(self, named: Iterable[Mention | ProductMention]) -> set[str]:
        """The terms that stand outside of some names."""
        spans = [(one.start, one.end) for one in named]
        return {token.term for token in self.tokens if token.term in self.weights and not lies_in(spans, token.start)}


NOTHING: Mapping[int, int] = {}


# Before the id of a service in the trie of names: an ordinary word that means it where services are introduced or compared, or only where they are compared.
INTRODUCED, COMPARED, MARK = "introduced", "compared", ":"


class AmountCue(Struct, frozen=True):
    """A cue that an amount says by being more than `above`, and not more than `up_to`, where one of the terms `beside` stands near it."""

    cue: str
    above: Amount
    up_to: Amount | None
    beside: frozenset[str]
    alone: bool

    def is_exceeded(self, amount: Amount) -> bool:
        """Whether an amount says the cue."""
        return amount.exceeds(self.above) and not (self.up_to and amount.exceeds(self.up_to))


class Roles(Struct, frozen=True):
    """What a text says of the things that it names, by their places among these: `refused` are not wanted, each with the characters that say so, `rejected` are negated ("no SQS"),
    `lacked` are not known well, `spared` stand behind a word that refuses and are not refused ("no table without backups"), `proposed` and `questioned` stand in what is asked for yes or no.
    """

    things: Sequence[Thing]
    products: tuple[ProductMention, ...]
    refused: Mapping[int, tuple[int, int]]
    rejected: Collection[int]
    lacked: Collection[int]
    spared: Collection[int]
    proposed: Collection[int]
    questioned: Collection[int]


class Analyzer:
    """Turns scenarios into queries, with the phrases of cues, the names of services and those of other vendors' products in three tries; `counterparts` are by the names in the last.

    `amount_cues` are the cues that amounts say; `categories` the kinds of things that can be refused as a whole; the phrasebook, where none is given, is made of the vocabulary.
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
        amount_cues: Sequence[AmountCue] = (),
        categories: Sequence[Category] = (),
        phrasebook: Phrasebook | None = None,
    ) -> None:
        self.tokenizer = tokenizer
        self._vocabulary = vocabulary
        self._cues = cues
        self._names, self._products, self._counterparts = names, products or PhraseTrie(), {} if counterparts is None else counterparts  # to ask whether it is empty would read all
        self._leading = vocabulary.look_up.fillers | vocabulary.look_up.defining  # what may stand before the first word that says something
        self._negators = {tokenizer.term(word) for word in vocabulary.negators}
        self._bounds = amount_cues
        self.amount_cues = frozenset(one.cue for one in amount_cues)
        self._categories = {one.name: one.services for one in categories}
        self.phrasebook = phrasebook or make_phrasebook(tokenizer, vocabulary, categories)
        self._refusals = RefusalFinder(tokenizer, vocabulary, self.phrasebook)

    def analyze(self, text: str) -> Query:
        """The query of a scenario's text."""
        whole, options = split_options(text, self._is_name)
        text = COURTESY.sub(lambda words: " " * len(words.group()), whole, count=1)
        tokens = self.tokenizer.tokens(text)
        focus = find_focus(text, [token.start for token in tokens if not self.tokenizer.is_stop(token)])
        words = self._leave_out_light(text, tokens)
        named = list(keep_longest(self._find_names(words)))
        negated_after = {first for _, first, _ in self.phrasebook.negated_after.find(words.terms)}
        found = self._cues.find(words.terms)
        negated = self._find_negated(words, self._find_spent(words, found, named))
        cues = (*(CueMatch(name, *words.span(first, end), first in negated or end in negated_after) for name, first, end in found), *self._find_exceeded(words, negated))
        roles = self._read_roles(words, named, negated_after)
        retracted = [(one.start, one.end) for one, surely in self._refusals.find_retracted(words) if surely]
        unwanted = self._find_unwanted(words, roles, retracted)
        untold = self._find_untold(words, roles)
        tokens = [token for token in tokens if not (lies_in(untold, token.start) or lies_in(unwanted, token.start))]
        gone = merge_spans([*((roles.things[place].start, roles.things[place].end_at) for place in roles.refused), *retracted])
        mentions = self._find_mentions(words, roles, focus)
        return Query(
            whole,
            tuple(tokens),
            self._weigh(tokens, focus),
            tuple(cue for cue in cues if not lies_in(gone, cue.start)),
            mentions,
            focus,
            roles.products,
            options,
            tuple(span for span in self._find_troubles(words, negated) if not lies_in(unwanted, span[0])),  # "we can't use X" tells of no trouble
            self._orders(words, [(mention.start, mention.end) for mention in mentions]) or any(self._refusals.begins_guard(words, roles.things[place]) for place in roles.spared),
            tuple(thing.services for place, thing in enumerate(roles.things) if thing.kind == CATEGORY and place not in roles.refused and place not in roles.rejected),
        )

    def _leave_out_light(self, text: str, tokens: Iterable[Token]) -> Words:
        return Words(text, [token for token in tokens if token.word not in self._vocabulary.light_words])

    def _find_spent(self, words: Words, found: Iterable[tuple[str, int, int]], named: Iterable[tuple[str, int, int]]) -> dict[int, int]:
        """The negators that negate nothing behind a place: those that belong to a phrase of a cue ("no duplicates"), behind its end, and those that say what a service has not, which is wanted."""
        spent = {place: end for _, first, end in sorted(found, key=lambda match: -match[2]) for place in range(first, end) if words.terms[place] in self._negators}
        return spent | {end + 1: end + 2 for _, _, end in named if end + 1 < len(words) and words.word(end) in HAVING and words.terms[end + 1] in self._negators}

    def _read_roles(self, words: Words, named: Sequence[tuple[str, int, int]], negated_after: Collection[int]) -> Roles:
        """What a text says of all that it names."""
        products = self._find_products(words, named)
        things = self._find_things(words, named, products)
        lacked = self._refusals.find_lacked(words, things)
        spared = self._refusals.find_spared(words, things, lacked)
        refused = self._refusals.find_refused(words, things, {*spared, *lacked})
        denied = self._find_negated(words)
        rejected = {place for place, thing in enumerate(things) if (thing.first in denied and place not in spared) or thing.end in negated_after}
        gone, staying = ({things[place].start for place in places} for places in (refused, self._refusals.find_staying(words, things)))
        products = tuple(structs.replace(product, stays=product.start in staying) for product in products if product.start not in gone)
        questioned = find_questioned(words, things)
        proposed = find_proposed(words, things, self._vocabulary, self.phrasebook) | find_judged(words, things, questioned, self._vocabulary, self.phrasebook)
        return Roles(things, products, refused, rejected, lacked, spared, proposed, questioned)

    def _find_unwanted(self, words: Words, roles: Roles, retracted: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """The characters of what is not asked for: what is refused or taken back, with the words that say so, and what a thing is told not to be."""
        said_with = self._refusals.find_said_with(words) if roles.refused else ()
        return merge_spans([*roles.refused.values(), *said_with, *retracted, *(match.span(1) for match in CONTRAST.finditer(words.text))])

    def _find_untold(self, words: Words, roles: Roles) -> list[tuple[int, int]]:
        """The characters of what tells nothing of the need."""
        judging = find_judging(words, self.phrasebook) if roles.proposed or roles.questioned else ()
        return merge_spans([*judging, *(match.span() for form in (HERE, PURPOSE) for match in form.finditer(words.text))])

    def _weigh(self, tokens: Iterable[Token], focus: Sequence[tuple[int, int]]) -> dict[str, float]:
        """Term → the weight of the best place that it stands in."""
        weights: dict[str, float] = {}
        for token in tokens:
            if not self.tokenizer.is_stop(token):
                weights[token.term] = max(place_weight(focus, token.start), weights.get(token.term, 0.0))
        return weights

    def _find_troubles(self, words: Words, negated: Collection[int]) -> Iterator[tuple[int, int]]:
        """The characters of the words that say that something goes wrong."""
        found = keep_longest(self.phrasebook.trouble.find(words.terms))
        return (words.span(first, end) for name, first, end in found if name == TROUBLE and first not in negated)

    def _orders(self, words: Words, names: Iterable[tuple[int, int]]) -> bool:
        """Whether the first word of a text that says something tells somebody to do something; not where it is one of a full name ("can Amazon Connect record calls")."""
        if words.word(0) in SUBJECTS | ASKING:  # "I publish to a topic", "is Connect backed up"
            return False
        first = next((token for token in words.tokens if token.word not in self._leading), None)
        return first is not None and first.word in self._vocabulary.orders and not lies_in([name for name in names if " " in words.text[slice(*name)]], first.start)

    def _is_name(self, text: str) -> bool:
        """Whether a text is hardly more than the name of a service."""
        words = self._leave_out_light(text, self.tokenizer.tokens(text))
        named = {place for name, first, end in self._names.find(words.terms) if MARK not in name for place in range(first, end)}
        return len(words) < 2 * len(named)

    def _find_negated(self, words: Words, spent: Mapping[int, int] = NOTHING) -> set[int]:
        """The tokens that a negator stands before, at most four words away and in the same clause: a phrase that begins with one is negated.

        `spent` maps a negator that belongs to a phrase of its own ("no duplicates") to the end of that phrase: behind it, it negates nothing.
        """
        negated: set[int] = set()
        for index, token in enumerate(words.tokens[:-1]):
            if token.term not in self._negators or words.word(index + 1) == "only":
                continue
            for place in range(index + 1, min(index + 1 + NEGATION_WINDOW, len(words), spent.get(index, len(words)))):
                if CLAUSE_END.search(words.before(place)) or CLAUSE_END.fullmatch(words.word(place - 1)):
                    break
                negated.add(place)
        return negated

    def _find_products(self, words: Words, named: Sequence[tuple[str, int, int]]) -> tuple[ProductMention, ...]:
        """The products of other vendors that are named, in reading order, none inside another, nor in a service's longer name ("Amazon Elastic VMware Service")."""
        ours = {index for _, first, end in named if end - first > 1 for index in range(first, end)}
        products = [(self._counterparts[number], first, end) for number, first, end in keep_longest(self._products.find(words.terms))]
        kept = (product for product in products if not ours.issuperset(range(product[1] - 1, product[2])) and not ours.issuperset(range(product[1], product[2] + 1)))
        found = (ProductMention(one.name, one.services, *words.span(first, end)) for one, first, end in kept)
        return tuple(sorted(found, key=lambda product: product.start))

    def _find_names(self, words: Words) -> list[tuple[str, int, int]]:
        """(service, first, last + 1) of the names of services; ordinary words ("config", "spot") count only in a look-up, in a comparison, or where one is proposed ("can we use Spot for ...?")."""
        found, tokens = self._names.find(words.terms), words.tokens
        if not any(MARK in name for name, _, _ in found):
            return found
        parts = [(*name.rpartition(MARK), first, end) for name, first, end in found]

        def beside(*marks: str) -> frozenset[str]:
            named = {index for mark, _, _, first, end in parts if mark in marks for index in range(first, end)}
            return frozenset(token.word for index, token in enumerate(tokens) if index not in named)

        opposed = find_beside_versus(tokens, [(first, end) for *_, first, end in parts])
        meant: tuple[str, ...] = ("",)
        if len(tokens) <= MOST_DEFINING_WORDS:
            if self._vocabulary.look_up.only_compares(beside("", INTRODUCED, COMPARED)):
                meant = ("", INTRODUCED, COMPARED)
            elif self._vocabulary.look_up.only_introduces(beside("", INTRODUCED)):
                meant = ("", INTRODUCED)
        used = {end for how, _, end in self.phrasebook.proposing.find(words.terms) if how == USED}
        used |= {place + 1 for place, token in enumerate(tokens) if token.word == "on" and any(other.word in self._vocabulary.keeping for other in tokens[:place])}  # "run it on Spot"

        asks = bool(tokens) and tokens[0].word in ASKS_YES_OR_NO
        judging = {first for _, first, _ in self.phrasebook.verdicts.find(words.terms)} if asks else set[int]()  # "is Spot ok for ...?"

        def is_used(first: int, end: int) -> bool:
            return (first in used and (end == len(tokens) or tokens[end].word in PURPOSES)) or (first == 1 and end in judging)

        return [(service, first, end) for mark, _, service, first, end in parts if mark in meant or (first, end) in opposed or is_used(first, end)]

    def _find_exceeded(self, words: Words, negated: Collection[int]) -> Iterator[CueMatch]:
        """The cues that an amount says by being more than their bound, with a word near it in its sentence that tells what it is the amount of."""
        for amount in find_amounts(words.text) if self._bounds else ():
            first, end = (bisect_left(words.tokens, at, key=lambda token: token.start) for at in (amount.start, amount.end))
            near = {words.terms[place] for place in near_places(words, first, end)}
            for cue in dict.fromkeys(bound.cue for bound in self._bounds if bound.is_exceeded(amount) and near & bound.beside):
                yield CueMatch(cue, amount.start, amount.end, first in negated)

    def find_amended(self, text: str, said: Collection[str], cues: Collection[str], limits: Collection[str]) -> list[CueMatch]:
        """What the amounts of a text say behind other texts, whose terms are `said`: those of some `cues` that they take back ("no wait, only 5 minutes"), and those of
        the cues `limits` that they say, whatever stands beside them.

        A text amends what was said where it tells hardly more than an amount, or is about nothing that was not said.
        """
        tokens = self.tokenizer.tokens(text)
        amounts = list(find_amounts(text))
        spans = [(amount.start, amount.end) for amount in amounts]
        left = {token.term for token in tokens if not self._amends(token, spans)}
        shared = set(said) if any(token.word in SHARES for token in tokens) else set()
        if tokens and tokens[0].word == "no":
            tokens = tokens[1:]  # "no 5 minutes" denies nothing
        denied = self._find_negated(Words(text, tokens))
        told = []
        for amount in amounts:
            first = bisect_left(tokens, amount.start, key=lambda token: token.start)
            if first in denied:
                continue
            own = [bound for bound in self._bounds if bound.cue in (*cues, *limits) and bound.above.measure == amount.measure]
            own = [bound for bound in own if left - bound.beside <= (set(said) if left & bound.beside else shared)]
            told += [CueMatch(bound.cue, amount.start, amount.end, negated=not bound.is_exceeded(amount)) for bound in own if bound.cue in cues or (bound.alone and bound.is_exceeded(amount))]
        exceeded = {match.cue for match in told if not match.negated}
        return [match for match in told if not match.negated or match.cue not in exceeded]

    def tells_amount_alone(self, text: str) -> bool:
        """Whether a text tells an amount and nothing else."""
        spans = [(amount.start, amount.end) for amount in find_amounts(text)]
        return bool(spans) and all(self._amends(token, spans) for token in self.tokenizer.tokens(text))

    def tells_circumstance(self, text: str) -> bool:
        """Whether a text tells a circumstance and nothing else: when, where, in which language, how many, how much ("only on weekdays", "around 300 people")."""
        tokens, spans = self.tokenizer.tokens(text), [(amount.start, amount.end) for amount in find_amounts(text)]
        telling = [token for token in tokens if not self.tokenizer.is_stop(token) and self._is_circumstance(token, spans)]
        return bool(telling) and all(self._is_circumstance(token, spans) or self._amends(token, spans) for token in tokens)

    def _is_circumstance(self, token: Token, amounts: Sequence[tuple[int, int]]) -> bool:
        """Whether a word is of an amount, or one that only tells when, where, or how many."""
        return token.word in self._vocabulary.circumstances or token.word[0].isdigit() or token.word in NUMBER_OF or lies_in(amounts, token.start)

    def _amends(self, token: Token, amounts: Sequence[tuple[int, int]]) -> bool:
        """Whether a word is of an amount, or says nothing but that it is another than before."""
        return token.word in self._vocabulary.amending or self.tokenizer.is_stop(token) or lies_in(amounts, token.start)

    def _find_things(self, words: Words, named: Sequence[tuple[str, int, int]], products: Sequence[ProductMention]) -> list[Thing]:
        """All that is named and can be refused, in reading order: services, other vendors' products, and whole categories where neither is named."""
        spans = [(product.start, product.end) for product in products]
        taken = {index for index, token in enumerate(words.tokens) if lies_in(spans, token.start)}
        found: list[tuple[str, tuple[str, ...], int, int]] = [(SERVICE, (service,), first, end) for service, first, end in keep_longest(named, taken)]
        taken.update(index for _, _, first, end in found for index in range(first, end))
        found += [(CATEGORY, self._categories[name], first, end) for name, first, end in keep_longest(self.phrasebook.categories.find(words.terms), taken)]
        for product in products:
            inside = [index for index, token in enumerate(words.tokens) if product.start <= token.start < product.end]
            found.append((PRODUCT, (), inside[0], inside[-1] + 1))
        return [Thing(kind, services, first, end, *words.span(first, end)) for kind, services, first, end in sorted(found, key=lambda one: one[2])]

    def wants_other(self, text: str) -> bool:
        """Whether a text says that something else is wanted ("what else")."""
        return any(True for _ in self.phrasebook.others.find([token.term for token in self.tokenizer.tokens(text)]))

    def find_retracted(self, text: str) -> list[Retracted]:
        """What a text takes back of what was said before ("forget the second region", "order is no longer needed")."""
        return [one for one, _ in self._refusals.find_retracted(self._leave_out_light(text, self.tokenizer.tokens(text)))]

    def _find_mentions(self, words: Words, roles: Roles, focus: Sequence[tuple[int, int]]) -> tuple[Mention, ...]:
        """The services named, and those of a category that is refused or not known well, in reading order.

        Where other vendors' products are compared with ours, what does their work here counts as named.
        """
        mentions: list[Mention] = []
        if roles.products and self._refusals.moves(words.terms):
            mentions += [Mention(service, product.start, product.end, "counterpart") for product in roles.products if not product.stays for service in product.services]
        for place, thing in enumerate(roles.things):
            if place in roles.refused:
                role = "refused"
            elif place in roles.rejected and (thing.kind == SERVICE or place in roles.lacked):
                role = "rejected"
            elif thing.kind != SERVICE:
                continue
            elif place in roles.proposed:
                role = "proposed"
            else:
                role = "asked" if lies_in(focus, thing.start) else "background"
            mentions += [Mention(service, thing.start, thing.end_at, role, place in roles.questioned) for service in thing.services]
        told = tuple(sorted(mentions, key=lambda mention: mention.start))
        return tuple(structs.replace(mention, role="sole") for mention in told) if self._only_names(words.tokens, told) else told

    def _only_names(self, tokens: Sequence[Token], mentions: Sequence[Mention]) -> bool:
        """Whether a text asks for one service by its name and for nothing else ("we need a WAF")."""
        if len({mention.service for mention in mentions}) != 1 or any(mention.role not in ("asked", "proposed") for mention in mentions):
            return False
        spans = [(mention.start, mention.end) for mention in mentions]
        fillers = self._vocabulary.look_up.fillers | self._vocabulary.proposing_only if any(mention.role == "proposed" for mention in mentions) else self._vocabulary.look_up.fillers
        return all(token.word in fillers for token in tokens if not lies_in(spans, token.start))


def find_beside_versus(tokens: Sequence[Token], names: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of some names, (first, last + 1), that have a "vs" beside them and another name behind that, or an "or" where a text begins with them:
    an ordinary word is a name there ("lambda vs batch for long jobs", "pilot light or warm standby if ...")."""
    starts, ends = {first for first, _ in names}, {end for _, end in names}
    leading = {end for first, end in names if first <= MOST_WORDS_BEFORE_EITHER}
    opposed = [place for place, token in enumerate(tokens) if place + 1 in starts and (place in ends if token.word.rstrip(".") in VERSUS_WORDS else token.word == EITHER_OR and place in leading)]
    return {span for span in names if any(span[1] == place or span[0] == place + 1 for place in opposed)}


def near_places(words: Words, first: int, end: int) -> range:
    """The places of the words that stand near some others in their sentence, those themselves among them."""
    start, stop = first, end
    while 0 < start < len(words) and first - start < AMOUNT_WINDOW and not SENTENCE_END.search(words.before(start)):
        start -= 1
    while 0 < stop < len(words) and stop - end < AMOUNT_WINDOW and not SENTENCE_END.search(words.before(stop)):
        stop += 1
    return range(start, stop)
