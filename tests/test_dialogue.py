"""Conversations: what is asked, what is added, what is asked about by name, and what a state may hold."""

import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor import Advisor, ScenarioError
from advisor.answers.questions import IT_DOES_NOT_MATTER, CueTable, entropy
from advisor.dialogue.conversation import MOST_IN_A_ROW, MOST_STATE_CHARACTERS, MOST_STATEMENTS, State, Statement
from advisor.dialogue.dialogue import ANY, Dialogue
from advisor.dialogue.hearing import hear
from advisor.dialogue.turns import read_command, read_option_asked
from advisor.errors import StateError
from advisor.ranking.store import Store
from advisor.rendering.render_reply import render_reply
from advisor.rendering.terminal import Style
from tests.conftest import TESTS, read_scenarios

CONVERSATIONS = [c for path in sorted((TESTS / "conversations").glob("*.yaml")) for c in yaml.safe_load(path.read_text(encoding="utf-8"))]
ORDERED = "payments must be handled in the order they were sent"


@pytest.fixture(scope="module")
def dialogue(advisor):
    return Dialogue(advisor)


@pytest.fixture(scope="module")
def small(small_advisor):
    return Dialogue(small_advisor)


def travel(state):
    """A state as it comes back from whoever held it."""
    return State.decode(json.loads(json.dumps(state.encode()))) if state else None


def hold(dialogue, turns):
    """The replies to turns, each a text or {"pick": cue}."""
    state, replies = None, []
    for turn in turns:
        turn = {"say": turn} if isinstance(turn, str) else turn
        reply = dialogue.reply(travel(state), turn.get("say", ""), turn.get("pick"))
        replies.append(reply)
        state = reply.state
    return replies


def chosen(reply):
    return reply.advice.recommendations[0].service if reply.advice and reply.advice.recommendations else None


# Written conversations -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def held(dialogue):
    """(conversation, replies) of all written conversations."""
    return [(conversation, hold(dialogue, conversation["turns"])) for conversation in CONVERSATIONS]


def is_right(advisor, reply, services):
    service = chosen(reply)
    return service is not None and any(advisor.catalogue.answers(service, label) for label in services)


def test_there_are_enough_conversations_of_two_to_five_turns():
    assert len(CONVERSATIONS) >= 40
    assert all(2 <= len(conversation["turns"]) <= 5 for conversation in CONVERSATIONS)
    assert len({conversation["name"] for conversation in CONVERSATIONS}) == len(CONVERSATIONS)


def test_the_last_answer_is_right_in_nineteen_of_twenty(held, advisor):
    wrong = []
    for conversation, replies in held:
        last = [(turn, reply) for turn, reply in zip(conversation["turns"], replies, strict=True) if "service" in turn][-1:]
        wrong += [(conversation["name"], chosen(reply)) for turn, reply in last if not is_right(advisor, reply, turn["service"])]
    assert len(wrong) <= len(held) // 20, wrong


def test_answers_on_the_way_are_right_in_nine_of_ten(held, advisor):
    answers = [(turn["say"] if "say" in turn else turn["pick"], is_right(advisor, reply, turn["service"])) for c, rs in held for turn, reply in zip(c["turns"], rs, strict=True) if "service" in turn]
    assert sum(right for _, right in answers) >= 0.9 * len(answers), [text for text, right in answers if not right]


def test_requests_are_recognised(held):
    wrong = []
    for conversation, replies in held:
        for turn, reply in zip(conversation["turns"], replies, strict=True):
            about = [reply.why_not.service] if reply.why_not else [side.service for side in reply.comparison.sides] if reply.comparison else [reply.service.service] if reply.service else []
            fits = reply.kind == turn.get("kind", "advice") and turn.get("says", "") in reply.text and about == turn.get("about", about)
            fits = fits and ("advice" not in turn or reply.advice.kind == turn["advice"]) and ("change" not in turn or reply.change.kind == turn["change"])
            wrong += [] if fits else [(conversation["name"], turn, reply.kind, about)]
    assert len(wrong) <= 3, wrong


def test_questions_are_asked_where_they_help(held):
    asked = sum(reply.question is not None for _, replies in held for reply in replies)
    wrong = []
    for conversation, replies in held:
        for turn, reply in zip(conversation["turns"], replies, strict=True):
            if "asks" in turn:
                facet = reply.question.facet if reply.question else None
                wrong += [] if (facet in turn["asks"] if isinstance(turn["asks"], list) else bool(facet) == turn["asks"]) else [(conversation["name"], facet)]
    print(f"{len(held)} conversations, {sum(len(replies) for _, replies in held)} turns, {asked} questions")
    assert wrong == []
    assert asked <= len(held) / 2


def test_a_question_separates_the_candidates_that_were_close(held, dialogue):
    """Its answers lead to different services."""
    together = []
    for _, replies in held:
        for reply in replies:
            if reply.question:
                answers = {chosen(dialogue.reply(travel(reply.state), option=option.cue)) for option in reply.question.options if option.cue}
                together += [] if len(answers) > 1 else [reply.question.text]
    assert together == []


def test_what_is_answered_right_is_seldom_asked_about(advisor, ask):
    advices = [(row, ask(row["scenario"])) for name in ("deck", "catalogue") for row in read_scenarios(name)]
    right = [advice for row, advice in advices if advice.recommendations and any(advisor.catalogue.answers(advice.recommendations[0].service, label) for label in row["services"])]
    assert sum(advice.question is not None for advice in right) <= len(right) / 20


def test_nothing_is_asked_about_what_is_off_topic(ask):
    assert [text for text in read_scenarios("off_topic") if any(c.isalnum() for c in text) and ask(text).question] == []


# Rules of the dialogue -----------------------------------------------------------------------------------------------


def test_never_the_same_question_twice_and_at_most_three_in_a_row(dialogue):
    for first in ("we need a database", "store files", "deploy an application", "run jobs", "move data to AWS"):
        replies = hold(dialogue, [first])
        while replies[-1].question and len(replies) < 8:
            replies.append(dialogue.reply(travel(replies[-1].state), option=ANY))
        facets = [reply.question.facet for reply in replies if reply.question]
        assert 1 <= len(set(facets)) == len(facets) <= MOST_IN_A_ROW


def test_three_in_a_row_holds_over_new_scenarios(dialogue):
    replies = hold(dialogue, ["we need a database", "new question: store files", "new question: I need a queue", "new question: protect the web site"])
    assert [reply.question is not None for reply in replies] == [True, True, True, False]


def test_it_does_not_matter_is_the_last_of_two_to_four_answers(held):
    for _, replies in held:
        for reply in replies:
            if reply.question:
                assert 3 <= len(reply.question.options) <= 4
                assert [option.label for option in reply.question.options if option.cue is None] == [IT_DOES_NOT_MATTER]
                assert reply.question.options[-1].cue is None


@pytest.mark.parametrize("said", ["1", "Yes, strictly", "yes, strictly.", "yes", "strictly", "yes please"])
def test_an_answer_can_be_typed_in_many_ways(dialogue, said):
    first = dialogue.reply(None, "I need a queue")
    assert first.question.facet == "ordering"
    reply = dialogue.reply(first.state, said)
    assert reply.state.answers == ("strict-order",)
    assert chosen(reply) == "sqs-fifo"


def test_an_answer_that_was_not_offered_can_be_typed(dialogue, advisor):
    first = dialogue.reply(None, "store files")
    offered = {option.cue for option in first.question.options}
    cues = [cue for cue in advisor.facets[first.question.facet].cues if cue.id not in offered]
    assert cues
    for cue in cues:
        assert dialogue.reply(first.state, cue.label).state.answers == (cue.id,)


@pytest.mark.parametrize("said", ["3", "it does not matter", "It doesn’t matter!", "don't know", "skip", "whatever"])
def test_it_does_not_matter_can_be_typed_too(dialogue, said):
    first = dialogue.reply(None, "I need a queue")
    reply = dialogue.reply(first.state, said)
    assert reply.kind == "advice"
    assert reply.state.answers == ()
    assert "ordering" in reply.state.asked


def test_an_answer_that_is_taken_back_gives_way_to_the_new_one(dialogue):
    _, second, third = hold(dialogue, ["store files", {"pick": "shared-files-linux"}, {"pick": "object-store"}])
    assert second.state.answers == ("shared-files-linux",)
    assert third.state.choice == "s3"
    assert chosen(hold(dialogue, ["store files", {"pick": "object-store"}])[-1]) == "s3"
    assert dialogue.reply(third.state, "undo").state.answers == ("shared-files-linux",)


def test_an_answer_is_quoted_with_its_question(dialogue):
    reply = hold(dialogue, ["I need a queue", {"pick": "strict-order"}])[-1]
    reason = reply.advice.recommendations[0].reasons[0]
    assert reason.rule
    assert "Must messages keep the order in which they were sent? Yes, strictly" in {reply.advice.scenario[cue.start : cue.end] for cue in reason.cues}


def test_what_changed_and_why_is_said(dialogue):
    _, reply = hold(dialogue, ["Web servers hand thumbnail jobs to a pool of workers through a buffer.", "what if order matters?"])
    assert (reply.change.kind, reply.change.after) == ("changed", "sqs-fifo")
    assert reply.change.reasons[0].rule
    assert reply.change.text.startswith("The answer changes from Amazon SQS")
    assert reply.change.text in reply.text


def test_a_not_reaches_no_further_than_its_turn(small, small_advisor):
    heard = hear((Statement("we do not"), Statement("keep messages in order")), small_advisor.analyzer, lambda a, b: False)
    assert [match.negated for match in heard.query.cues if match.cue == "strict-order"] == [False]


