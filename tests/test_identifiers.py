"""What identifiers are that somebody pastes: forms with parts, tables, and texts that ask for nothing else."""

import pytest

from advisor.model import Service, Source
from advisor.text.identifiers import Identifier, IdentifierFinder, PartTable, make_forms
from advisor.text.vocabulary import LookUp

SOURCE = Source("a guide", date="2026-11")
TABLES = {
    "place": PartTable(told={"north-1": "the far north", "south-2": "the deep south"}),
    "code": PartTable(services={"box": "box-store"}),
    "marks": PartTable(letters={"g": "green", "d": "with disks"}),
}
IDENTIFIERS = (
    Identifier(("{name}.boxes.example",), ("box-store",), "the address of {name}'s box", SOURCE),
    Identifier(("{name}.{place}.boxes.example",), ("box-store",), "a box in {place}", SOURCE),
    Identifier(("{code}:{action}",), ("policy",), "an action of {code}", SOURCE),
    Identifier(("bx-{hex}",), ("box-store",), "the id of a box", SOURCE),
    Identifier(("m{number}{marks}.{size}",), ("machine",), "generation {number}, {marks}", SOURCE),
    Identifier(("BoxBalance", "box balance metric"), ("box-store",), "what is left in a box", SOURCE),
    Identifier(("0.0.0.0/0",), ("policy",), "everywhere", SOURCE),
    Identifier(("{name}.shops.example",), ("box-store",), "the address of a shop", SOURCE, "shop"),
    Identifier(("urn:{code}:{place}:{id}",), ("policy",), "the name of a thing of {code}", SOURCE, "thing of {code}"),
    Identifier(("Y{serial}",), ("machine",), "the number of a machine", SOURCE, "machine"),
)


@pytest.fixture(scope="module")
def finder():
    forms, literals = make_forms(IDENTIFIERS)
    words = LookUp(defining=frozenset({"what", "mean"}), fillers=frozenset({"is", "does", "the", "and", "a"}), pasted_from=frozenset({"on", "my", "bill"}))
    services = {id: Service(id, id.title(), "", "") for id in ("box-store", "policy", "machine")}
    return IdentifierFinder({str(number): one for number, one in enumerate(IDENTIFIERS)}, literals, lambda: forms, lambda: TABLES, services, words)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what is ann.boxes.example", "The address of ann's box"),
        ("What is https://ann.boxes.example/a/b?", "The address of ann's box"),
        ("ann.north-1.boxes.example", "A box in north-1 (the far north)"),
        ("what does box:Open mean?", "An action of Box-Store"),
        ('what is "bx-0a1b2c" on my bill', "The id of a box"),
        ("what can users find at <https://ann.boxes.example>?", "The address of ann's box"),
        ("what is http://boxbalance/", "What is left in a box"),
        ("bx-", "The id of a box"),
        ("m7gd.large", "Generation 7, green, with disks"),
        ("m7.large", "Generation 7, nothing more"),
        ("what is boxbalance", "What is left in a box"),
        ("what is the box balance metric?", "What is left in a box"),
        ("what is 0.0.0.0/0", "Everywhere"),
        ("ann.ſouth-2.boxes.example", "The address of ann.ſouth-2's box"),  # no place: its first letter is a long s
        ("ANN.SOUTH-2.boxes.example", "A box in SOUTH-2 (the deep south)"),
        ("what is ann.boxes.example:8443/a", "The address of ann's box"),
        ("what is Y2ABCD34EFGHIJ?", "The number of a machine"),
    ],
)
def test_identifier_is_told(finder, text, told):
    assert finder.find(text).text == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "what is a box",
        "what is ann.boxes.example.org",  # another name
        "ann.boxes.example answers with an error",  # tells more than it asks
        "bx-0a1b2c is on my bill",
        "what is Yesterdayevening1",  # too few digits
        "open the house: what is it",  # no code of ours
        "at 10:30",
        "what can users find at ann.boxes.example if they are blind",
        "m7z.large",  # no such mark
        "what is abx-0a1b",
        "what is İ bx-01",
        "what is the balance",
        "what is " + "ann.boxes.example " * 20,
    ],
)
def test_other_texts_are_left_alone(finder, text):
    assert finder.find(text) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("503 from https://ann.shops.example:8443/cart since noon", [("https://ann.shops.example:8443/cart", "shop")]),
        ("urn:box:north-1:77 and Y2ABCD34EFGHIJ are slow", [("urn:box:north-1:77", "thing of Box-Store"), ("Y2ABCD34EFGHIJ", "machine")]),
        ("what is ann.shops.example", []),  # asks for it
        ("ann.boxes.example answers with an error", []),  # read as nothing else
        ("shops are slow", []),
        ("ann.shops.example is slow, " + "and slower " * 60, []),
    ],
)
def test_a_resource_is_read_as_what_it_stands_for(finder, text, read):
    assert [(text[start:end], said) for start, end, said in finder.find_resources(text)] == read


def test_a_resource_within_a_trouble_names_its_service(advisor):
    answer = advisor.ask("504 from https://q7w8e9r0t1.execute-api.eu-west-1.amazonaws.com/live since this morning")
    assert answer.diagnosis.id == "api-gateway-504"
    assert answer.notices[0] == 'I read "https://q7w8e9r0t1.execute-api.eu-west-1.amazonaws.com/live" as "API Gateway".'
    assert answer.scenario.startswith("504 from https://q7w8e9r0t1")


def test_the_service_of_a_code_goes_first(finder):
    assert finder.find("box:Open").services == ("box-store", "policy")


def test_several_are_told_together(finder):
    told = finder.find("what is bx-01 and m7g.large")
    assert told.title == "bx-01 (Box-Store) and m7g.large (Machine)"
    assert told.text == "- bx-01 (Box-Store): The id of a box\n- m7g.large (Machine): Generation 7, green"


def test_a_taught_identifier_is_looked_up(teach):
    written = """
- forms: ["q-{hex}"]
  services: [sqs]
  tells: the id of a queue of ours
  source: {guide: "our own handbook", date: 2026-11}
"""
    answer = teach({"identifiers/ours.yaml": written, "parts.yaml": "region: {told: {r-1: here}}\n"}).ask("q-0a1b?")
    assert (answer.kind, answer.summary) == ("lookup", "The id of a queue of ours")
    assert answer.passages[0].source.title == "our own handbook"
    assert answer.passages[0].kind == "identifier"
    assert not answer.recommendations


def test_who_asks_which_service_an_identifier_belongs_to_gets_that_first(advisor):
    answer = advisor.ask("Which service has a metric called SpilloverCount?")
    assert (answer.kind, answer.recommendations[0].service) == ("lookup", "elastic-load-balancing")
