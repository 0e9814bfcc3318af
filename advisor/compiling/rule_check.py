"""What is wrong with the rules and cues of a knowledge folder beyond its form: a folder in, every `Problem` and every remark out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from advisor.compiling.compiler import make_analyzer, make_catalogue, protect_names
from advisor.knowledge.catalogue import Catalogue
from advisor.knowledge.documents import Problem
from advisor.knowledge.knowledge_base import KnowledgeBase, ReadKnowledge, read_knowledge
from advisor.model import Condition, Rule
from advisor.progress import Progress, silent
from advisor.ranking.rules import RuleBook, seen_in
from advisor.text.tokens import GAP, Tokenizer, answering_stem, phrase_terms

KINDS = ("match", "no_match", "todo_match")
MOST_SHARE = 0.005  # of the practice questions: a single word that stands in more of them is too common to say what a longer phrase says
LEAST_AS_WRITTEN = 0.5  # of the questions with that word: where the phrase stands in so many as it is written, its light words add nothing
MOST_SAMPLED = 10_000  # practice questions, spread over all of them, tell a share well enough


class FolderCheck(Struct, frozen=True):
    """What `advisor check` found: `problems` make it fail, `remarks` do not; `knowledge` is None where the files could not be read."""

    knowledge: KnowledgeBase | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...] = ()


class Precision(Struct, frozen=True):
    """How often a rule counted in the practice questions, how often what it prefers most was right, and a text where it was not."""

    rule: str
    fired: int
    right: int
    wrong: str | None


def measure_rules(knowledge: KnowledgeBase, progress: Progress = silent) -> list[Precision]:
    """The precision of each rule on the practice questions, the worst first; rules without evidence in what is asked count for nothing there."""
    analyzer, catalogue, book = make_analyzer(knowledge), Catalogue(make_catalogue(knowledge)), RuleBook(knowledge.rules)
    fired, right, wrong = Counter[str](), Counter[str](), dict[str, str]()
    questions = [question for question in knowledge.practice if question.services]
    for number, question in enumerate(questions):
        if number % 1_000 == 0:
            progress(f"trying the rules on practice question {number:,} of {len(questions):,}")
        for one in book.match_rules(analyzer.analyze(question.scenario)):
            if not (one.asked and one.rule.prefer):
                continue
            most = max(strength for _, strength in one.rule.prefer)
            fits = any(catalogue.answers(service, label) for service, strength in one.rule.prefer if strength == most for label in question.services)
            fired[one.rule.id] += 1
            right[one.rule.id] += fits
            if not fits:
                wrong.setdefault(one.rule.id, question.scenario)
    found = [Precision(id, fired[id], right[id], wrong.get(id)) for id in knowledge.rules]
    return sorted(found, key=lambda one: (one.right / one.fired if one.fired else 1.0, -one.fired, one.rule))


def check_folder(folder: Path) -> FolderCheck:
    """Check the files of a knowledge folder, and where they can be read, its rules with their examples.

    Raises KnowledgeError where there is no such folder.
    """
    read = read_knowledge(folder)
    if read.knowledge is None:
        return FolderCheck(None, read.problems)
    checks = (check_examples, check_conditions, check_names, check_phrases)
    problems = {problem for check in checks for problem in check(read, read.knowledge)}
    return FolderCheck(read.knowledge, tuple(sorted({*read.problems, *problems})), tuple(find_unused_cues(read, read.knowledge)))


def check_examples(read: ReadKnowledge, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """A problem for each example that its rule does not treat as the rule says."""
    analyzer = make_analyzer(knowledge)
    for rule in knowledge.rules.values():
        book = RuleBook({rule.id: rule})
        for kind in KINDS:
            examples: Sequence[str] = getattr(rule.examples, kind)
            for index, example in enumerate(examples):
                query = analyzer.analyze(example)
                fired = bool(book.match_rules(query))
                if fired != (kind == "match"):
                    seen = sorted(seen_in(query))
                    yield read.problem(example_message(rule, kind, example, seen), "rule", rule.id, "examples", kind, index)


def example_message(rule: Rule, kind: str, example: str, seen: Sequence[str]) -> str:
    """What an example does wrong, and the cues seen in it."""
    said = f"the rule '{rule.id}'"
    short = example if len(example) <= 60 else f"{example[:57]}..."
    found = f"(cues seen: {', '.join(seen) or 'none'})"
    if kind == "match":
        return f'{said} does not fire on its match example "{short}" {found}'
    if kind == "no_match":
        return f'{said} fires on its no_match example "{short}" {found}'
    return f'{said} now fires on its todo_match example "{short}": move it to match'


def check_conditions(read: ReadKnowledge, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """A problem for each rule that can never fire, and for each that has the condition of an earlier rule."""
    same: dict[tuple[frozenset[str], ...], list[Rule]] = {}
    for rule in knowledge.rules.values():
        for cue in contradictions(rule.when):
            yield read.problem(f"the rule '{rule.id}' can never fire: '{cue}' is both required and excluded", "rule", rule.id, "when")
        earlier = same.setdefault(condition_key(rule.when), [])
        if earlier:
            yield read.problem(collision_message(rule, earlier), "rule", rule.id, "when")
        earlier.append(rule)


def contradictions(when: Condition) -> list[str]:
    """The cues that keep a condition from ever holding."""
    impossible = sorted(set(when.all) & set(when.none))
    if when.any and set(when.any) <= set(when.none):
        impossible += sorted(set(when.any))
    return impossible


def condition_key(when: Condition) -> tuple[frozenset[str], ...]:
    """Equal for conditions that hold for the same queries: an `any` with one entry is the same as that entry in `all`."""
    every, some = set(when.all), set(when.any)
    if len(some) == 1 or some & every:
        every, some = every | (some if len(some) == 1 else set()), set()
    return frozenset(every), frozenset(some), frozenset(when.none)


def collision_message(rule: Rule, earlier: Sequence[Rule]) -> str:
    """How a rule collides with those of the same condition: one prefers what the other rules out, or both could be one."""
    for other in earlier:
        for for_it, against_it in ((rule, other), (other, rule)):
            for service in sorted(dict(for_it.prefer).keys() & dict(against_it.rule_out).keys()):
                return f"the rules '{rule.id}' and '{other.id}' conflict: under the same condition '{for_it.id}' prefers '{service}' and '{against_it.id}' rules it out"
    return f"the rule '{rule.id}' has the same condition as '{earlier[0].id}': make one rule of them"


def check_names(read: ReadKnowledge, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """A problem for each alias that is also a name of another service, since only one of them can be found by it, and for each short name that says nothing new."""
    for service in knowledge.services.values():
        for index, alias in enumerate(service.aliases):
            owner = knowledge.names[alias.lower()]
            if owner != service.id:
                yield read.problem(f"the alias '{alias}' of '{service.id}' is also a name of '{owner}'", "service", service.id, "aliases", index)
    vocabulary = protect_names(knowledge)
    tokenizer = Tokenizer(vocabulary, answering_stem())
    known = {tuple(phrase_terms(tokenizer, vocabulary, name)): service for name, service in knowledge.names.items()}
    for service in knowledge.services.values():
        for index, name in enumerate(service.short_names):
            terms = tuple(phrase_terms(tokenizer, vocabulary, name))
            if terms in known:
                yield read.problem(f"the short name '{name}' of '{service.id}' is already a name of '{known[terms]}'", "service", service.id, "short_names", index)
            known[terms] = service.id


def check_phrases(read: ReadKnowledge, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """A problem for each phrase of a cue of which the light words leave a common word alone that does not stand under the cue by itself, and for each of which they leave what no text says."""
    vocabulary = protect_names(knowledge)
    tokenizer = Tokenizer(vocabulary, answering_stem())
    counts = WordCounts(tokenizer, [question.scenario for question in knowledge.practice])
    for cue in knowledge.cues.values():
        written = [[token.term for token in tokenizer.tokens(phrase)] for phrase in cue.phrases]
        meant = {terms[0] for terms in written if len(terms) == 1}
        for index, phrase in enumerate(cue.phrases):
            terms = phrase_terms(tokenizer, vocabulary, phrase)
            if not terms or GAP in (terms[0], terms[-1]):
                yield read.problem(f"the phrase '{phrase}' of '{cue.id}' is never found: light words are passed over, which leaves a gap that leads to nothing", "cue", cue.id, "phrases", index)
            elif len(terms) == 1 < len(written[index]) and terms[0] not in meant:
                share = counts.share(terms)
                if share > MOST_SHARE and counts.share(written[index]) < LEAST_AS_WRITTEN * share:
                    word = next(token.word for token in tokenizer.tokens(phrase) if token.term == terms[0])
                    yield read.problem(light_phrase_message(phrase, cue.id, word, share), "cue", cue.id, "phrases", index)


class WordCounts:
    """In what share of some texts terms stand side by side, found in a sample where the texts are many."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        sample = texts[:: max(1, len(texts) // MOST_SAMPLED)]
        self._texts = [f" {' '.join(token.term for token in tokenizer.tokens(text))} " for text in sample]

    def share(self, terms: Sequence[str]) -> float:
        """The share of the texts that hold these terms one behind the other."""
        said = f" {' '.join(terms)} "
        return sum(said in text for text in self._texts) / max(len(self._texts), 1)


def light_phrase_message(phrase: str, cue: str, word: str, share: float) -> str:
    """What becomes of a phrase whose words are light but for one, and how to mend it."""
    found = f"the phrase '{phrase}' of '{cue}' is found wherever '{word}' stands, in {share:.1%} of the practice questions"
    return f"{found}, since light words are passed over: list '{word}' itself if that is meant, or add a word"


def find_unused_cues(read: ReadKnowledge, knowledge: KnowledgeBase) -> Iterator[Problem]:
    """A remark for each cue that no rule asks for."""
    used = {reference for rule in knowledge.rules.values() for part in (rule.when.all, rule.when.any, rule.when.none) for reference in part}
    for cue in knowledge.cues:
        if cue not in used:
            yield read.problem(f"note: no rule uses the cue '{cue}'", "cue", cue)
