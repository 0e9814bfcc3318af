"""A knowledge folder into a store: everything that takes a library or time is done here, once."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import to_builtins

from advisor.answers.quiz import ANSWERS, QUESTIONS, quiz_features
from advisor.compiling.words import count_words
from advisor.errors import ModelError
from advisor.knowledge.catalogue import CatalogueEntry
from advisor.knowledge.folder import RANKER_FILE, fingerprint, knowledge_files
from advisor.knowledge.knowledge_base import KnowledgeBase, load_knowledge
from advisor.model import IndexedPassage, Note, PracticeQuestion
from advisor.phrasing.stance import read_known_stance
from advisor.phrasing.trouble_phrasing import find_codes, find_statuses
from advisor.progress import Progress, silent
from advisor.ranking.features import text_features
from advisor.ranking.overlap import build_wordings, mean_length
from advisor.ranking.ranker import read_ranker
from advisor.ranking.retrieval import build_postings
from advisor.ranking.rules import find_opposed, index_services, index_triggers
from advisor.ranking.store import StoreWriter, stamp, write_store
from advisor.text.amounts import read_amount
from advisor.text.analysis import COMPARED, INTRODUCED, MARK, AmountCue, Analyzer
from advisor.text.identifiers import make_forms
from advisor.text.phrasebook import make_phrasebook
from advisor.text.tokens import PhraseTrie, Tokenizer, answering_stem, make_trie, phrase_terms
from advisor.text.vocabulary import Vocabulary

LEAST_SHARE = 0.02
SUBJECT = "subject"  # the facet with what a scenario can be about


def build_store(folder: Path, path: Path, progress: Progress = silent) -> None:
    """Compile a knowledge folder into a file. Raises KnowledgeError, OSError or sqlite3.Error."""
    write_store(path, lambda writer: compile_knowledge(folder, writer, progress))


def compile_knowledge(folder: Path, writer: StoreWriter, progress: Progress = silent) -> None:
    """Fill a store from a knowledge folder, in one fixed order, so that equal folders make equal stores."""
    progress("reading the knowledge")
    inputs = [*knowledge_files(folder), str(folder / RANKER_FILE)]
    writer.put_meta("stamp", stamp(inputs))
    writer.put_meta("fingerprint", fingerprint(inputs, folder))
    knowledge = load_knowledge(folder)
    vocabulary = protect_names(knowledge)
    tokenizer = reference_tokenizer(vocabulary)
    writer.put_meta("vocabulary", to_builtins(vocabulary, order="sorted"))
    writer.put_meta("catalogue", to_builtins(make_catalogue(knowledge)))
    writer.put_meta("names", knowledge.names)
    cue_trie = build_cue_trie(tokenizer, knowledge)
    writer.put_things("cue_trie", cue_trie.root.items())
    writer.put_things("counterpart", ((str(number), to_builtins(one)) for number, one in enumerate(knowledge.counterparts)))
    writer.put_things("product_trie", build_product_trie(tokenizer, knowledge).root.items())
    writer.put_things("name_trie", build_name_trie(tokenizer, knowledge).root.items())
    writer.put_things("code_trie", build_code_trie(tokenizer, knowledge).root.items())
    writer.put_things("bill", ((service, diagnosis.id) for diagnosis in knowledge.diagnoses.values() for service in diagnosis.bill_of))
    writer.put_things("rule_trigger", index_triggers(knowledge.rules.values()).items())
    writer.put_things("rules_on", index_services(knowledge.rules.values()).items())
    writer.put_meta("opposed", find_opposed(knowledge.rules.values(), {cue.id: id for id, facet in knowledge.facets.items() if facet.ask for cue in facet.cues}))
    writer.put_meta("notes_on", index_notes(knowledge.notes.values()))
    for kind, things in (("service", knowledge.services), ("rule", knowledge.rules), ("facet", knowledge.facets), ("note", knowledge.notes), ("diagnosis", knowledge.diagnoses)):
        writer.put_things(kind, ((id, to_builtins(thing)) for id, thing in things.items()))
    writer.put_meta("questions", [{"id": id, "question": facet.question, "options": [(cue.id, cue.label) for cue in facet.cues]} for id, facet in knowledge.facets.items() if facet.ask])
    # The cues that show that a text is on our subject: what it is about, and what a question could ask. Others are everyday words that rules only need together.
    writer.put_meta("telling", [cue.id for facet in knowledge.facets.values() if facet.ask or facet.id == SUBJECT for cue in facet.cues])
    amount_cues = find_amount_cues(tokenizer, knowledge)
    writer.put_meta("amount_cues", to_builtins(amount_cues, order="sorted"))
    writer.put_meta("categories", to_builtins(knowledge.categories))
    _put_identifiers(knowledge, writer)
    progress("finding the cues of each service")
    writer.put_things("cue_shares", cue_shares(knowledge, Analyzer(tokenizer, vocabulary, cue_trie, PhraseTrie(), amount_cues=amount_cues)).items())
    number = {id: index for index, id in enumerate(knowledge.services)}
    on_services, searched = passages_on_services(knowledge, knowledge.practice)
    texts = {
        "services": on_services,
        "notes": note_passages(knowledge),
        "diagnoses": diagnosis_passages(knowledge),
        "facts": fact_passages(knowledge),
    }
    read = {collection: list(pairs) for collection, pairs in texts.items()}
    words = count_words(knowledge, tokenizer, (text for passages in read.values() for _, text in passages))
    read["wholes"] = list(whole_diagnoses(knowledge))  # the same words once more
    for collection, passages in read.items():
        progress(f"weighing {len(passages):,} passages on {collection}")
        writer.put_passages(collection, (to_builtins(passage) for passage, _ in passages))
        writer.put_postings(collection, build_postings([tokenizer.terms(indexed) for _, indexed in passages]))
        if collection == "services":
            writer.put_array("owners", array("H", [number[passage.id] for passage, _ in passages]))
            writer.put_meta("searched", searched)
            wordings = build_wordings([text_features(tokenizer.tokens(indexed)) for _, indexed in passages])
            writer.put_wordings(wordings)
            writer.put_meta("wording_length", mean_length(wordings))
    writer.put_words(words)
    writer.put_meta("phrasebook", make_phrasebook(tokenizer, vocabulary, knowledge.categories).roots())
    progress(f"weighing the answers to {len(knowledge.quiz):,} quiz questions")
    _put_quiz(knowledge, tokenizer, writer)
    _put_ranker(folder, knowledge, writer)


def reference_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """The tokenizer on nltk's Porter stemmer, which the one that answers (PyStemmer) must equal word for word."""
    from nltk.stem import PorterStemmer

    stemmer = PorterStemmer(mode=PorterStemmer.ORIGINAL_ALGORITHM)
    cache: dict[str, str] = {}

    def stem(word: str) -> str:
        if word not in cache:
            cache[word] = stemmer.stem(word)
        return cache[word]

    return Tokenizer(vocabulary, stem)