def test_what_is_said_later_takes_back_what_was_said_before(small_advisor):
    table = small_advisor.questions.table
    heard = hear((Statement("messages are kept in order"), Statement("in any order is fine")), small_advisor.analyzer, table.are_opposed)
    assert [match.cue for match in heard.query.cues] == ["order-irrelevant"]
    assert heard.added == ("order-irrelevant",)


def test_places_in_what_was_heard_are_places_in_its_text(small_advisor):
    heard = hear((Statement("profiles are key-value pairs"), Statement("several subscribers")), small_advisor.analyzer, lambda a, b: False)
    assert [heard.query.text[match.start : match.end] for match in heard.query.cues] == ["key-value", "several subscribers"]
    assert all(heard.query.text[token.start : token.end].lower() == token.word for token in heard.query.tokens)


def test_a_look_up_leaves_the_conversation_as_it_is(dialogue):
    first = dialogue.reply(None, ORDERED)
    reply = dialogue.reply(first.state, "what is the maximum size of an SQS message?")
    assert reply.advice.kind == "lookup"
    assert reply.state.statements == first.state.statements


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("start over", "start_over"), ("Please start over!", "start_over"), ("ok, let's start again", "start_over"), ("new question", "start_over"), ("reset", "start_over"),
        ("help", "help"), ("what can you do?", "help"), ("Who are you?", "help"), ("hi", "hello"), ("Hello there!", "hello"), ("thanks", "thanks"), ("great, thank you so much", "thanks"),
    ],
)  # fmt: skip
def test_commands(text, kind):
    assert read_command(text).kind == kind


@pytest.mark.parametrize(
    "text", ["start over the pipeline after a failure", "help desk software for tickets", "ok, what about DynamoDB", "reset passwords of users", "hi, which queue keeps the order?"]
)
def test_scenarios_that_look_like_commands(text):
    assert read_command(text) is None


@pytest.mark.parametrize("text", ["why not SQS FIFO?", "Why isn’t it SQS FIFO?", "what about SQS FIFO", "could we use SQS FIFO instead?", "but why not just SQS FIFO"])
def test_why_not(small, text):
    first = small.reply(None, "notify many: one announcement goes to several subscribers")
    reply = small.reply(first.state, text)
    assert reply.kind == "why_not"
    assert reply.why_not.service == "sqs-fifo"
    assert reply.why_not.place != 1


def test_why_not_gives_the_rule_that_excludes(small):
    reply = hold(small, [ORDERED, "why not SQS?"])[-1]
    assert reply.why_not.ruled_out.rule == "strict-order"
    assert "out of order" in reply.text


def test_why_not_without_a_conversation_tells_about_the_service(small):
    assert small.reply(None, "tell me about SNS").service.service == "sns"
    assert small.reply(None, "why?").kind != "why_not"


def test_a_comparison_tells_what_each_is_for_and_what_decides(small):
    comparison = hold(small, [ORDERED, "compare SQS with SQS FIFO"])[-1].comparison
    assert [side.service for side in comparison.sides] == ["sqs", "sqs-fifo"]
    assert all(side.summary and side.chosen_for for side in comparison.sides)
    assert comparison.sides[1].limits[0].text.startswith("300 calls")
    assert comparison.choice == "sqs-fifo"
    assert any("ruled out" in text for text in comparison.decides)


@pytest.mark.parametrize(("asked", "service"), [("why not Global Accelerator?", "global-accelerator"), ("why not DynamoDB?", "dynamodb")])
def test_why_not_tells_the_words_that_speak_for_the_choice(advisor, asked, service):
    dialogue = Dialogue(advisor)
    first = dialogue.reply(None, "readers all over the world load heavy pictures from our site")
    why = dialogue.reply(first.state, asked)
    assert why.why_not.service == service
    assert "pictures" in why.why_not.words
    assert all(f'"{word}"' in why.text for word in why.why_not.words)


def test_why_not_tells_when_one_gives_way_to_the_other(advisor):
    dialogue = Dialogue(advisor)
    why = dialogue.reply(dialogue.reply(None, "Windows servers need a shared drive").state, "why not EFS?")
    assert [(one.service, other.service) for one, other in zip(why.why_not.instead, why.why_not.otherwise, strict=True)] == [("fsx-windows", "efs")]
    assert why.why_not.otherwise[0].when in why.text


def test_a_comparison_that_only_the_ranking_decides_tells_the_words_or_no_better_one(advisor, small):
    dialogue = Dialogue(advisor)
    first = dialogue.reply(None, "readers all over the world load heavy pictures from our site")
    comparison = dialogue.reply(first.state, "compare CloudFront with Global Accelerator").comparison
    assert comparison.choice == "cloudfront"
    assert '"pictures"' in comparison.verdict
    untrained = small.reply(small.reply(None, "the jobs have to wait").state, "compare SNS with DynamoDB").comparison
    assert (untrained.choice, untrained.verdict) == (None, "")


def test_a_comparison_without_a_scenario_names_what_would_decide(small):
    comparison = small.reply(None, "SQS or SNS?").comparison
    assert comparison.choice is None
    assert comparison.decides


def test_yes_without_a_question_is_not_understood(small):
    assert small.reply(None, "yes").kind == "unclear"
    assert small.reply(small.reply(None, ORDERED).state, "yes").kind == "unclear"


# State ---------------------------------------------------------------------------------------------------------------


def test_a_state_is_small_and_comes_back_the_same(held):
    for _, replies in held:
        for reply in replies:
            data = json.dumps(reply.state.encode())
            assert State.decode(json.loads(data)) == reply.state
            assert len(data) < 2_000


def test_the_same_turns_give_the_same_replies(dialogue):
    turns = ["we need a database", {"pick": "key-value"}, "why not RDS?"]
    assert [reply.to_dict() for reply in hold(dialogue, turns)] == [reply.to_dict() for reply in hold(dialogue, turns)]


def test_a_reply_is_json(held):
    for _, replies in held[:5]:
        assert State.decode(json.loads(json.dumps(replies[-1].to_dict()))["state"]) == replies[-1].state


GOOD = {"version": 1, "statements": [{"text": "a queue"}]}


@pytest.mark.parametrize(
    "data",
    [
        None, 7, "x", [], {}, {"version": 0}, {"version": 2}, {"version": True}, {**GOOD, "admin": True}, {**GOOD, "statements": "a queue"}, {**GOOD, "statements": [{"text": ""}]},
        {**GOOD, "statements": [{"text": "a\x00queue"}]}, {**GOOD, "statements": [{"text": "x" * 8_001}]}, {**GOOD, "statements": [{"text": "a"}] * (MOST_STATEMENTS + 1)},
        {**GOOD, "statements": [{"text": "word " * 1500 + "end"}] * 9}, {**GOOD, "in_a_row": 4}, {**GOOD, "in_a_row": -1}, {**GOOD, "asked": ["a b"]}, {**GOOD, "asked": ["a"] * 101},
        {**GOOD, "choice": "<script>"}, {**GOOD, "facet": "../x"}, {**GOOD, "statements": [{"text": "a", "cue": "UP"}]}, {**GOOD, "compared": ["a", "b", "c", "d", "e"]},
    ],
)  # fmt: skip
def test_a_state_that_is_not_ours_is_refused(data):
    with pytest.raises(StateError, match="start over"):
        State.decode(data)


@pytest.mark.parametrize(
    "more", [{"choice": "no-such"}, {"asked": ["no-such"]}, {"facet": "no-such"}, {"offered": ["no-such"]}, {"statements": [{"text": "a", "cue": "no-such"}]}, {"compared": ["no-such"]}]
)
def test_a_state_of_other_knowledge_is_refused(small, more):
    with pytest.raises(StateError, match="start over"):
        small.reply(State.decode({**GOOD, **more}), "and cheap")


@pytest.mark.parametrize("option", ["no-such", "", "<b>", ANY])
def test_an_option_that_was_never_offered_is_refused(small, option):
    with pytest.raises(StateError):
        small.reply(small.reply(None, ORDERED).state, option=option)


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x " * 4_001, "?!"])
def test_a_text_that_cannot_be_read_is_refused(small, text):
    with pytest.raises(ScenarioError):
        small.reply(None, text)


def test_hundreds_of_turns(small):
    state = None
    started = time.process_time()
    for number in range(300):
        state = small.reply(travel(state), f"and it must also handle case {number} in order").state
    assert len(state.statements) <= MOST_STATEMENTS
    assert sum(len(statement.text) for statement in state.statements) <= MOST_STATE_CHARACTERS
    assert state.statements[0].text.endswith("case 0 in order")
    assert time.process_time() - started < 60


words = st.sampled_from(
    [
        "what",
        "if",
        "order",
        "matters",
        "why",
        "not",
        "SQS",
        "or",
        "SNS",
        "compare",
        "it",
        "with",
        "tell",
        "me",
        "about",
        "DynamoDB",
        "yes",
        "no",
        "1",
        "2",
        "start",
        "over",
        "it",
        "must",
        "be",
        "cheaper",
        "key-value",
        "help",
        "<b>",
        "'",
        '"',
        "...",
        "ünï",
        "code",
        "订单",
        "and",
    ]
)
texts = st.lists(words, min_size=1, max_size=12).map(" ".join) | st.text(max_size=60)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(texts, max_size=6))
def test_any_conversation_goes_on(small, turns):
    state, row = None, 0
    for text in turns:
        try:
            reply = small.reply(travel(state), text)
        except ScenarioError:
            continue
        row = row + 1 if reply.question else 0
        assert row <= MOST_IN_A_ROW
        assert reply.text
        state = reply.state


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3), max_leaves=8
)
fields = st.dictionaries(st.sampled_from(["version", "statements", "asked", "facet", "offered", "in_a_row", "choice", "compared", "other"]), plain | st.just(1), max_size=9)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=plain | fields)
def test_any_data_is_a_state_or_refused(small, data):
    try:
        state = State.decode(data)
        small.reply(state, "and cheap")
    except StateError:
        pass


