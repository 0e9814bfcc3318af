"""A text as it is read: without what it is wrapped in, with slips of the keyboard mended and words of chats written out. A text in, what is read and what was changed out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct, structs

from advisor.model import Advice, Reason
from advisor.text.letter import LetterFinder, join_phrases
from advisor.text.spelling import Speller
from advisor.text.vocabulary import Chat, Vocabulary

WORD = re.compile(r"[Ww]/(?!\w)|[^\W_]+(?:['’][^\W_]+)*")
SENTENCE_BEGINS = frozenset(".!?:>\n\"'*-•(")
IDENTIFIES_BEFORE, IDENTIFIES_BEHIND, JOINS = frozenset("_/\\@.$={#&:"), frozenset("_/\\@={(["), frozenset(".:")
QUOTES, KEYS = frozenset("'\""), frozenset("[(")  # a word in code: event['name']
LABELS = frozenset(").")  # behind "b) ..." and "2. ..."
LEAST_CAPITALS = 6  # a shorter word in capitals is an abbreviation, unless all of the text is in capitals
MOST_TOLD = 6
TOLD = "I read {}."
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Edit(Struct, frozen=True):
    """A place of a text, what is read there instead, and whether that is told."""

    start: int
    end: int
    read: str
    told: bool = False


class Correction(Struct, frozen=True):
    """A text as it is read, and the places where it was changed, in reading order."""

    text: str
    edits: tuple[Edit, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def notice(self) -> str | None:
        """What was read otherwise than it was written, in one sentence; None where nothing was."""
        if not self.told:
            return None
        shown = [*self.told[:MOST_TOLD], *(["other words likewise"] if len(self.told) > MOST_TOLD else [])]
        return TOLD.format(" and ".join([*([", ".join(shown[:-1])] if shown[1:] else []), shown[-1]]))

    def restore(self, advice: Advice, written: str) -> Advice:
        """The advice on what was read as one on what was written: the words that led to it are quoted as they stand there."""
        if not self.edits:
            return advice
        recommendations = tuple(structs.replace(one, reasons=tuple(map(self._restore_reason, one.reasons))) for one in advice.recommendations)
        is_whole = len(advice.scenario) == len(self.text)  # options are no part of it
        return structs.replace(self.add_notice(advice), scenario=written if is_whole else written[: self._find(len(advice.scenario), is_end=True)], recommendations=recommendations)

    def _restore_reason(self, reason: Reason) -> Reason:
        return structs.replace(reason, cues=tuple(structs.replace(cue, start=self._find(cue.start), end=self._find(cue.end, is_end=True)) for cue in reason.cues))

    def add_notice(self, advice: Advice) -> Advice:
        """The advice with what was read otherwise before its other notices."""
        return structs.replace(advice, notices=(self.notice, *advice.notices)) if self.notice else advice

    def _find(self, offset: int, is_end: bool = False) -> int:
        """The place in what was written of one in what was read: for one within an edit, where that begins or ends."""
        moved = 0
        for edit in self.edits:
            begins = edit.start + moved
            ends = begins + len(edit.read)
            if offset < begins or (is_end and offset == begins):
                break
            if offset < ends or (is_end and offset == ends):
                return edit.end if is_end else edit.start
            moved += len(edit.read) - (edit.end - edit.start)
        return offset - moved


class Corrector:
    """Corrects texts; `is_name` tells whether a word begins the name of something that we know, `find_resources` the places of the names of resources and what they are read as."""

    def __init__(self, vocabulary: Vocabulary, speller: Speller, is_name: Callable[[str], bool], find_resources: Callable[[str], Iterable[tuple[int, int, str]]] = lambda _: ()) -> None:
        self._speller, self._is_name, self._find_resources = speller, is_name, find_resources
        self._chat: Chat = vocabulary.chat
        self._orders = vocabulary.orders
        self._letters = LetterFinder(vocabulary.letter)
        self._speech = vocabulary.speech
        self._phrases = {phrase: meant for phrase, meant in self._chat.words.items() if " " in phrase}
        self._sounds = frozenset(phrase for phrase in self._speech.always if " " not in phrase)
        self._sayings = tuple(phrase for phrase in self._speech.always if " " in phrase)

    def correct(self, text: str) -> Correction:
        """A text as it is read; as it is where nothing would be left."""
        words = list(WORD.finditer(text))
        lower = [word.group().lower().replace("’", "'") for word in words]
        changed = self._change_phrases(text, lower)
        edits = sorted([*changed, *self._find_words(text, words, lower, changed)], key=lambda edit: edit.start)
        if not edits:
            return Correction(text)
        parts, at = [], 0
        for edit in edits:
            parts += [text[at : edit.start], edit.read]
            at = edit.end
        read = "".join([*parts, text[at:]])
        if not any(character.isalnum() for character in read):
            return Correction(text)
        told = dict.fromkeys(f'"{text[edit.start : edit.end]}" as "{edit.read}"' for edit in edits if edit.told)
        return Correction(read, tuple(edits), tuple(told))

    def _change_phrases(self, text: str, words: Sequence[str]) -> list[Edit]:
        """What is left out, the parts of a letter that ask nothing and sounds of speech, and names of resources and phrases that stand for others; none overlaps another."""
        lower = text.lower()
        edits = [Edit(start, end, "") for start, end in self._letters.find(text, words)]
        edits += [Edit(start, end, read, told=True) for start, end, read in self._find_resources(text)]
        if not self._sounds.isdisjoint(words) or any(saying in lower for saying in self._sayings):
            edits += [Edit(start, end, "") for start, end in self._find_speech(text)]
        if any(phrase in lower for phrase in self._phrases):
            edits += [Edit(*match.span(), self._phrases[match.group().lower()]) for match in self._phrase.finditer(text)]
        kept: list[Edit] = []
        for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
            if not kept or edit.start >= kept[-1].end:
                kept.append(edit)
        return kept

    def _find_speech(self, text: str) -> Iterator[tuple[int, int]]:
        """The sounds and phrases that speech is filled with; words that mean something in other texts only where there are others of these."""
        sure = [match.span() for match in self._filled.finditer(text)]
        yield from sure
        for match in self._filled_beside.finditer(text) if sure else ():
            before = text[: match.start()].split()
            if not before or before[-1].lower().strip(",.") not in self._speech.kept_behind:
                yield match.span()

    @cached_property
    def _filled(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w'’-])(?:{join_phrases(self._speech.always)})(?![\w'’-])[ \t]*,?[ \t]*", re.IGNORECASE)

    @cached_property
    def _filled_beside(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w'’-])(?:{join_phrases(self._speech.beside)})(?![\w'’-])[ \t]*+,?+[ \t]*+(?=[a-z]|$)")  # before a name "like" compares

    @cached_property
    def _phrase(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, sorted(self._phrases, key=len, reverse=True)))})(?![\w'’-])", re.IGNORECASE)

    def _find_words(self, text: str, words: Sequence[re.Match[str]], lower: Sequence[str], changed: Sequence[Edit]) -> Iterator[Edit]:
        """The words that are read as others, but those in places that are changed already."""
        meant = self._speller.mend(lower)
        chats = not self._chat.marks.isdisjoint(lower)
        is_loud = text.isupper()
        gone = Spans(changed)
        for place, (match, word) in enumerate(zip(words, lower, strict=True)):
            start, end = match.span()
            written = None if text[start - 1 : start] in IDENTIFIES_BEFORE else self._chat.words.get(word) or self._read_unit(word)
            if written is None and match.group() in self._chat.letters and text[end : end + 1] not in LABELS and not self._is_part(text, start, end):
                written = self._read_letter(lower, place, chats)
            if written is not None:
                if start not in gone:
                    yield Edit(start, end, written, word.isdigit())
            elif meant[place] != word and start not in gone and self._may_mend(text, match.group(), start, end, is_loud, meant[place]):
                yield Edit(start, end, capitalise(meant[place], match.group()), True)

    def _read_unit(self, word: str) -> str | None:
        """An amount and its unit apart and in full ("10yrs"), or None."""
        amount = word.rstrip(LETTERS)
        unit = self._chat.units.get(word[len(amount) :]) if amount.isdigit() else None
        return f"{amount} {unit}" if unit else None

    def _read_letter(self, words: Sequence[str], place: int, chats: bool) -> str | None:
        """What a letter or a digit stands for in a chat ("2" for "to"); None where it stands for itself."""
        word, chat = words[place], self._chat
        if not word.isdigit():
            return chat.letters[word] if chats else None
        before, behind = words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""
        if not behind or behind in chat.counted or behind.isdigit() or before in chat.numbered:
            return None
        if behind[0].isdigit():
            return chat.letters[word] if chats and word != chat.to else None  # "4 10yrs"
        is_deed = behind in self._orders or behind in chat.singular
        in_chat = chats and place > 0 and (is_deed or (word != chat.to and not behind.endswith("s")))
        if behind in chat.determiners or in_chat or (word == chat.to and before in chat.before_to and behind in self._orders):
            return chat.letters[word]
        return None

    def _may_mend(self, text: str, word: str, start: int, end: int, is_loud: bool, meant: str) -> bool:
        """Whether a word may be a slip: not a part of an identifier, nor a name, unless it is nearest to one of ours."""
        if self._is_part(text, start, end):
            return False
        if is_loud or word.islower():
            return True
        if word.isupper():
            return len(word) >= LEAST_CAPITALS
        if not word[1:].islower():
            return False
        before = text[:start].rstrip(" \t")
        return not before or before[-1] in SENTENCE_BEGINS or self._is_name(meant)

    @staticmethod
    def _is_part(text: str, start: int, end: int) -> bool:
        """Whether a word is a part of something longer that is no prose: an identifier, an address, a path."""
        before, behind, beyond = text[start - 1 : start], text[end : end + 1], text[end + 1 : end + 2]
        if before in QUOTES:
            return text[start - 2 : start - 1] in KEYS
        return before in IDENTIFIES_BEFORE or behind in IDENTIFIES_BEHIND or (behind in JOINS and beyond.isalnum())


def capitalise(word: str, like: str) -> str:
    """A word with capitals where another has them: all, the first, or none."""
    return word.upper() if like.isupper() else f"{word[0].upper()}{word[1:]}" if like[0].isupper() else word


class Spans(Container[int]):
    """The offsets that lie in some edits."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._starts, self._edits = [edit.start for edit in edits], edits

    def __contains__(self, offset: object) -> bool:
        assert isinstance(offset, int)
        place = bisect_right(self._starts, offset) - 1
        return place >= 0 and offset < self._edits[place].end