def protect_names(knowledge: KnowledgeBase) -> Vocabulary:
    """The vocabulary with every abbreviation in a service's names protected: "SQS" must not be stemmed to "sq"."""
    written = (word for s in knowledge.services.values() for name in (s.name, *s.aliases) for word in name.replace("-", " ").replace("/", " ").split())
    abbreviations = {word.lower() for word in written if word.isascii() and word.isalnum() and word.isupper() and len(word) > 1}
    return msgspec.structs.replace(knowledge.vocabulary, protected=knowledge.vocabulary.protected | abbreviations)


def make_catalogue(knowledge: KnowledgeBase) -> tuple[CatalogueEntry, ...]:
    """The catalogue of all services, by id; passages and weights name services by their numbers in it."""
    return tuple(
        CatalogueEntry(
            s.id, s.name, s.parent, s.family, s.broad, bool(s.status and s.status.is_over), s.status.instead if s.status and s.status.is_closed else (), tuple(other.instead for other in s.not_when)
        )
        for s in knowledge.services.values()
    )


def index_notes(notes: Iterable[Note]) -> dict[str, list[str]]:
    """Service → the notes on it, by id."""
    found: dict[str, list[str]] = {}
    for note in notes:
        for service in dict.fromkeys(note.services):
            found.setdefault(service, []).append(note.id)
    return dict(sorted(found.items()))


def build_cue_trie(tokenizer: Tokenizer, knowledge: KnowledgeBase) -> PhraseTrie:
    """The phrases of all cues."""
    return make_trie(tokenizer, knowledge.vocabulary, ((phrase, cue.id) for cue in knowledge.cues.values() for phrase in cue.phrases))


def find_amount_cues(tokenizer: Tokenizer, knowledge: KnowledgeBase) -> tuple[AmountCue, ...]:
    """The cues that amounts say."""
    bounds = ((cue.id, bound) for cue in knowledge.cues.values() for bound in cue.amounts)
    return tuple(AmountCue(id, read_amount(one.above), read_amount(one.up_to) if one.up_to else None, frozenset(map(tokenizer.term, one.beside)), one.alone) for id, one in bounds)