# Questions -----------------------------------------------------------------------------------------------------------


def test_entropy_of_equal_shares_is_the_logarithm_of_their_number():
    assert entropy([1, 1, 1, 1]) == pytest.approx(2)
    assert entropy([3, 0]) == entropy([]) == 0


def test_the_answers_of_a_facet_never_add_up_to_more_than_one(advisor):
    table = advisor.questions.table
    for service in list(advisor.services)[:80]:
        supports = table.cues_of(service, ())
        for facet in table.facets:
            assert 0 < sum(table.likelihoods(facet, supports).values()) < 1


def test_a_rule_that_excludes_a_service_takes_all_support(small_advisor):
    table = small_advisor.questions.table
    assert table.cues_of("sqs", ())["strict-order"] == 0
    assert table.cues_of("sqs-fifo", ())["strict-order"] >= 1
    assert isinstance(table, CueTable)


def test_an_answer_is_quick(dialogue):
    state = dialogue.reply(None, "we need a database").state
    times = []
    for _ in range(20):
        started = time.process_time()
        dialogue.reply(state, "what if it must be cheaper?")
        times.append(time.process_time() - started)
    assert sorted(times)[10] < 0.1


@pytest.mark.parametrize(
    ("need", "ended", "today"),
    [
        ("Before moving, we want to compare the total cost of our own data centre with that of AWS", "tco-calculator", "migration-evaluator"),
        ("We need an immutable, cryptographically verifiable ledger of all changes, owned by a central trusted authority", "qldb", "aurora"),
    ],
)
def test_an_ended_service_is_behind_what_replaces_it_wherever_a_ranking_is_read(dialogue, need, ended, today):
    names = dialogue.name
    first = dialogue.reply(None, need)
    assert first.state.choice == today
    why = dialogue.reply(first.state, f"why not {names(ended)}?")
    assert (why.why_not.service, why.why_not.confidence) == (ended, 0.0)
    assert why.why_not.place > 1
    assert why.text.startswith(f"{names(ended)} is ruled out: it has ended; today one uses {names(today)}.")
    assert dialogue.reply(first.state, f"{names(ended)} or {names(today)}?").comparison.choice == today
    assert dialogue.reply(first.state, f"{names(ended)} or AWS Outposts?").comparison.choice in ("outposts", None)


def test_requests_and_notices_read_only_what_is_on_the_services_that_they_tell_of(cache, monkeypatch):
    dialogue = Dialogue(Advisor.load())
    monkeypatch.setattr(Store, "ids", lambda store, kind: pytest.fail(f"every {kind} was read"))
    first = dialogue.reply(None, "We need an immutable, cryptographically verifiable ledger of all changes, owned by a central trusted authority")
    assert any("QLDB ended" in notice and "The deck" in notice for notice in first.advice.notices)
    assert dialogue.reply(first.state, "why not DynamoDB?").why_not.missing
    assert dialogue.reply(first.state, "compare DynamoDB with Aurora").comparison.decides


@pytest.mark.parametrize("said", ["queue need. " + "need. " * 1_290, "in order, not in order, " * 330])
def test_what_is_said_over_and_over_is_read_fast(dialogue, said):
    state, started = None, time.process_time()
    for number in range(4):
        state = dialogue.reply(state, f"{said}{number}").state
    assert time.process_time() - started < 2.5


def test_what_is_said_over_and_over_is_compared_once(small_advisor):
    compared = []
    heard = hear((Statement("keep them in order. " * 50), Statement("in any order. several subscribers. " * 50)), small_advisor.analyzer, lambda a, b: bool(compared.append((a, b))))
    assert len(heard.query.cues) > 100
    assert len(compared) == len(set(compared))


def test_the_documented_example_works(dialogue):
    reply = dialogue.reply(None, "we need a queue")
    reply = dialogue.reply(reply.state, option="strict-order")
    assert chosen(reply) == "sqs-fifo"
    assert dialogue.reply(reply.state, "what if it must be cheap?").advice


def test_conversations_are_files_of_this_folder():
    assert {Path(path).suffix for path in (TESTS / "conversations").iterdir()} == {".yaml"}


# What is not wanted, and turns that only look back ---------------------------------------------------------------------


@pytest.mark.parametrize("text", ["object storage but not S3", "object storage other than S3 or EFS", "a relational database, not RDS"])
def test_a_service_that_is_refused_is_no_answer_and_told_as_ruled_out(advisor, text):
    advice = advisor.ask(text)
    out = {out.service for out in advice.ruled_out if out.rule is None}
    assert out
    for one in advice.recommendations:
        assert not advisor.catalogue.is_covered(one.service, out)


def test_a_refusal_in_a_later_turn_leaves_the_need_as_it_is(dialogue):
    first, second, third = hold(dialogue, ["we need a relational database for orders", "but not Aurora", "not RDS"])
    assert (chosen(first), chosen(second)) == ("rds", "rds")
    assert chosen(third) not in ("rds", "aurora")
    assert third.kind == "advice"


def test_the_last_thing_said_can_be_taken_back(dialogue):
    first, second, third = hold(dialogue, ["we need a relational database for orders", "not RDS", "undo that"])
    assert chosen(second) != chosen(first) == chosen(third)
    assert hold(dialogue, ["undo"])[0].kind == "start_over"


def test_who_does_not_understand_is_told_why(dialogue):
    _, again = hold(dialogue, [ORDERED, "what do you mean?"])
    assert again.kind == "why_not"
    assert again.why_not.service == "sqs-fifo"


def test_a_fact_about_the_choice_is_looked_up_and_a_price_is_not_made_up(dialogue):
    first, how_long, price = hold(dialogue, ["code that makes thumbnails when a photo is uploaded, without servers", "how long can it run?", "how much does it cost?"])
    assert chosen(first) == "lambda"
    assert how_long.advice.kind == "lookup"
    assert "15 minutes" in how_long.advice.passages[0].text
    assert "I hold no current prices" in price.text
    assert price.state.choice == "lambda"


@pytest.mark.parametrize("detail", ["about 50 bookings a day", "mostly in the evening", "the bookings are small"])
def test_a_detail_does_not_turn_the_answer_round(dialogue, detail):
    first, second = hold(dialogue, ["I need a relational database for bookings", detail])
    assert chosen(first) == chosen(second) == "rds"
    assert second.change.kind == "same"


def test_a_refusal_can_be_taken_back(dialogue, advisor):
    *_, last = hold(dialogue, ["we need a relational database for orders", "not RDS", "ok, use RDS then"])
    assert advisor.catalogue.is_covered(chosen(last), {"rds"})
    assert last.advice.ruled_out == ()


@pytest.mark.parametrize("text", ["no, not that one", "another one please", "the second one"])
def test_another_choice_can_be_asked_for_and_taken_back(dialogue, text):
    first = dialogue.reply(None, "Web servers hand thumbnail jobs to a pool of workers through a buffer.")
    other = dialogue.reply(first.state, text)
    assert other.state.choice not in (None, first.state.choice)
    assert dialogue.reply(other.state, "undo that").state.choice == first.state.choice


@pytest.mark.parametrize("text", ["what else?", "any other options?", "what would change your mind", "what are the alternatives"])
def test_what_else_there_is_is_told_and_changes_nothing(dialogue, text):
    first = dialogue.reply(None, "Web servers hand thumbnail jobs to a pool of workers through a buffer.")
    told = dialogue.reply(first.state, text)
    assert f"I would choose {first.advice.recommendations[0].choose_instead[0].name}" in told.text.replace(" an ", " ").replace(" a ", " ")
    assert told.state.statements == first.state.statements
    assert told.state.choice == first.state.choice


@pytest.mark.parametrize("text", ["it is raining today", "my dog is brown", "we are five people", "hmm", "about 5000 a month"])
def test_what_is_said_in_passing_changes_no_choice_and_makes_none_surer(dialogue, text):
    first = dialogue.reply(None, "make my app faster")
    second = dialogue.reply(first.state, text)
    assert second.state.choice == first.state.choice
    sure = [reply.advice.recommendations[0].confidence for reply in (first, second) if reply.advice and reply.advice.recommendations]
    assert max(sure) == sure[0]


def test_a_later_answer_takes_the_place_of_an_earlier_one_until_it_is_undone(dialogue):
    first = dialogue.reply(None, "we need storage")
    shared = dialogue.reply(first.state, option="shared-files-linux")
    objects = dialogue.reply(shared.state, option="object-store")
    assert objects.state.choice not in (None, shared.state.choice)
    assert dialogue.reply(objects.state, "undo").state.choice == shared.state.choice


def test_something_cheaper_is_of_the_same_kind_or_not_known(dialogue):
    first = dialogue.reply(None, "Transcripts must be searched by full text with facets")
    told = dialogue.reply(first.state, "that is too expensive for us")
    assert told.state.choice == first.state.choice or dialogue.name(told.state.choice) in told.text
    assert "cheaper" in told.text or told.change.kind == "changed"


def test_a_choice_can_be_taken_and_what_was_said_be_told(dialogue):
    first = dialogue.reply(None, "Web servers hand thumbnail jobs to a pool of workers through a buffer.")
    name = dialogue.name(first.state.choice)
    assert dialogue.reply(first.state, "ok take it").text.startswith(f"{name} it is.")
    told = dialogue.reply(first.state, "what did I say so far?").text
    assert "thumbnail jobs" in told
    assert name in told


@pytest.mark.parametrize("text", ["what else?", "ok take it", "summarize"])
def test_of_nothing_said_nothing_is_told(dialogue, text):
    assert dialogue.reply(None, text).kind == "unclear"


