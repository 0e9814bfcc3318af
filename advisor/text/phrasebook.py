"""The vocabulary's phrases (what negates, refuses, takes back, goes wrong …) as tries, so that they are read once, when knowledge is compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from advisor.model import Category
from advisor.text.tokens import PhraseTrie, Tokenizer, make_trie
from advisor.text.vocabulary import Vocabulary

NEGATED = "negated"
TROUBLE, NO_TROUBLE = "trouble", "no trouble"
USED, NAMED = "used", "named"
OURS, OTHERS, DAILY = "ours", "others", "daily"
BE = ("is", "are", "was", "were", "has been", "have been", "will be", "would be")


class Phrasebook(Struct, frozen=True):
    """A trie for each list of phrases; the name of a phrase is the phrase itself, or what of several it is (`trouble`, `clouds`, `categories`, `proposing`, `same`)."""

    negated_after: PhraseTrie
    trouble: PhraseTrie
    categories: PhraseTrie
    refusing: PhraseTrie
    refusing_at_all: PhraseTrie
    refusing_because: PhraseTrie
    others: PhraseTrie
    refused_for_us: PhraseTrie
    moving: PhraseTrie
    retracting: PhraseTrie
    refused: PhraseTrie
    proposing: PhraseTrie
    verdicts: PhraseTrie
    guarding: PhraseTrie
    staying: PhraseTrie
    staying_behind: PhraseTrie
    retracted: PhraseTrie
    clouds: PhraseTrie
    log_words: PhraseTrie
    same: PhraseTrie

    def roots(self) -> dict[str, Mapping[str, object]]:
        """The tries as plain dicts by their names, of which `read_phrasebook` makes a phrasebook again."""
        return {name: getattr(self, name).root for name in self.__struct_fields__}


def read_phrasebook(roots: Mapping[str, Mapping[str, object]]) -> Phrasebook:
    """The phrasebook of stored tries."""
    return Phrasebook(**{name: PhraseTrie(root) for name, root in roots.items()})


def make_phrasebook(tokenizer: Tokenizer, vocabulary: Vocabulary, categories: Sequence[Category] = ()) -> Phrasebook:
    """The phrasebook of a vocabulary and of the kinds of things that can be refused as a whole."""

    def list_under(phrases: Iterable[str], name: str | None = None) -> list[tuple[str, str]]:
        return [(phrase, name or phrase) for phrase in phrases]

    def behind(phrases: Iterable[str]) -> list[tuple[str, str]]:
        return [(f"{be} {phrase}", phrase) for phrase in phrases for be in BE]

    listed = {
        "negated_after": list_under(vocabulary.negated_after, NEGATED),
        "trouble": [*list_under(vocabulary.trouble.words, TROUBLE), *list_under(vocabulary.trouble.unless, NO_TROUBLE)],
        "categories": [(name, one.name) for one in categories for name in (one.name, *one.also)],
        "refusing": list_under(vocabulary.refusing),
        "refusing_at_all": list_under(vocabulary.refusing_at_all),
        "refusing_because": list_under(vocabulary.refusing_because),
        "others": list_under(vocabulary.others),
        "refused_for_us": [*list_under((*vocabulary.refused, *vocabulary.refused_for_us)), *behind(vocabulary.refused_for_us)],
        "proposing": [*list_under(vocabulary.proposing, USED), *list_under(vocabulary.proposing_plainly, NAMED)],
        "verdicts": list_under(vocabulary.verdicts),
        "guarding": list_under(vocabulary.guarding),
        "staying": list_under(vocabulary.staying),
        "staying_behind": list_under(vocabulary.staying_behind),
        "moving": list_under(vocabulary.moving),
        "retracting": list_under((*vocabulary.retracting, *vocabulary.removing)),
        "refused": [*behind((*vocabulary.refused, *vocabulary.retracted)), *list_under(vocabulary.refused_outright)],
        "retracted": behind(vocabulary.retracted),
        "clouds": [*list_under(vocabulary.off_topic.ours, OURS), *list_under(vocabulary.off_topic.clouds, OTHERS), *list_under(vocabulary.off_topic.daily, DAILY)],
        "log_words": list_under(vocabulary.trouble.log_words),
        "same": [(phrase, word) for word, phrases in vocabulary.look_up.same.items() for phrase in phrases],
    }
    return Phrasebook(**{name: make_trie(tokenizer, vocabulary, phrases) for name, phrases in listed.items()})