def build_name_trie(tokenizer: Tokenizer, knowledge: KnowledgeBase) -> PhraseTrie:
    """The names and aliases of all services; marked, their names without the vendor ("Config") and their short names, where these are names of nothing yet."""
    names = list(knowledge.names.items())
    for service, known in knowledge.services.items():
        bare = known.name.removeprefix("AWS ").removeprefix("Amazon ")
        marked = ((INTRODUCED, bare), *((COMPARED, name) for name in known.short_names))
        names += [(name, f"{mark}{MARK}{service}") for mark, name in marked if name.lower() not in knowledge.names]
    return make_trie(tokenizer, knowledge.vocabulary, names)


def build_product_trie(tokenizer: Tokenizer, knowledge: KnowledgeBase) -> PhraseTrie:
    """The names of other vendors' products, each under the number of its counterpart."""
    return make_trie(tokenizer, knowledge.vocabulary, ((name, str(number)) for number, one in enumerate(knowledge.counterparts) for name in (one.name, *one.also)))


def make_analyzer(knowledge: KnowledgeBase, tokenizer: Tokenizer | None = None) -> Analyzer:
    """The analyzer of a knowledge that was read from its files, as compiled knowledge has it; without a tokenizer, on the stemmer that answers."""
    vocabulary = protect_names(knowledge)
    tokenizer = tokenizer or Tokenizer(vocabulary, answering_stem())
    return Analyzer(
        tokenizer,
        vocabulary,
        build_cue_trie(tokenizer, knowledge),
        build_name_trie(tokenizer, knowledge),
        build_product_trie(tokenizer, knowledge),
        {str(number): one for number, one in enumerate(knowledge.counterparts)},
        amount_cues=find_amount_cues(tokenizer, knowledge),
        categories=knowledge.categories,
    )


def build_code_trie(tokenizer: Tokenizer, knowledge: KnowledgeBase) -> PhraseTrie:
    """The codes of errors and statuses of HTTP in the diagnoses' titles and messages, under the diagnoses' ids; neither names of services and products ("WordPress") nor of operations."""
    trie, vocabulary = PhraseTrie(), knowledge.vocabulary
    names = (*knowledge.names, *vocabulary.protected, *vocabulary.proper, *(name for one in knowledge.counterparts for name in (one.name, *one.also)))
    named = {tuple(phrase_terms(tokenizer, vocabulary, name)) for name in names}
    for diagnosis in knowledge.diagnoses.values():
        for text in (diagnosis.title, *diagnosis.messages):
            for code in (*find_codes(text), *sorted(find_statuses([text]))):
                terms = phrase_terms(tokenizer, vocabulary, code)
                if tuple(terms) not in named and not code.startswith(vocabulary.trouble.operations):
                    trie.add(terms, diagnosis.id)
    return trie


def passages_on_services(knowledge: KnowledgeBase, practice: Sequence[PracticeQuestion]) -> tuple[list[tuple[IndexedPassage, str]], int]:
    """The (passage, indexed text) of all texts on services in the order of their numbers, and how many of them are searched: the light ones stand behind these."""
    searched = list(service_passages(knowledge, practice))
    return [*searched, *light_passages(knowledge, practice)], len(searched)


def service_passages(knowledge: KnowledgeBase, practice: Sequence[PracticeQuestion]) -> Iterator[tuple[IndexedPassage, str]]:
    """(passage, indexed text) of every text on a service: its summary, situations and scenarios, and the practice questions it answers.

    Service by service in the catalogue's order, so that the owners of the passages ascend.
    """
    asked = questions_by_service(question for question in practice if not question.light)
    for service in knowledge.services.values():
        for text in (service.summary, *service.situations, *service.scenarios, *asked.get(service.id, ())):
            yield IndexedPassage(service.id, text), text


def light_passages(knowledge: KnowledgeBase, practice: Sequence[PracticeQuestion]) -> Iterator[tuple[IndexedPassage, str]]:
    """(passage, indexed text) of every practice question that weighs less, service by service.

    A search takes each word for a sign of the answer, and many of theirs are signs of another: only the overlap of the
    whole wording counts for them.
    """
    asked = questions_by_service(question for question in practice if question.light)
    for service in knowledge.services:
        for text in asked.get(service, ()):
            yield IndexedPassage(service, text), text


def questions_by_service(practice: Iterable[PracticeQuestion]) -> dict[str, list[str]]:
    """Service → the texts of the practice questions that it answers."""
    asked: dict[str, list[str]] = {}
    for question in practice:
        for service in question.services:
            asked.setdefault(service, []).append(question.scenario)
    return asked