def test_a_trouble_does_not_stick_to_what_is_said_after_it(advisor):
    dialogue = Dialogue(advisor)
    first = dialogue.reply(None, "Task timed out after 3.00 seconds")
    assert first.advice.kind == "diagnosis"
    second = dialogue.reply(first.state, "we need a key-value database with single-digit millisecond reads")
    assert second.advice.recommendations[0].service == "dynamodb"
    assert "Task timed out" not in second.advice.scenario


def test_what_was_refused_or_undone_is_told_as_that(dialogue):
    first = dialogue.reply(None, "Web servers hand thumbnail jobs to a pool of workers through a buffer.")
    other = dialogue.reply(first.state, "not that one")
    assert other.change.text.startswith(f"Without {dialogue.name(first.state.choice)} it is ")
    assert dialogue.reply(other.state, "undo").change.text.startswith("Back from ")


def test_another_vendors_product_in_passing_is_no_detail_of_the_need(advisor):
    dialogue = Dialogue(advisor)
    first = dialogue.reply(None, "what is the aws equivalent of azure blob storage")
    assert first.state.choice == "s3"
    told = dialogue.reply(first.state, "azure nsg?")
    assert "takes its place" in told.text
    assert told.state.choice == "s3"


@pytest.mark.parametrize(
    ("second", "service"),
    [("also need a database for the customers", "rds"), ("and for sending mails?", "ses"), ("we also need a cdn", "cloudfront"), ("and somewhere to keep the invoices as pdf", "s3")],
)
def test_a_second_need_is_answered_beside_the_first(dialogue, second, service):
    reply = hold(dialogue, [ORDERED, second])[-1]
    assert (chosen(reply), reply.change.kind, reply.change.text) == (service, "first", "Beside Amazon SQS FIFO queue, for this:")
    assert (len(reply.state.statements), len(reply.state.need)) == (2, 1)


@pytest.mark.parametrize("detail", ["we also need encryption of it", "and a nightly backup of it", "also it has to survive restarts"])
def test_a_detail_is_no_second_need(dialogue, detail):
    reply = hold(dialogue, ["a cache in front of our database", detail])[-1]
    assert chosen(reply).startswith("elasticache")


@pytest.mark.parametrize("text", ["let's go with fargate", "ok, we'll take Fargate", "I will use AWS Fargate then"])
def test_a_choice_of_ones_own_is_taken(dialogue, text):
    *_, before, taken = hold(dialogue, ["resize images when they are uploaded", text])
    assert (chosen(before), taken.kind, taken.state.choice) == ("lambda", "help", "fargate")
    assert taken.text.startswith("AWS Fargate it is. By what you said I would have chosen AWS Lambda")


@pytest.mark.parametrize("text", ["2", "no", "either"])
def test_an_answer_without_a_question_is_told_as_that(dialogue, text):
    *_, reply = hold(dialogue, ["Videos are delivered to viewers all over the world with low latency", text])
    assert (reply.kind, reply.text.startswith("No question of mine is open")) == ("unclear", True)


def test_undo_and_recap_reach_over_needs(dialogue):
    turns = [ORDERED, "it must be durable", "also need a database for the customers"]
    recap, undone = (hold(dialogue, [*turns, last])[-1] for last in ("what did i say so far?", "undo"))
    assert "My choice so far: Amazon SQS FIFO queue." in recap.text
    assert "also need a database for the customers. My choice so far: Amazon RDS." in recap.text
    assert (chosen(undone), len(undone.state.statements)) == ("sqs-fifo", 2)


@pytest.mark.parametrize(
    ("first", "second", "service"),
    [
        ("photos of customers have to be stored", "and emails to customers", "ses"),
        ("users must log in to our app", "we also need to store the pictures the users upload", "s3"),
        ("turn our articles into speech", "also translate the articles", "translate"),
        ("run containers without servers", "and a private registry for the images", "ecr"),
    ],
)
def test_a_thing_that_is_added_stands_beside_the_choice(dialogue, first, second, service):
    before, now = hold(dialogue, [first, second])
    assert (chosen(now), now.change.text) == (service, f"Beside {dialogue.name(before.state.choice)}, for this:")


@pytest.mark.parametrize("detail", ["and low cost", "and high availability", "also it needs encryption", "and only at night", "and passwords must be long"])
def test_a_quality_that_is_added_is_no_second_need(dialogue, detail):
    *_, now = hold(dialogue, ["a relational database for our shop", detail])
    assert len(now.state.needs) == 1


def test_a_new_scenario_can_be_told_to_be_the_same(dialogue):
    turns = ["we need a data lake on S3 for CSV files that analysts query with SQL", "cost is the main thing, nothing running while idle"]
    first, second, joined, undone = hold(dialogue, [*turns, "It is about the same", "undo"])
    assert second.suggestions[0] == "It is about the same"
    assert (len(second.state.needs), len(joined.state.needs)) == (2, 1)
    assert chosen(first) == chosen(joined) == chosen(undone) == "athena"
    assert undone.state.statements == first.state.statements


def test_a_new_question_is_no_second_need(dialogue):
    reply = hold(dialogue, [ORDERED, "new question: and also need a database for customers"])[-1]
    assert (reply.change.text, len(reply.state.statements)) == ("I take this as a new scenario.", 1)


@pytest.mark.parametrize("detail", ["and to encrypt the data", "and for mobile users", "and to run only at night", "we also need a dead letter queue for it"])
def test_what_a_need_is_for_is_no_second_need(dialogue, detail):
    assert len(hold(dialogue, [ORDERED, detail])[-1].state.needs) == 1


@pytest.mark.parametrize("text", ["do ec2 instances restart?", "use s3 or not?", "we will choose S3 later", "i prefer s3 backups", "we use fargate already", "should we take sqs?"])
def test_what_only_sounds_like_a_choice_is_none(dialogue, text):
    reply = hold(dialogue, ["resize images when they are uploaded", text])[-1]
    assert not any(statement.taken for statement in reply.state.statements)


def test_what_is_taken_stays_until_it_is_refused(dialogue):
    need = "resize images when they are uploaded"
    *_, taken, cheap = hold(dialogue, [need, "let's go with fargate", "it must be cheap"])
    assert [taken.state.choice, chosen(cheap), dialogue.restate(cheap.state).advice.recommendations[0].service] == ["fargate"] * 3
    assert chosen(hold(dialogue, [need, "let's go with fargate", "but not Fargate"])[-1]) == "lambda"


def test_a_taken_service_can_be_asked_about_and_undone(dialogue):
    turns = ["resize images when they are uploaded", "let's go with fargate"]
    why, undone = (hold(dialogue, [*turns, last])[-1] for last in ("why not AWS Fargate?", "undo"))
    assert (why.kind, why.why_not.service, "I chose" in why.text) == ("why_not", "fargate", False)
    assert chosen(undone) == "lambda"


def test_a_refused_service_that_is_taken_is_the_choice(dialogue):
    reply = hold(dialogue, [ORDERED, "but not SQS FIFO", "i'd rather take sqs fifo"])[-1]
    assert (chosen(reply), reply.change.kind) == ("sqs-fifo", "changed")


def test_an_answer_is_no_detail_of_the_choice(dialogue):
    first = dialogue.reply(None, "want to search seven years of who did what using sql")
    answered = first.state.said(Statement("How is the data analysed? Analyse it in a data warehouse", next(iter(dialogue._table.facet_of))))
    assert dialogue._listener.understand(answered)  # the words of our own question do not count


def test_earlier_needs_are_forgotten_first():
    state = State()
    for number in range(MOST_STATEMENTS + 2):
        state = state.said(Statement(f"need {number}", opens=number in (0, 3)))
    assert [statement.text for statement in state.statements][:3] == ["need 2", "need 3", "need 4"]
    assert len(state.needs) == 2


@pytest.mark.parametrize(
    ("need", "detail"),
    [
        ("i want to send emails to my customers", "about 5000 a month"),
        ("i need a database for my customers", "maybe 2000 customers"),
        ("i need a database for my customers", "i know excel only"),
        ("Videos are delivered to viewers all over the world with low latency", "it is for my uncle"),
    ],
)
def test_what_says_little_by_itself_changes_nothing(dialogue, need, detail):
    first, then = hold(dialogue, [need, detail])
    assert (chosen(then), then.change.kind) == (chosen(first), "same")


def test_what_a_detail_asks_for_by_itself_is_told_beside_the_choice(dialogue):
    reply = hold(dialogue, ["videos of our courses have to be stored", "with subtitles"])[-1]
    assert 'For "with subtitles" by itself I would choose' in reply.change.text
    assert 'For "with subtitles" by itself I would' in render_reply(reply, Style(120)).replace("\n", " ")


@pytest.mark.parametrize(("text", "kind"), [("why not Glue?", "why_not"), ("let's use Glue", "help")])
def test_names_that_are_ordinary_words_are_understood_in_requests(dialogue, text, kind):
    assert hold(dialogue, ["Videos are delivered to viewers all over the world with low latency", text])[-1].kind == kind


def test_a_refused_service_is_told_as_refused_when_asked_about(dialogue):
    *_, refused, why = hold(dialogue, ["run etl jobs nightly", "not Glue please", "why not Glue?"])
    assert chosen(refused) != "glue"
    assert why.text.startswith("You said that you do not want AWS Glue.")


def test_whether_something_is_so_is_no_why_not(dialogue):
    reply = hold(dialogue, ["workers take jobs from a queue", "is Network Firewall stateful?"])[-1]
    assert reply.kind in ("service", "advice")


def test_undo_comes_back_to_the_choice_that_was(dialogue):
    *_, before, _, undone = hold(dialogue, ["i want to send emails to my customers", "about 5000 a month", "let us use Fargate", "undo"])
    assert [chosen(before), chosen(undone)] == ["ses", "ses"]


