"""What was said in a conversation as one query: `Statement`s in, what was heard, with what takes back what, out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct, structs

from advisor.dialogue.conversation import Statement
from advisor.model import CueMatch, Mention, ProductMention, Rule
from advisor.text.analysis import Analyzer, Query
from advisor.text.refusals import Retracted

REMEMBERED = 32  # statements that are not read again: each turn comes back to all that was said
# What is said last weighs more: chosen on tests/conversations.
OLDER_WEIGHT = 0.5
MOST_PHRASE_WORDS = 3  # a longer phrase of a cue says more than the word in it that is taken back

Opposed = Callable[[str, str], bool]
Limits = Callable[[str], Sequence[Rule]]  # of a service


class Heard(Struct, frozen=True):
    """All statements read together; `added` are the cues that were answered or said after the first statement, which ends at `first_end`.

    The last statement begins at `last`, and `takes_back` something said before it; `amends`: that is an amount.
    """

    query: Query
    added: tuple[str, ...]
    first_end: int
    last: int
    takes_back: bool = False
    amends: bool = False


def hear(statements: Sequence[Statement], analyzer: Analyzer, opposed: Opposed, limits: Limits = lambda service: ()) -> Heard:
    """The statements as one query over their texts, a line each.

    Each is analysed on its own, so that a "not" reaches no further than its statement. What is said later counts: it
    takes back the cues that it denies or that exclude it (`opposed`), and the words that said them, what it says to
    forget ("drop the second region"), and amounts that it tells anew; its own words weigh more. `limits` are the rules
    that tell what a service cannot do.
    """
    query = read_statement(statements[0], analyzer)
    first_end, last, has_retracted, has_amended = len(query.text), 0, False, False
    for statement in statements[1:]:
        last = len(query.text) + 1
        older, newer = query, leave_out_enclosed(read_statement(statement, analyzer))
        if statement.cue is None:
            query, newer = retract(query, newer, analyzer.find_retracted(statement.text))
        has_retracted = query is not older
        newer = amend(query, newer, statement, analyzer, limits)
        has_amended = any(match.negated and match.cue in analyzer.amount_cues for match in newer.cues)
        query = join_queries(query, shift(newer, last), opposed)
    added = dict.fromkeys(match.cue for match in query.cues if match.start > first_end and not match.negated)
    return Heard(query, tuple(added), first_end, last, has_retracted or has_amended, has_amended)


@lru_cache(maxsize=REMEMBERED)
def read_statement(statement: Statement, analyzer: Analyzer) -> Query:
    """A statement as a query; an answered question says its cue and no more, whatever words the question has."""
    if statement.cue is None:
        return analyzer.analyze(statement.text)
    return Query(statement.text, (), {}, (CueMatch(statement.cue, 0, len(statement.text)),), (), ())


def leave_out_enclosed(query: Query) -> Query:
    """A query without the denials inside a phrase that is no denial itself: "no order twice" denies no orders."""
    phrases = sorted((match.start, match.end) for match in query.cues if not match.negated)
    starts, ends = [start for start, _ in phrases], [0, *accumulate((end for _, end in phrases), max)]

    def is_enclosed(match: CueMatch) -> bool:
        return ends[bisect_right(starts, match.start)] > match.end or ends[bisect_left(starts, match.start)] >= match.end

    return structs.replace(query, cues=tuple(match for match in query.cues if not (match.negated and is_enclosed(match))))


def shift(query: Query, by: int) -> Query:
    """A query with all its places moved."""
    return structs.replace(
        query,
        tokens=tuple(structs.replace(token, start=token.start + by, end=token.end + by) for token in query.tokens),
        cues=tuple(structs.replace(match, start=match.start + by, end=match.end + by) for match in query.cues),
        mentions=tuple(structs.replace(mention, start=mention.start + by, end=mention.end + by) for mention in query.mentions),
        focus=tuple((start + by, end + by) for start, end in query.focus),
        troubles=tuple((start + by, end + by) for start, end in query.troubles),
        products=tuple(structs.replace(product, start=product.start + by, end=product.end + by) for product in query.products),
    )


def retract(older: Query, newer: Query, retracted: Sequence[Retracted]) -> tuple[Query, Query]:
    """Two queries without what the newer one takes back of the older, and without the words in which it says so: there it denies the cues that these words gave.

    What was never said is not taken back.
    """
    said = {token.term for token in older.tokens}
    meant = [one for one in retracted if one.terms & said]
    if not meant:
        return older, newer
    newer = leave_out(newer, {at for one in meant for at in range(one.start, one.end)})
    for one in {one.terms: one for one in meant}.values():  # what is said a thousand times is taken back once
        gone = {at for token in older.tokens if token.term in one.terms for at in range(token.start, token.end)}
        phrases = [match for match in older.cues if not gone.isdisjoint(range(match.start, match.end))]
        gone |= {at for match in phrases if len(older.text[match.start : match.end].split()) <= MOST_PHRASE_WORDS for at in range(match.start, match.end)}
        older = leave_out(older, gone)
        left = {match.cue for match in older.cues}
        denied = tuple(CueMatch(cue, one.start, one.end, negated=True) for cue in dict.fromkeys(match.cue for match in phrases if not match.negated) if cue not in left)
        newer = structs.replace(newer, cues=newer.cues + denied)
    return older, newer


def amend(older: Query, newer: Query, statement: Statement, analyzer: Analyzer, limits: Limits) -> Query:
    """A later query with the cues that its amounts say or take back, since what they are the amounts of was said before: "it takes an hour" behind a function is beyond its limit."""
    if statement.cue is not None:
        return newer
    rules = limits(statement.chosen) if statement.chosen else ()
    said = {match.cue for match in older.cues if not match.negated} & analyzer.amount_cues
    told = analyzer.find_amended(statement.text, older.weights, said, {cue for rule in rules for cue in rule.when.all} & analyzer.amount_cues)
    exceeded = {match.cue: match for match in (*newer.cues, *told) if not match.negated and match.cue in analyzer.amount_cues}
    for rule in rules:
        told += [CueMatch(cue, exceeded[amount].start, exceeded[amount].end) for amount in rule.when.all if amount in exceeded for cue in rule.when.all if cue not in analyzer.amount_cues]
    if any(match.negated for match in told) and analyzer.tells_amount_alone(statement.text):
        newer = structs.replace(newer, tokens=(), weights={})  # "only 5 minutes" asks for nothing
    return structs.replace(newer, cues=tuple(dict.fromkeys((*newer.cues, *told)))) if told else newer


def leave_out(query: Query, gone: set[int]) -> Query:
    """A query without what stands at some characters, but for what it refuses there."""

    def stays(one: CueMatch | Mention | ProductMention) -> bool:
        return gone.isdisjoint(range(one.start, one.end))

    tokens = tuple(token for token in query.tokens if token.start not in gone)
    left = {token.term for token in tokens}
    return structs.replace(
        query,
        tokens=tokens,
        weights={term: weight for term, weight in query.weights.items() if term in left},
        cues=tuple(match for match in query.cues if stays(match)),
        mentions=tuple(mention for mention in query.mentions if not mention.is_wanted or stays(mention)),
        products=tuple(product for product in query.products if stays(product)),
    )


def join_queries(older: Query, newer: Query, opposed: Opposed) -> Query:
    """Two queries, the newer one shifted to stand on a line behind the older one, without what the newer takes back; what it asks, if anything, is what is asked."""
    newer = leave_out_denied(newer, {match.cue for match in older.cues})
    taken_back = find_taken_back(older.cues, newer.cues, opposed)
    gone = {at for match in older.cues if (match.cue, match.negated) in taken_back for at in range(match.start, match.end)}
    tokens = tuple(token for token in older.tokens if token.start not in gone) + newer.tokens
    says_more = bool(newer.weights or newer.cues)  # "but not Aurora" does not
    share, focus = (OLDER_WEIGHT, newer.focus or older.focus) if says_more else (1.0, older.focus)
    left = {token.term for token in tokens}
    weights = {term: max(share * older.weights.get(term, 0.0), newer.weights.get(term, 0.0)) for term in (*older.weights, *newer.weights) if term in left}
    cues = tuple(match for match in older.cues if (match.cue, match.negated) not in taken_back) + newer.cues
    wanted = {mention.service for mention in newer.mentions if mention.is_wanted}
    kept = tuple(mention for mention in older.mentions if mention.is_wanted or mention.service not in wanted)  # "use S3 then" takes "not S3" back
    mentions = tuple(structs.replace(mention, role="asked") if mention.role == "sole" else mention for mention in kept + newer.mentions)
    troubles = older.troubles + newer.troubles
    options, kinds = newer.options or older.options, older.kinds + newer.kinds
    return Query(f"{older.text}\n{newer.text}", tokens, weights, cues, mentions, focus, older.products + newer.products, options, troubles, newer.is_order, kinds)


def leave_out_denied(query: Query, said: Collection[str]) -> Query:
    """A query without the words of those cues that it only denies and that were said before: "no containers" asks for none."""
    denied = {at for match in query.cues if match.negated and match.cue in said for at in range(match.start, match.end)}
    denied -= {at for match in query.cues if not match.negated for at in range(match.start, match.end)}
    tokens = tuple(token for token in query.tokens if token.start not in denied)
    left = {token.term for token in tokens}
    return structs.replace(query, tokens=tokens, weights={term: weight for term, weight in query.weights.items() if term in left})


def find_taken_back(older: Sequence[CueMatch], newer: Sequence[CueMatch], opposed: Opposed) -> set[tuple[str, bool]]:
    """The (cue, negated) of earlier cues that a later one contradicts; what is said a thousand times is looked at once."""
    olds, news = ({(match.cue, match.negated): match for match in matches} for matches in (older, newer))
    return {said for said, old in olds.items() if any(takes_back(new, old, opposed) for new in news.values())}


def takes_back(new: CueMatch, old: CueMatch, opposed: Opposed) -> bool:
    """Whether a later cue contradicts an earlier one."""
    if new.cue == old.cue:
        return new.negated != old.negated
    return not new.negated and not old.negated and opposed(new.cue, old.cue)