def cue_shares(knowledge: KnowledgeBase, analyzer: Analyzer) -> dict[str, dict[str, float]]:
    """Service id → cue → the share of the service's texts that say it, where it is not negligible."""
    texts: Counter[str] = Counter()
    saying: dict[str, Counter[str]] = {id: Counter() for id in knowledge.services}
    for passage, text in service_passages(knowledge, knowledge.practice):
        texts[passage.id] += 1
        saying[passage.id].update({match.cue for match in analyzer.analyze(text).cues if not match.negated})
    return {id: {cue: round(count / texts[id], 3) for cue, count in sorted(own.items()) if count >= LEAST_SHARE * texts[id]} for id, own in saying.items()}


def note_passages(knowledge: KnowledgeBase) -> Iterator[tuple[IndexedPassage, str]]:
    """(passage, indexed text) of every note and of each question that it answers."""
    for note in knowledge.notes.values():
        yield IndexedPassage(note.id, note.text), f"{note.title}\n{note.text}"
        for question in (note.title, *note.asked):
            yield IndexedPassage(note.id, question), question


def diagnosis_passages(knowledge: KnowledgeBase) -> Iterator[tuple[IndexedPassage, str]]:
    """(passage, indexed text) of every message and symptom, one each."""
    for diagnosis in knowledge.diagnoses.values():
        for text in (diagnosis.title, *diagnosis.messages, *diagnosis.symptoms):
            yield IndexedPassage(diagnosis.id, text), text


def whole_diagnoses(knowledge: KnowledgeBase) -> Iterator[tuple[IndexedPassage, str]]:
    """(passage, indexed text) of every diagnosis, with all of its messages and symptoms in one: whoever tells the same in other words shares some with each of several."""
    for diagnosis in knowledge.diagnoses.values():
        yield IndexedPassage(diagnosis.id, diagnosis.title), "\n".join((diagnosis.title, *diagnosis.messages, *diagnosis.symptoms))


def fact_passages(knowledge: KnowledgeBase) -> Iterator[tuple[IndexedPassage, str]]:
    """(passage, indexed text) of every fact and limit of a service."""
    for service in knowledge.services.values():
        for fact in (*service.facts, *service.limits):
            yield IndexedPassage(service.id, fact.text), fact.text


def _put_identifiers(knowledge: KnowledgeBase, writer: StoreWriter) -> None:
    """Keep the identifiers, their forms with parts and those without, and the tables of the parts."""
    forms, literals = make_forms(knowledge.identifiers)
    writer.put_things("identifier", ((str(number), to_builtins(one)) for number, one in enumerate(knowledge.identifiers)))
    writer.put_things("identifier_word", ((word, to_builtins(found)) for word, found in sorted(literals.items())))
    writer.put_meta("identifier_forms", to_builtins(forms))
    writer.put_meta("parts", to_builtins(knowledge.parts))


def _put_quiz(knowledge: KnowledgeBase, tokenizer: Tokenizer, writer: StoreWriter) -> None:
    """Keep the quiz: its questions, what each asks for, every answer under the number of its question, and which answers are right."""
    answers = [(str(number), answer, right) for number, q in enumerate(knowledge.quiz) for texts, right in ((q.right, True), (q.wrong, False)) for answer in texts]
    writer.put_passages(QUESTIONS, (to_builtins(IndexedPassage(str(number), q.question)) for number, q in enumerate(knowledge.quiz)))
    writer.put_passages(ANSWERS, (to_builtins(IndexedPassage(number, answer)) for number, answer, _ in answers))
    writer.put_postings(QUESTIONS, build_postings([quiz_features(tokenizer, q.question) for q in knowledge.quiz]))
    writer.put_postings(ANSWERS, build_postings([quiz_features(tokenizer, answer) for _, answer, _ in answers]))
    writer.put_array("quiz_stances", array("B", [read_known_stance(q.question, q.right) for q in knowledge.quiz]))
    writer.put_array("quiz_owners", array("H", [int(number) for number, _, _ in answers]))
    writer.put_array("quiz_right", array("B", [right for _, _, right in answers]))


def _put_ranker(folder: Path, knowledge: KnowledgeBase, writer: StoreWriter) -> None:
    """Keep the learned ranker's weights; without a usable file, keep why, and answers come from rules and retrieval alone."""
    try:
        ranker = read_ranker(folder / RANKER_FILE)
    except ModelError as error:
        writer.put_meta("ranker_problem", str(error))
        return
    number = {id: index for index, id in enumerate(knowledge.services)}
    known = dict(zip(ranker.heads["service"], ranker.prior, strict=True))
    least = min(ranker.prior, default=0.0)
    writer.put_meta("ranker", {"heads": {head: list(classes) if head == "kind" else [number.get(id) for id in classes] for head, classes in ranker.heads.items()}, "mix": to_builtins(ranker.mix)})
    writer.put_array("bias", ranker.bias)
    writer.put_array("prior", array("f", [known.get(id, least) for id in knowledge.services]))
    writer.put_weights(ranker.rows())