@pytest.mark.parametrize("text", ["why not sqs?", "let's take s3", "undo", "but not SQS", "it must be cheap", "also need a database", "what did i say so far?"])
def test_a_state_that_holds_nothing_but_what_was_taken_is_answered(dialogue, text):
    state = State.decode({"version": 1, "statements": [{"text": "Amazon SQS", "opens": True, "taken": True}], "choice": "sqs"})
    assert dialogue.reply(state, text).text


@pytest.mark.parametrize(
    ("turns", "gone"),
    [
        (["container orchestration with Kubernetes", "drop Kubernetes"], "eks"),
        (["container orchestration with Kubernetes", "Kubernetes is cancelled"], "eks"),
        (["a queue whose messages keep their order", "order is no longer needed"], "sqs-fifo"),
        (["run containers without servers", "we need GPUs", "the GPUs are not needed any more"], "ec2-accelerated"),
    ],
)
def test_what_is_taken_back_no_longer_counts(dialogue, turns, gone):
    assert chosen(hold(dialogue, turns)[-1]) != gone


def test_the_words_that_take_something_back_ask_for_nothing(advisor):
    heard = hear((Statement("small code in containers"), Statement("forget the containers")), advisor.analyzer, lambda one, other: False)
    assert heard.takes_back
    assert not any(token.term == advisor.tokenizer.term("containers") for token in heard.query.tokens)


def test_what_was_never_said_is_not_taken_back(advisor):
    heard = hear((Statement("a queue for orders"), Statement("remove duplicates")), advisor.analyzer, lambda one, other: False)
    assert not heard.takes_back
    assert any(token.word == "duplicates" for token in heard.query.tokens)


def test_another_language_is_no_detail(dialogue):
    first = dialogue.reply(None, "photos of customers have to be stored")
    reply = dialogue.reply(first.state, "Wir brauchen eine Datenbank")
    assert "English" in reply.text
    assert reply.state.choice == first.state.choice


def test_an_option_that_is_no_service_is_no_choice(dialogue):
    reply = dialogue.reply(None, "How many copies of data does Aurora keep? A. 2 B. 3 C. 6 D. 9")
    assert reply.state.choice is None


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (("what is an SCP", "does it grant permissions?"), "only set the m"),
        (("tell me about SQS", "how long does it keep messages?"), "4 days"),
        (("users must log in", "what is S3", "what is the max size"), "5 GB"),
    ],
)
def test_a_question_for_a_fact_is_about_what_was_told_last(dialogue, turns, told):
    reply = hold(dialogue, list(turns))[-1]
    assert reply.advice.kind == "lookup"
    assert told in f"{reply.text} {reply.advice.passages[0].text}"


def test_a_new_need_ends_what_was_told_about(dialogue):
    reply = hold(dialogue, ["tell me about SQS", "photos of customers have to be stored"])[-1]
    assert (reply.state.choice, reply.state.about) == ("s3", None)


@pytest.mark.parametrize(
    ("need", "fragment", "service"),
    [("we want to translate reviews", "in real time", "translate"), ("we need a sqs queue", "must survive a restart", "sqs"), ("we need a cache", "to another account", "elasticache")],
)
def test_half_a_sentence_is_a_detail_of_the_choice(dialogue, advisor, need, fragment, service):
    before, now = hold(dialogue, [need, fragment])
    assert (before.state.choice, len(now.state.needs)) == (now.state.choice, 1)
    assert advisor.catalogue.answers(now.state.choice, service)


def test_a_need_that_is_taken_back_as_a_whole_leads_back_to_the_one_before(dialogue):
    first, beside, back = hold(dialogue, ["we need a queue", "and a cache", "forget the cache"])
    assert (len(beside.state.needs), len(back.state.needs)) == (2, 1)
    assert (back.state.choice, back.change.text.startswith("Back from")) == (first.state.choice, True)


@pytest.mark.parametrize(("turns", "service"), [(("we need a queue", "ok SNS then"), "sns"), (("we want managed kafka", "not MSK", "fine, take MSK then"), "msk")])
def test_a_service_is_taken_in_few_words(dialogue, turns, service):
    assert hold(dialogue, list(turns))[-1].state.choice == service


def test_forget_that_takes_back_the_last_thing_said(dialogue):
    *_, last = hold(dialogue, ["we need a queue", "what if a message fails", "forget that"])
    assert [statement.text for statement in last.state.statements] == ["we need a queue"]


@pytest.mark.parametrize("text", ["ok, I need a queue", "whatever, we need a queue", "sorry, we need a queue", "hm, can you help me with a queue for orders"])
def test_courtesies_say_nothing(advisor, text):
    advice = advisor.ask(text)
    assert (advice.kind, advice.scenario) == ("decision", text)
    assert advisor.catalogue.root(advice.recommendations[0].service) == "sqs"


@pytest.mark.parametrize("aside", ["what is a visibility timeout?", "tell me about aurora", "my lambda says RequestEntityTooLargeException"])
def test_undo_after_an_aside_leaves_the_need(dialogue, aside):
    need, _, back = hold(dialogue, ["we need a queue for orders", aside, "undo"])
    assert (back.state.choice, back.state.statements) == (need.state.choice, need.state.statements)
    assert (back.state.about, back.state.trouble, back.state.aside) == (None, None, False)


def test_a_trouble_behind_a_choice_is_a_trouble(dialogue):
    first, reply = hold(dialogue, ["we need a queue", "my lambda says RequestEntityTooLargeException"])
    assert reply.advice.kind == "diagnosis"
    assert reply.state.choice == first.state.choice


@pytest.mark.parametrize(
    ("altered", "text"),
    [
        ({"facet": "ordering", "offered": ["strict-order"]}, "both"),
        ({"choice": "rds"}, "let's go with Fargate"),
        ({"trouble": "\ud800 x", "diagnosed": ["ec2-ssh-timeout"]}, "that did not help"),
    ],
)
def test_a_state_that_cannot_be_ours_is_refused(dialogue, altered, text):
    with pytest.raises(StateError):
        dialogue.reply(State.decode({"version": 1, **altered}), text)


def test_a_choice_of_which_nothing_is_known_has_no_others(dialogue):
    assert dialogue.reply(State.decode({"version": 1, "statements": [{"text": "hello"}], "choice": "sqs-fifo"}), "what else is there?").kind == "unclear"


def test_what_is_taken_back_a_thousand_times_is_taken_back_soon(dialogue):
    before = dialogue.reply(None, "queue orders message topic lambda twice users " * 170).state
    started = time.process_time()
    assert dialogue.reply(before, "drop users. " * 600).text
    assert time.process_time() - started < 4


# Which of two to take -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("when would I take SNS instead of SQS?", {"sns", "sqs"}),
        ("EFS rather than S3: when", {"efs", "s3"}),
        ("is Fargate better than Lambda for short jobs", {"fargate", "lambda"}),
        ("in what situations is DynamoDB preferable to RDS", {"dynamodb", "rds"}),
        ("what speaks for EKS over ECS", {"eks", "ecs"}),
    ],
)
def test_who_asks_when_to_take_one_rather_than_another_sees_both(dialogue, advisor, text, services):
    reply = dialogue.reply(None, text)
    assert reply.kind == "comparison"
    assert {side.service for side in reply.comparison.sides} == services
    told = advisor.ask(text)
    assert told.kind == "lookup"
    assert services <= {*told.passages[0].services} or told.passages[0].kind == "quiz"


@pytest.mark.parametrize("text", ["we want SNS instead of SQS", "when we use Aurora instead of RDS, how are backups made?", "why does SQS fail over to SNS", "put files into S3 rather than EFS"])
def test_who_has_decided_between_two_asks_for_no_comparison(dialogue, text):
    assert dialogue.reply(None, text).kind != "comparison"


# Amounts told later ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "amount", "amended"),
    [
        ("a function that resizes pictures", "it goes on for half an hour", "no wait, only 4 minutes"),
        ("a function that resizes pictures", "each picture about 50 minutes", "sorry, I meant 5 minutes"),
        ("a small lambda that makes thumbnails", "it needs 24 GB of memory", "actually 3 GB is enough"),
        ("a key value table for shopping carts", "each one is 2 MB", "no, 30 KB"),
        ("an sqs queue for our orders", "they must stay there for a month, 30 days", "not 30 days but 5 days"),
    ],
)
def test_an_amount_meets_the_limit_of_the_choice_that_stands_until_it_is_amended(dialogue, need, amount, amended):
    first, beyond, back = hold(dialogue, [need, amount, amended])
    assert chosen(beyond) != chosen(first)
    assert any(reason.rule for reason in beyond.advice.recommendations[0].reasons)
    assert chosen(back) == chosen(first)


@pytest.mark.parametrize("detail", ["users come back after 40 minutes", "it must start within 20 seconds"])
def test_an_amount_of_something_else_meets_no_limit(dialogue, detail):
    first, second = hold(dialogue, ["a function that resizes pictures", detail])
    assert chosen(second) == chosen(first) == "lambda"


def test_another_amount_takes_nothing_back_that_it_is_not_about(dialogue):
    replies = hold(dialogue, ["a function that resizes pictures", "it takes 40 minutes", "the pictures come within 5 minutes"])
    assert chosen(replies[-1]) == "fargate"


def test_an_amount_alone_is_no_answer_to_a_question(dialogue):
    replies = hold(dialogue, ["a queue for orders", "no, 3 minutes"])
    assert replies[0].question
    assert not replies[1].state.answers


def test_a_state_with_an_unknown_service_behind_an_amount_is_refused(dialogue):
    with pytest.raises(StateError):
        dialogue.reply(State(statements=(Statement("a queue"), Statement("5 days", chosen="no-such-service"))), "why?")


