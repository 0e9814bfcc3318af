"""Slips of the keyboard, and texts as they are read: from chats, speech, mails and tickets."""

import pytest

from advisor.answers.answer import ENGLISH_ONLY
from advisor.dialogue.dialogue import Dialogue
from advisor.text.spelling import Speller

USES = {"database": 900, "databases": 300, "data": 800, "order": 500, "orders": 400, "border": 40, "kubernetes": 90, "rarely": 3, "replic": 0}
USES |= {"which": 5000, "load": 400, "balancer": 350, "log": 700, "files": 900, "img": 30, "images": 450, "speedy": 0, "speed": 300}


@pytest.fixture
def speller():
    return Speller(
        lambda words: {word: USES[word] for word in words if word in USES},
        lambda first, least, most, often: [(word, uses) for word, uses in USES.items() if word[0] == first and least <= len(word) <= most and uses >= often],
        lambda word: word.removesuffix("ated"),
    )


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("databse", "database"), ("dtaabase", "database"), ("kuberntes", "kubernetes"), ("kubernets", "kubernetes"), ("oders", "orders"), ("ordrs", "orders")],
)
def test_a_slip_is_taken_for_the_nearest_word(speller, slip, meant):
    assert speller.mend([slip]) == [meant]


@pytest.mark.parametrize(("slip", "meant"), [("wich", "which"), ("imges", "images")])
def test_short_words_and_forms_of_short_stems_are_mended(speller, slip, meant):
    assert speller.mend([slip]) == [meant]


@pytest.mark.parametrize("word", ["order", "databases", "replicated", "dat", "rarley", "d4tabase", "zebra", "", "datenbank", "données", "xorder", "speedy", "odrs"])
def test_known_words_short_ones_names_and_rare_neighbours_stay(speller, word):
    assert speller.mend([word]) == [word]


@pytest.mark.parametrize(("word", "meant"), [("logfiles", "log files"), ("loadbalancer", "load balancer"), ("loadbalencer", "load balancer"), ("logfish", "logfish")])
def test_two_words_written_as_one_are_two(speller, word, meant):
    assert speller.mend([word]) == [meant]


def test_knowledge_is_asked_once_for_all_words_of_a_text_and_never_again():
    asked = []
    speller = Speller(lambda words: asked.append(sorted(words)) or dict.fromkeys(words, 1), lambda *_: [], str)
    assert speller.mend(["order", "s3", "orders", "order"]) == ["order", "s3", "orders", "order"]
    assert speller.mend(["orders", "order", "s3"]) == ["orders", "order", "s3"]
    assert asked == [["order", "orders"]]


def test_slips_change_no_quotation(advisor):
    advice = advisor.ask("we keep our relational databse with joins in oracel")
    assert advice.scenario == "we keep our relational databse with joins in oracel"
    words = {advice.scenario[cue.start : cue.end] for reason in advice.recommendations[0].reasons for cue in reason.cues}
    assert any("databse" in word for word in words)


def read(advisor, text):
    return " ".join(advisor.corrector.correct(text).text.split())


def test_a_misspelt_name_names_the_service(advisor):
    assert [mention.service for mention in advisor.analyzer.analyze(read(advisor, "cloudtrial or cloudwach?")).mentions] == ["cloudtrail", "cloudwatch"]


@pytest.mark.parametrize("text", ["a managed databse with joins", "Which qeue keeps the ordr of mesages?"])
def test_what_was_read_otherwise_is_told(advisor, text):
    told = advisor.ask(text).notices[0]
    assert told.startswith('I read "')
    assert Dialogue(advisor).reply(None, text).advice.notices[0] == told


@pytest.mark.parametrize(
    "text",
    [
        "Our company Zalandox runs Databox and Wepsite on EC2.",
        "the file /srv/databse/ordr.cfg, the host wepsite.example.org and the key ordr_id",
        "a speedy horse and a cheque for the plumber",
        "We need 4 servers, 2 regions and one table for the 2 teams.",
        "4 workers share 2 TB over NFS",
        "Layer 4 load balancing for our game",
        "Is there something like Azure Functions?",
        "Which kind of database is right for us?",
        "do you know a service that is like Dropbox?",
        "We archive emails with their signatures and greetings.",
        "From: addresses must be verified with DKIM.",
        "Emails with confidential attachments must be encrypted.",
        "> 5 TB a day has to be moved\n< 10 ms to read",
        "Hello",
        "thanks",
        "um",
    ],
)
def test_clean_texts_and_names_are_read_as_they_are(advisor, text):
    assert advisor.corrector.correct(text).text == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("pls a db 4 my app w/ sql", "please a db for my app with sql"),
        ("how 2 send smth b4 noon, kept 4 10yrs", "how to send something before noon, kept for 10 years"),
        ("cant log in, dunno y", "can't log in, do not know y"),
        ("uh we need to like store them and, you know, people order stuff", "we need to store them and, people order stuff"),
        ("um something like a queue", "something like a queue"),
    ],
)
def test_words_of_chats_and_sounds_of_speech(advisor, text, meant):
    assert read(advisor, text) == meant


NEED = "we need a queue between two systems."


@pytest.mark.parametrize(
    "text",
    [
        f"Dear team,\n\nI hope you are doing well. {NEED}\n\nKind regards,\nEva Muster\nHead of IT | Muster GmbH\nTel. 0170 123456",
        f"On Tue, 3 Nov 2026, Kim <kim@example.com> wrote:\n> {NEED}\n",
        f"From: kim@example.com\nTo: it@example.com\nSent: Monday\n\nHello Jo,\n{NEED}\n\nBest wishes\nKim",
        f"Ticket #4711 - P3\nReporter: Lee\nStatus: Open\nDescription: {NEED}",
        f"Hi all,\n{NEED}\nThanks\n______________\nThis message is confidential and intended solely for the addressee.",
        f"Guten Tag,\n{NEED}\nViele Grüße\nAnna",
    ],
)
def test_what_a_letter_is_wrapped_in_is_left_out(advisor, text):
    assert read(advisor, text) == NEED
    advice = advisor.ask(text)
    assert advice.scenario == text.strip()
    quoted = {advice.scenario[cue.start : cue.end] for reason in advice.recommendations[0].reasons for cue in reason.cues}
    assert quoted <= {NEED[at:end] for at in range(len(NEED)) for end in range(at, len(NEED) + 1)}


def test_a_need_below_the_closing_of_a_reply_is_read(advisor):
    assert read(advisor, f"Hi,\nsee below.\nThx,\nPeter\n\n> {NEED}") == NEED


@pytest.mark.parametrize(
    "text",
    [
        "Wir suchen einen Speicher für unsere Bilder",
        "¿Dónde puedo guardar mis fotos?",
        "Où est-ce que nous pouvons garder nos photos ?",
        "Onde posso guardar as minhas fotos?",
        "mujhe apne server ka backup karna hai",
        "我们需要一个队列",
        "Нам нужна очередь",
    ],
)
def test_other_languages_are_answered_in_one_sentence(advisor, text):
    assert advisor.ask(text).summary == ENGLISH_ONLY
