"""Slips of the keyboard."""

import pytest

from advisor.spelling import Speller

USES = {"database": 900, "databases": 300, "data": 800, "order": 500, "orders": 400, "border": 40, "kubernetes": 90, "rarely": 3, "replic": 0}


@pytest.fixture
def speller():
    return Speller(
        lambda words: {word: USES[word] for word in words if word in USES},
        lambda first, least, most: [(word, uses) for word, uses in USES.items() if word[0] == first and least <= len(word) <= most],
        lambda word: word.removesuffix("ated"),
    )


@pytest.mark.parametrize(("slip", "meant"), [("databse", "database"), ("dtaabase", "database"), ("kuberntes", "kubernetes"), ("kubernets", "kubernetes"), ("oders", "orders"), ("ordrs", "orders")])
def test_a_slip_is_taken_for_the_nearest_word(speller, slip, meant):
    assert speller.mend([slip]) == [meant]


@pytest.mark.parametrize("word", ["order", "databases", "replicated", "dat", "rarley", "d4tabase", "zebra", "", "datenbank", "données", "xorder"])
def test_known_words_short_ones_names_and_rare_neighbours_stay(speller, word):
    assert speller.mend([word]) == [word]


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


def test_a_misspelt_name_names_the_service(advisor):
    assert [mention.service for mention in advisor.analyzer.analyze("cloudtrial or cloudwach?").mentions] == ["cloudtrail", "cloudwatch"]