# Which of those side by side ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("compared", "question", "said"),
    [
        ("sqs vs kinesis", "and which one retains messages longest?", "By these figures it is Amazon Kinesis Data Streams."),
        ("alb vs nlb", "which of the two has a static ip", "Network Load Balancer (NLB): Layer 4"),
        ("ecs vs eks", "ok and which is easier?", 'say "tell me about Amazon ECS" or "tell me about Amazon EKS"'),
        ("cloudfront vs global accelerator", "which one caches content", "does not cache content"),
    ],
)
def test_which_of_two_it_is_is_told_of_both_or_not_known(dialogue, compared, question, said):
    _, reply = hold(dialogue, [compared, question])
    assert reply.kind == "help"
    assert said in reply.text
    assert reply.state.choice is None
    assert len(reply.state.compared) == 2


def test_which_of_two_to_take_shows_them_again(dialogue):
    assert [reply.kind for reply in hold(dialogue, ["sqs vs sns", "and which should I take?"])] == ["comparison", "comparison"]


@pytest.mark.parametrize("text", ["which service stores files?", "which messages are lost?", "which one is cheaper than Lambda?"])
def test_a_question_for_something_else_is_not_about_those_side_by_side(dialogue, text):
    assert "I know nothing that says so" not in hold(dialogue, ["sqs vs sns", text])[-1].text


# A choice that is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "refusal", "services"),
    [
        ("we run microservices on kubernetes and want it managed", "without Kubernetes then", {"ecs", "fargate"}),
        ("managed kubernetes cluster", "no kubernetes please", {"ecs", "fargate"}),
        ("a mysql database that fails over within seconds", "then without aurora", {"rds"}),
        ("a graph database with neptune", "drop Neptune", {"documentdb", "dynamodb", "rds"}),
    ],
)
def test_where_the_choice_is_refused_its_kin_answers_the_need(dialogue, need, refusal, services):
    replies = hold(dialogue, [need, refusal])
    assert chosen(replies[1]) in services
    assert replies[1].change.text.startswith("Without")


# A thing that is told of the choice -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "thing"),
    [
        ("a website for our club", "in two languages"),
        ("we need to store photos", "with captions"),
        ("we want to keep videos", "with subtitles"),
        ("an api for our app", "with user logins"),
    ],
)
def test_a_thing_that_is_told_of_the_choice_does_not_take_its_place(dialogue, advisor, need, thing):
    first, second = hold(dialogue, [need, thing])
    root = advisor.catalogue.root
    assert root(chosen(second)) == root(chosen(first))  # logins are checked by a part of the gateway


def test_a_thing_that_the_choice_is_wrong_with_changes_it(dialogue):
    assert chosen(hold(dialogue, ["run our code", "in docker containers"])[-1]) in ("ecs", "fargate")


def test_what_is_set_against_each_other_for_a_need_is_compared_at_once(dialogue):
    (reply,) = hold(dialogue, ["Kinesis vs MSK, team has no kafka experience"])
    assert (reply.kind, [side.service for side in reply.comparison.sides]) == ("comparison", ["kinesis", "msk"])
    assert "I do not know" not in reply.text


# Circumstances, and what attends the choice ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "circumstance"),
    [
        ("run our container without servers", "only during working hours"),
        ("copy files from our office server to aws every night", "only on weekdays"),
        ("we want to send newsletters by mail", "once a month"),
        ("turn recorded interviews into text", "swiss german"),
        ("send emails to our members", "2000 people once a month"),
        ("a static web site for our choir", "some 20 visitors a week"),
        ("a managed mysql database for our shop", "it has 20 GB"),
    ],
)
def test_when_where_and_how_much_leave_the_choice_as_it_is(dialogue, need, circumstance):
    first, second = hold(dialogue, [need, circumstance])
    assert (chosen(second), second.change.kind, len(second.state.needs)) == (chosen(first), "same", 1)
    assert "by itself" not in second.text


@pytest.mark.parametrize(
    ("need", "circumstance", "service"),
    [("one message to a worker through a queue", "several subscribers, every day", "sns"), ("code that resizes an image when uploaded", "each run takes two hours", "fargate")],
)
def test_a_circumstance_that_the_choice_cannot_serve_changes_it(dialogue, need, circumstance, service):
    assert chosen(hold(dialogue, [need, circumstance])[-1]) == service


@pytest.mark.parametrize("need", ["run containers without servers", "shared files for our linux servers", "shared files for our windows servers", "a simple cheap server with a fixed price"])
def test_what_attends_the_choice_stands_beside_it(dialogue, need):
    first, beside, recap, undone = hold(dialogue, [need, "and backups?", "what did I say so far?", "undo"])
    assert (chosen(beside), beside.change.text) == ("backup", f"Beside {dialogue.name(chosen(first))}, for this:")
    assert beside.state.choice == first.state.choice
    assert f"My choice so far: {dialogue.name(chosen(first))}, and beside it AWS Backup." in recap.text
    assert undone.state.statements == first.state.statements


def test_what_stands_beside_the_choice_is_taken_back(dialogue):
    *_, beside, left = hold(dialogue, ["run containers without servers", "and backups?", "forget the backups"])
    assert (len(beside.state.statements), len(left.state.statements), chosen(left)) == (2, 1, "fargate")


@pytest.mark.parametrize(
    ("need", "detail", "told"),
    [("store the photos of our customers", "delete them after 90 days", "S3 Lifecycle")],
)
def test_a_detail_that_a_feature_serves_is_told_beside_the_choice(dialogue, need, detail, told):
    first, second = hold(dialogue, [need, detail])
    assert chosen(second) == chosen(first)
    assert f'Beside it, for "{detail}": {told}.' in second.text


@pytest.mark.parametrize(
    ("need", "other", "service"),
    [("translate our web shop into french", "my boss wants a dashboard", "quicksight"), ("query csv files in s3 with sql", "my boss wants a dashboard", "quicksight")],
)
def test_a_sure_need_of_its_own_stands_beside_the_choice(dialogue, need, other, service):
    first, second = hold(dialogue, [need, other])
    assert (chosen(second), second.change.text) == (service, f"Beside {dialogue.name(chosen(first))}, for this:")


@pytest.mark.parametrize("text", ["what now", "could I later make it bigger?"])
def test_a_question_without_an_answer_is_told_as_that(dialogue, text):
    first, second = hold(dialogue, ["a simple cheap server with a fixed price", text])
    assert second.text == "I have no answer to that. It stays Amazon Lightsail."
    assert second.state.statements == first.state.statements


@pytest.mark.parametrize("text", ["thats it, thanks", "hmm ok then", "nothing else", "That's all I need"])
def test_an_end_is_no_statement(text):
    assert read_command(text).kind == "thanks"


def test_no_order_twice_stands_although_the_order_does_not_matter(dialogue):
    assert chosen(hold(dialogue, ["orders go to a worker", "and no order twice", "no wait order does not matter"])[-1]) == "sqs-fifo"


def test_every_attendant_is_a_service_or_a_family(advisor):
    assert advisor.vocabulary.attendants <= {name for entry in advisor.catalogue.entries for name in (entry.id, entry.family)}


# Questions, prices and what is simpler ---------------------------------------------------------------------------------

FILES = "shared files for our linux servers"


@pytest.mark.parametrize("question", ["why not just a usb stick", "what about burglars?", "what if the power goes out in our town", "better than a shelf?"])
def test_a_question_is_answered_or_told_as_open(dialogue, question):
    first, second = hold(dialogue, [FILES, question])
    assert second.state.choice == first.state.choice
    assert not second.text.startswith("It stays")
    assert second.text.endswith(f"It stays {dialogue.name(chosen(first))}.")


@pytest.mark.parametrize("question", ["how much is it", "how much for 40 people", "is that free", "how much a month", "too expensive?"])
def test_a_price_question_tells_what_is_billed(dialogue, question):
    first, second = hold(dialogue, ["virtual windows desktops for our staff", question])
    assert second.state.choice == first.state.choice == "workspaces"
    assert "desktop" in second.text
    assert second.text.endswith("I hold no current prices: the AWS Pricing Calculator adds up a plan.")


@pytest.mark.parametrize("text", ["is there anything easier?", "what is the simplest", "is that not too complicated for one person?", "sounds like too much work"])
def test_what_is_simpler_comes_from_when_the_choice_gives_way(dialogue, text):
    first, second = hold(dialogue, ["a managed kubernetes cluster", text])
    assert (second.kind, second.state.choice) == ("help", chosen(first))
    assert second.text.startswith("Simpler is ")


def test_of_nothing_simpler_nothing_is_told(dialogue):
    assert hold(dialogue, ["search our catalogue with typos", "something simpler"])[-1].text == "I know nothing simpler than Amazon OpenSearch Service that does what you said."


@pytest.mark.parametrize("text", ["do we really need kubernetes?", "Our consultant says everybody needs Kubernetes. Do we?"])
def test_whether_something_is_needed_tells_when_it_is_not(dialogue, text):
    (reply,) = hold(dialogue, [text])
    assert (reply.kind, reply.service.service) == ("service", "eks")
    assert "You do not need it when" in reply.text
    assert not reply.state.statements


@pytest.mark.parametrize(("text", "kind"), [("what is the difference between the two", "comparison"), ("so which one first", "comparison"), ("which one is free", "help")])
def test_the_two_are_those_that_were_named_last(dialogue, text, kind):
    *_, reply = hold(dialogue, ["virtual windows desktops for our staff", "also we need a place for the web site pictures", text])
    assert reply.kind == kind
    assert set(reply.state.compared) == {"workspaces", "s3"}


def test_the_weather_is_not_about_what_was_compared(dialogue):
    assert "which of" not in hold(dialogue, ["sqs vs sns", "and what is the weather tomorrow"])[-1].text


