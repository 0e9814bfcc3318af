"""The words that are known: how often knowledge uses each, and what is English beside them. Knowledge in, words with their uses out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.resources import files

from msgspec import to_builtins

from advisor.knowledge.knowledge_base import KnowledgeBase
from advisor.text.tokens import Tokenizer

ENGLISH, LEAST_COMMON = "frequency_dictionary_en_82_765.txt", 300_000  # of symspellpy; what others type is as likely a slip as one of its rarer words
# A slip in our own texts is used at most so often, and the word that is meant at least so often.
MOST_USES_OF_SLIP, LEAST_USES_OF_MEANT = 6, 300
LEAST_LETTERS_OF_SLIP, LEAST_LETTERS_OF_TWO_SLIPS = 5, 10
FORMS = ("s", "r", "d", "e", "y", "n")  # what differs by this at its end may be a form of the word, or a name made of it


def count_words(knowledge: KnowledgeBase, tokenizer: Tokenizer, texts: Iterable[str]) -> list[tuple[str, int]]:
    """How often the texts, the quiz, the names and the cues use each word, and their stems and common words of English with 0, in alphabetical order.

    A slip of the keyboard in a practice question or in another name of a service makes no word: it is left out.
    """
    vocabulary = knowledge.vocabulary
    quiz = (text for q in knowledge.quiz for text in (q.question, *q.right, *q.wrong))
    products = (name for one in knowledge.counterparts for name in (one.name, *one.also))
    kinds = (name for one in knowledge.categories for name in (one.name, *one.also))
    listed = (*products, *kinds, *(phrase for cue in knowledge.cues.values() for phrase in cue.phrases), *list_texts(to_builtins(vocabulary)))
    off_topic = (question.scenario for question in knowledge.practice if not question.services)
    loose = {*knowledge.names, *(question.scenario for question in knowledge.practice)}
    uses: Counter[str] = Counter()
    kept: set[str] = set()
    terms: dict[str, str] = {}
    for text in (*texts, *quiz, *listed, *knowledge.names, *off_topic):
        for token in tokenizer.tokens(text):
            uses[token.word] += 1
            terms[token.word] = token.term
            if text not in loose:
                kept.add(token.word)
    english = read_english()
    slips = find_slips({word: count for word, count in uses.items() if word not in english}, kept, uses)
    common = {word: 0 for word, count in english.items() if count >= LEAST_COMMON}
    stems = dict.fromkeys((term for word, term in terms.items() if word not in slips), 0)
    return sorted((word, count) for word, count in {**common, **stems, **uses}.items() if word not in slips)


def list_texts(data: object) -> Iterator[str]:
    """All texts in nested lists and dicts, the keys of these too."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from (key, *list_texts(value))
    elif isinstance(data, list | tuple | set | frozenset):
        for value in data:
            yield from list_texts(value)


def read_english() -> dict[str, int]:
    """The words of English, with how often books use each."""
    pairs = (line.split() for line in (files("symspellpy") / ENGLISH).read_text("utf-8-sig").splitlines())
    return {word: int(count) for word, count in pairs}


def find_slips(rare: Mapping[str, int], kept: Collection[str], uses: Mapping[str, int]) -> set[str]:
    """Those of some rare words that are one slip away from a word that is used far more often, but for those that are `kept` and forms of that word."""
    from rapidfuzz.distance import OSA

    often: dict[str, list[str]] = {}
    for word, count in uses.items():
        if count >= LEAST_USES_OF_MEANT:
            often.setdefault(word[0], []).append(word)
    slips = set()
    for word, count in rare.items():
        if count > MOST_USES_OF_SLIP or len(word) < LEAST_LETTERS_OF_SLIP or word in kept or not (word.isascii() and word.isalpha()):
            continue
        most = 2 if len(word) >= LEAST_LETTERS_OF_TWO_SLIPS else 1
        meant = [other for other in often.get(word[0], ()) if abs(len(other) - len(word)) <= most and OSA.distance(word, other, score_cutoff=most) <= most]
        if meant and not any(is_form(word, other) for other in meant):
            slips.add(word)
    return slips


def is_form(word: str, other: str) -> bool:
    """Whether a word differs from another by an ending that forms have; a letter that is missing of two is no ending ("acces")."""
    return any(word == other + ending or (word + ending == other and not word.endswith(ending)) for ending in FORMS)