# What keeps the choice, and what stands beside it -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "detail",
    [
        "we use bitbucket",
        "nine people look after it, from home",
        "12 cats, mostly at night",
        "we have two offices and one van",
        "they lend the keys to neighbours",
        "my uncle says use a fax",
        "maybe 9 calls a day",
    ],
)
def test_a_detail_that_asks_for_nothing_keeps_the_choice(dialogue, detail):
    first, second = hold(dialogue, [FILES, detail])
    assert (chosen(second), second.change.kind, len(second.state.needs)) == (chosen(first), "same", 1)


def test_no_before_a_comma_refuses_nothing(dialogue):
    first, second = hold(dialogue, ["send newsletters to our customers by email", "no, email, not text messages"])
    assert chosen(second) == chosen(first) == "ses"


@pytest.mark.parametrize(
    ("need", "added", "service"),
    [
        ("turn recorded interviews into text", "and then translate to french", "translate"),
        ("translate our web pages into french", "and read them aloud", "polly"),
        ("run our container without servers", "and if it crashes i want to get an email", "sns"),
    ],
)
def test_a_deed_for_another_service_stands_beside_the_choice(dialogue, need, added, service):
    first, second = hold(dialogue, [need, added])
    assert (chosen(second), second.change.text) == (service, f"Beside {dialogue.name(chosen(first))}, for this:")


@pytest.mark.parametrize("need", [FILES, "keep the logs of our application servers"])
def test_a_part_of_another_service_does_not_take_the_place_of_the_choice(dialogue, need):
    first, second = hold(dialogue, [need, "delete old ones after 90 days"])
    assert chosen(second) == chosen(first)
    assert "S3 Lifecycle" not in second.text


@pytest.mark.parametrize(("text", "told"), [("bye", "Goodbye."), ("never mind, my sister has a better idea", "All right: nothing changes.")])
def test_who_leaves_is_let_go(dialogue, text, told):
    first, second = hold(dialogue, [FILES, text])
    assert second.text.startswith(told)
    assert second.state.statements == first.state.statements


# A trouble that goes on ------------------------------------------------------------------------------------------------

TROUBLE = "our fargate task cannot pull its image"


@pytest.mark.parametrize("text", ["anything else i can check?", "what should i do first?", "how do i fix it?", "the tag is right, we checked it"])
def test_a_trouble_goes_on_with_its_next_step(dialogue, advisor, text):
    first, second = hold(dialogue, [TROUBLE, text])
    steps = advisor.diagnoses[first.advice.diagnosis.id].steps
    assert (second.kind, second.state.diagnosed) == ("help", first.state.diagnosed)
    assert steps[second.state.step - 1] in second.text


def test_steps_are_told_one_after_the_other(dialogue):
    *_, second, third = hold(dialogue, [TROUBLE, "what next?", "and what next?"])
    assert (second.state.step, third.state.step) == (1, 2)


def test_a_bare_detail_shows_no_trouble_of_something_else(dialogue):
    first, second = hold(dialogue, ["a lambda function cannot connect to our rds database", "security group is fine"])
    assert second.state.diagnosed == first.state.diagnosed


def test_nothing_can_be_told_now_where_nothing_was_open(dialogue):
    assert "Now I can tell" not in hold(dialogue, ["tell me a joke", FILES])[-1].text


# What is asked of a choice that stands ---------------------------------------------------------------------------------

STREAM = "a stream of ordered click records that several applications read again"


@pytest.mark.parametrize(
    ("need", "question", "told"),
    [
        (STREAM, "how much work is that?", "programs"),
        (STREAM, "is it redundant?", "Availability Zones"),
        (STREAM, "any risks?", "shard"),
        ("people sign in to our mobile app with facebook", "who has the keys?", "keys"),
        ("people sign in to our mobile app with facebook", "how much effort is it?", "developer"),
        ("we want a call centre in the cloud", "can it record calls?", "recordings"),
        (FILES, "what are the drawbacks?", "tiny files"),
        ("an encrypted vpn tunnel from our office", "how fast is it?", "1.25 Gbps"),
        ("a simple cheap server with a fixed price", "can it have our own domain name?", "static IP"),
        ("a cache for our product pages", "how much memory can it have?", "Amazon ElastiCache"),
    ],
)
def test_what_is_asked_of_the_choice_is_told_of_it(dialogue, need, question, told):
    first, second = hold(dialogue, [need, question])
    assert second.state.choice == chosen(first)
    assert told in second.text
    assert "billed by" not in second.text


@pytest.mark.parametrize("question", ["can it play chess?", "who waters the plants?", "is it allowed in the opera?"])
def test_what_is_not_known_of_the_choice_is_told_as_open_and_changes_nothing(dialogue, question):
    first, second = hold(dialogue, ["people sign in to our mobile app with facebook", question])
    assert second.state.choice == chosen(first)
    assert "The nearest question" not in second.text
    assert second.text.endswith(f"It stays {dialogue.name(chosen(first))}.")


def test_a_capability_of_something_else_is_told_beside_the_choice(dialogue):
    first, second = hold(dialogue, ["a cdn for our site", "can it transcribe phone calls?"])
    assert second.state.choice == chosen(first) == "cloudfront"
    assert "by itself I would choose" in second.text


def test_a_price_with_a_condition_is_told_by_what_is_known_of_that(dialogue):
    assert "storage" in hold(dialogue, ["we need an aurora cluster", "is it billed when stopped?"])[-1].text


@pytest.mark.parametrize(
    ("need", "text", "simpler"),
    [
        (STREAM, "anything simpler, we are two people only", "Amazon SQS"),
        ("several Regions serve our users all the time so that nothing fails, whatever it costs", "something easier?", "Warm standby"),
        ("threats that only keys in our own single-tenant hardware module hold off", "is there anything simpler?", "AWS Key Management Service"),
    ],
)
def test_what_is_simpler_stands_in_the_entry_of_the_choice(dialogue, need, text, simpler):
    reply = hold(dialogue, [need, text])[-1]
    assert reply.text.startswith("Simpler is ")
    assert simpler in reply.text


@pytest.mark.parametrize("text", ["what did i say first?", "thanks, and what was my first question?", "what did we start with"])
def test_what_was_said_first_is_told(dialogue, text):
    assert hold(dialogue, [FILES, "how much is it?", text])[-1].text.startswith(f"You said: {FILES}")


@pytest.mark.parametrize("text", ["also, my ec2 instance does not start", "by the way, our rds storage is full", "and the alb says 503"])
def test_a_trouble_of_something_else_leaves_the_choice(dialogue, text):
    first, second, third = hold(dialogue, [FILES, text, "ok, back to the files"])
    assert second.advice.kind == "diagnosis"
    assert second.state.choice == third.state.choice == chosen(first)
    assert (third.change.text, third.state.trouble) == ("Back to that.", None)


@pytest.mark.parametrize("text", ["that was it, thanks", "found it, it was the tag", "it works again", "yes, that fixed it!", "solved"])
def test_a_trouble_ends_when_it_is_solved(dialogue, text):
    reply = hold(dialogue, [TROUBLE, text])[-1]
    assert (reply.kind, reply.state.trouble) == ("help", None)
    assert reply.text.startswith("Good that it is solved.")


@pytest.mark.parametrize("text", ["the port was closed, that was it, cheers", "it was the limit of the group, thanks", "that was it: the rule did not allow the balancer"])
def test_a_trouble_ends_with_its_cause(dialogue, text):
    assert hold(dialogue, [TROUBLE, text])[-1].text.startswith("Good that it is solved.")


@pytest.mark.parametrize("text", ["how do we keep that from happening again?", "can we be warned earlier next time?", "how do I prevent it in the future"])
def test_what_was_solved_is_kept_from_coming_back(dialogue, text):
    first, _, third = hold(dialogue, ["our lambda is throttled, TooManyRequestsException", "that was it, thanks", text])
    assert dialogue._advisor.diagnoses[first.state.diagnosed[-1]].prevention in third.text
    assert third.text.startswith("So that it does not come back")


@pytest.mark.parametrize("text", ["yes", "no idea", "did that", "restarted it, no change", "we doubled the memory, same error", "it is not better, no effect", "the role is healthy"])
def test_the_steps_of_a_trouble_are_gone_through(dialogue, text):
    *_, second, third = hold(dialogue, [TROUBLE, "what should i do first?", text])
    assert (second.state.step, third.state.step > 1) == (1, True)
    assert third.state.diagnosed == second.state.diagnosed


def test_what_did_not_help_leads_to_the_next_step_before_another_trouble(dialogue):
    *_, second, third = hold(dialogue, [TROUBLE, "what should i do first?", "that did not help"])
    assert third.state.diagnosed == second.state.diagnosed
    assert third.state.step > second.state.step


def test_a_detail_shows_the_trouble_that_is_about_it(dialogue):
    *_, last = hold(dialogue, ["our function may not read the bucket, AccessDenied on s3:GetObject", "the role allows it", "the bucket belongs to another account"])
    assert last.state.diagnosed[-1] == "s3-cross-account-denied"


def test_what_would_help_is_told_by_the_steps(dialogue):
    *_, helps = hold(dialogue, ["the cpu of our rds database is at 100 percent", "would a read replica help?"])
    assert helps.text.startswith("It is among the steps")
    assert "read replica" in helps.text
    *_, does_not = hold(dialogue, ["the cpu of our rds database is at 100 percent", "would another domain name help?"])
    assert does_not.text.startswith("None of the steps")


@pytest.mark.parametrize("text", ["found it, but it still fails", "that was it, but now it says 403", "is it solved when i restart it?"])
def test_what_is_not_solved_goes_on(dialogue, text):
    assert hold(dialogue, [TROUBLE, text])[-1].state.trouble


def test_what_was_done_without_help_goes_on_with_the_next_step(dialogue):
    *_, third = hold(dialogue, [TROUBLE, "what should i do first?", "we made the role anew, did not help"])
    assert third.state.step > 1


def test_half_a_name_means_one_of_the_same_family(dialogue):
    reply = hold(dialogue, ["a discount on compute for a commitment to spend over three years", "why not spot?"])[-1]
    assert (reply.kind, reply.why_not.service) == ("why_not", "spot-instances")


def test_which_of_two_is_told_by_the_need_in_the_question(dialogue):
    reply = hold(dialogue, ["sqs vs sns", "which one for alerts to five teams at once?"])[-1]
    assert (reply.kind, reply.comparison.choice) == ("comparison", "sns")


@pytest.mark.parametrize("pasted", ["and what is ApproximateAgeOfOldestMessage", "what is arn:aws:sqs:us-east-1:123456789012:orders?"])
def test_an_identifier_that_is_pasted_is_told_beside_the_choice(advisor, pasted):
    dialogue = Dialogue(advisor)
    first = dialogue.reply(None, "we need a queue for orders")
    told = dialogue.reply(first.state, pasted)
    assert (told.advice.kind, told.advice.passages[0].kind) == ("lookup", "identifier")
    assert dialogue.reply(told.state, "what did I say first?").state.choice == first.state.choice


POSED = "A firm runs nightly jobs that can be stopped at any time and wants the lowest price. What should it choose? A. On-Demand Instances B. Spot Instances C. Reserved Instances D. Dedicated Hosts"


@pytest.mark.parametrize(("text", "service"), [("why not C?", "reserved-instances"), ("why is d wrong", "dedicated-hosts"), ("and what about A", "ec2-on-demand")])
def test_an_option_that_was_not_taken_is_told_why(dialogue, text, service):
    reply = hold(dialogue, [POSED, text])[-1]
    assert (reply.kind, reply.why_not.service) == ("why_not", service)


def test_the_option_that_was_taken_is_told_why(dialogue):
    reply = hold(dialogue, [POSED, "why B?"])[-1]
    assert reply.text.startswith("I would take B (Spot Instances).")


@pytest.mark.parametrize("text", ["why not a queue", "what about a second region", "why do we need a VPC", "why not plan b"])
def test_a_letter_in_a_sentence_is_no_option(text):
    assert read_option_asked(text, "ABCD") is None


@pytest.mark.parametrize("text", ["the second", "the second one please", "2"])
def test_the_place_of_an_answer_picks_it(dialogue, text):
    first, second = hold(dialogue, ["we need to run our code somewhere", text])
    assert second.state.statements[-1].cue == first.question.options[1].cue


def test_a_question_on_something_of_its_own_is_looked_up_beside_the_choice(dialogue):
    first, second, third = hold(dialogue, ["a website of a few static pages", "what is a CDN?", "is it serverless?"])
    assert (second.advice.kind, second.state.choice, third.state.choice) == ("lookup", chosen(first), chosen(first))


@pytest.mark.parametrize(
    ("need", "question", "told"),
    [
        ("decouple two parts with a queue", "is that serverless?", "no servers"),
        ("decouple two parts with a queue", "and in another region?", "one Region"),
        ("decouple two parts with a queue", "how do I set it up?", "dead-letter"),
        ("decouple two parts with a queue", "how long until it is ready", "Seconds"),
        ("a bucket for our files", "ok, files. how do i turn it on?", "bucket"),
    ],
)
def test_what_engineers_ask_of_the_choice_is_told(dialogue, need, question, told):
    assert told.lower() in hold(dialogue, [need, question])[-1].text.lower()


def test_another_service_is_compared_with_the_choice(dialogue):
    first, second, third = hold(dialogue, ["store database passwords and rotate them", "is parameter store cheaper?", "so why not that?"])
    assert second.state.compared == (chosen(first), "parameter-store")
    assert third.why_not.service == "parameter-store"


def test_what_was_misread_no_longer_changes_the_choice(dialogue):
    first, second, third = hold(dialogue, ["a function that makes thumbnails of uploaded pictures", "it takes two hours for films", "no, I meant the pictures only"])
    assert second.state.choice != chosen(first)
    assert third.state.choice == chosen(first)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("haha ok thanks", "thanks"),
        ("sorry :D thanks", "thanks"),
        ("can i ask you some questions?", "help"),
        ("what was the first thing you said?", "recap"),
        ("what then?", "others"),
        ("that's too little", "others"),
        ("does that change anything?", "difference"),
    ],
)
def test_small_talk_between_turns_is_read(text, kind):
    assert read_command(text).kind == kind


def test_what_somebody_has_elsewhere_does_not_replace_the_choice(dialogue):
    first, second = hold(dialogue, ["a build server for our java programs", "our code is on github"])
    assert second.state.choice == chosen(first)


def test_what_is_not_known_leaves_the_choice(dialogue):
    first, second = hold(dialogue, ["copy files from our data center to S3 every night", "no idea which version"])
    assert second.state.choice == chosen(first)


@pytest.mark.parametrize(
    ("trouble", "need", "service"),
    [
        ("States.TaskFailed", "partners still send files with sftp and will not change that", "transfer-family"),
        ("redis evicting keys", "doctor and patient see each other by video in our own app", "chime-sdk"),
        ("yum update hangs, private subnet", "one graphql endpoint in front of our three data sources", "appsync"),
        ("sqs backlog keeps growing, workers can't keep up", "school wants windows desktops kids can open from any old laptop", "workspaces"),
    ],
)
def test_a_need_behind_a_trouble_is_a_need_of_its_own(dialogue, trouble, need, service):
    first, second = hold(dialogue, [trouble, need])
    assert first.advice.diagnosis
    assert second.advice.recommendations[0].service == service


@pytest.mark.parametrize(
    "detail", ["we have a nat gateway in the public subnet", "it started on Tuesday", "happens every morning around nine", "tried another network, same", "it calls the stripe api"]
)
def test_a_detail_of_a_trouble_stays_with_it(dialogue, detail):
    *_, second = hold(dialogue, ["my lambda cannot reach the internet since I put it in a vpc", detail])
    assert not second.advice
    assert "no internet access" in second.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("why does that happen?", "Why (The function has no internet access"),
        ("where does it come from?", "Why (The function has no internet access"),
        ("prevent this", "So that it does not come back (The function"),
        ("could it be the color of the logo?", "None of the steps"),
    ],
)
def test_what_is_asked_about_a_trouble_is_told_of_it(dialogue, asked, said):
    *_, second = hold(dialogue, ["my lambda cannot reach the internet since I put it in a vpc", asked])
    assert second.text.startswith(said)


@pytest.mark.parametrize("text", ["root access is not needed after all", "encryption is no longer needed"])
def test_taking_back_what_was_never_said_leaves_the_choice(dialogue, text):
    first, second = hold(dialogue, ["collect clickstream data in real time", text])
    assert second.state.choice == chosen(first)
    assert len(second.state.needs) == 1


@pytest.mark.parametrize("text", ["explain like I'm five", "eli5", "explain it to me as if I was a child"])
def test_plain_words_that_are_asked_for_explain_the_choice(dialogue, text):
    first, second = hold(dialogue, ["collect clickstream data in real time", text])
    assert second.state.choice == chosen(first)
    assert "I chose it" in second.text
    assert len(second.state.statements) == 1


def test_what_about_backups_tells_what_the_choice_does_for_them(dialogue):
    _, half_named, named = hold(dialogue, ["managed postgres for our booking app", "what about backups?", "what about AWS Backup?"])
    assert half_named.text.startswith("Amazon RDS:")
    assert named.kind in ("why_not", "service")


@pytest.mark.parametrize(
    ("need", "asked", "said"),
    [
        ("a queue for orders that must keep their order", "and how do users log in?", "by itself I would choose Amazon Cognito. It stays Amazon SQS FIFO queue."),
        ("a queue for orders that must keep their order", "thanks, next: where do I keep the results?", "by itself I would choose Amazon S3. It stays Amazon SQS FIFO queue."),
        ("a queue for orders that must keep their order", "what are its limits?", "300 calls a second"),
        ("store 50 TB of videos that are rarely watched", "and what about KMS?", "goes beside Amazon S3"),
        ("mysql database with automatic failover", "who starts the car?", "I have no answer to that"),
    ],
)
def test_what_is_asked_beside_the_choice_is_answered_beside_it(dialogue, need, asked, said):
    *_, reply = hold(dialogue, [need, asked])
    assert said in reply.text


def test_the_choice_of_one_of_several_needs_is_told_again(dialogue):
    *_, reply = hold(dialogue, ["host a small company website with wordpress", "new question: a queue for orders that must keep their order", "which one did you say for the orders?"])
    assert "Amazon SQS FIFO queue" in reply.text
    assert "Lightsail" not in reply.text


@pytest.mark.parametrize("text", ["S3 costs too much", "cloudwatch logs cost too much", "athena queries got really expensive"])
def test_a_complaint_of_a_bill_asks_for_no_description(dialogue, text):
    assert dialogue.reply(None, text).advice.diagnosis


@pytest.mark.parametrize("text", ["alb 503", "CannotPullContainerError fargate", "run command Undeliverable"])
def test_a_few_words_of_trouble_with_a_named_service_ask_for_no_description(dialogue, text):
    assert dialogue.reply(None, text).advice.diagnosis


def test_a_few_words_that_name_a_service_may_be_a_need_that_another_one_serves(dialogue):
    assert dialogue.reply(None, "connect two vpcs").advice.recommendations[0].service == "vpc-peering"
    assert dialogue.reply(None, "about vpc").kind == "service"
