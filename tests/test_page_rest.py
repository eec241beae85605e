"""The answers by plain HTTP, from a page that is being served."""

from __future__ import annotations

import http.client
import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from chromium import GRADIO_WARNINGS
from serving import CountingAssistant, collect_event_loops, get, post, served

from qa.answer import Answer
from qa.assistant import Assistant
from qa.page.api_keys import ApiKeys, hash_key
from qa.page.options import Options

pytestmark = GRADIO_WARNINGS

QUESTION = "Why did Qaani go to Baghdad?"
PATHS = {"/v1/ask", "/v1/chat/completions", "/v1/models", "/v1/documents", "/v1/health", "/v1/metrics"}


@pytest.fixture(scope="module")
def address(two: Assistant) -> Iterator[str]:
    with served(two, Options(per_minute=0)) as served_at:
        yield served_at
    collect_event_loops()


def ask(address: str, **body: Any) -> tuple[int, Any]:
    status, told = post(address, "/v1/ask", body)
    return status, json.loads(told)


def test_it_gives_the_object_that_the_command_line_prints(address: str, two: Assistant) -> None:
    status, given = ask(address, question="Why?", history=[QUESTION])
    wanted = json.loads(json.dumps(two.ask("Why?", [QUESTION]).to_dict()))
    assert status == 200
    assert given.pop("timings_ms")
    assert given == {key: value for key, value in wanted.items() if key != "timings_ms"}


@pytest.mark.parametrize("as_list", [True, False])
def test_one_document_alone_can_be_asked_by_its_name(address: str, bees: Any, as_list: bool) -> None:
    document = [bees.name] if as_list else bees.name.upper()
    status, given = ask(address, question="What do bees make?", document=document)
    assert (status, given["index"]["documents"]) == (200, 1)
    assert {passage["document"] for passage in given["passages"]} == {bees.name}


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"x", 400, "The body is no JSON object in UTF-8."),
        (b'"x"', 400, "The body is no JSON object in UTF-8."),
        (b'{"question": "\\ud800"}', 400, "The body is no JSON object in UTF-8."),
        ({}, 422, "The key question is missing. There are: question, history, document, withheld."),
        ({"question": "x", "k": 1}, 422, "There is no key k. There are: question, history, document, withheld."),
        ({"question": 1}, 422, "The value of question does not fit: Input should be a valid string."),
        (
            {"question": "x", "history": ["a", 2]},
            422,
            "The value of history.1 does not fit: Input should be a valid string.",
        ),
        (
            {"question": "x", "document": [1]},
            422,
            "The value of document does not fit: Input should be a valid string.",
        ),
        ({"question": " "}, 422, "The question is empty. Type a question about the article."),
        ({"question": "x", "document": "artikle.txt"}, 404, "There is no document 'artikle.txt' in the index."),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(address: str, body: Any, status: int, sentence: str) -> None:
    given, told = post(address, "/v1/ask", body)
    assert given == status
    assert json.loads(told)["detail"].startswith(sentence)
    assert list(json.loads(told)) == ["detail"]


def test_a_path_or_a_method_that_is_not_there_is_one_sentence(address: str) -> None:
    assert get(address, "/v1/ask") == (405, '{"detail":"This takes a POST, not a GET."}')
    assert post(address, "/v1/documents", {}) == (405, '{"detail":"This takes a GET, not a POST."}')
    assert get(address, "/v1/x") == (404, '{"detail":"There is nothing here. See what there is: /openapi.json"}')


def test_documents_are_listed(address: str, two: Assistant) -> None:
    told = json.loads(get(address, "/v1/documents")[1])
    assert told["index"] == two.collection.id
    assert [(each["name"], each["title"]) for each in told["documents"]] == [
        (document.name, document.title) for document in two.collection.documents.values()
    ]
    assert sum(each["passages"] for each in told["documents"]) == len(two.collection.passages)
    part = json.loads(get(address, "/v1/documents?offset=1&limit=1")[1])
    assert (part["total"], part["documents"]) == (2, told["documents"][1:])
    for query in ("limit=-1", "limit=x", "limit=9999", "offset=1e3", f"offset={10**30}"):
        assert get(address, f"/v1/documents?{query}")[0] == 422


def test_a_served_page_is_ready(address: str) -> None:
    assert get(address, "/v1/health") == (200, '{"ready":true}')


def test_the_description_is_of_these_alone_and_what_it_refers_to_is_there(address: str) -> None:
    told = json.loads(get(address, "/openapi.json")[1])
    assert set(told["paths"]) == PATHS
    for name in references(told):
        assert name in told["components"]["schemas"]


def references(told: Any) -> Iterator[str]:
    for key, value in told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ():
        if key == "$ref":
            yield value.rpartition("/")[2]
        yield from references(value)


def test_what_is_answered_has_the_keys_that_are_described(address: str) -> None:
    schemas = json.loads(get(address, "/openapi.json")[1])["components"]["schemas"]
    given = ask(address, question=QUESTION, withheld=True)[1]
    assert set(given) == set(schemas["Answer"]["properties"])
    assert set(given["citations"][0]) <= set(schemas["Citation"]["properties"])
    assert set(schemas["AskRequest"]["properties"]) == {"question", "history", "document", "withheld"}


def chat(question: str = QUESTION, **more: Any) -> dict[str, Any]:
    return {"model": "article-qa", "messages": [{"role": "user", "content": question}], **more}


def test_a_chat_completion_has_the_answer_and_its_citations(address: str, two: Assistant) -> None:
    status, body = post(address, "/v1/chat/completions", chat(temperature=0.2))
    told, wanted = json.loads(body), two.ask(QUESTION)
    (choice,) = told["choices"]
    assert (status, told["object"], choice["finish_reason"]) == (200, "chat.completion", "stop")
    assert choice["message"]["role"] == "assistant"
    assert str(wanted.answer) in choice["message"]["content"].replace("\\", "")
    assert told["citations"] == as_json(wanted)


def test_a_conversation_s_earlier_questions_are_its_history(address: str, two: Assistant) -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "to calm AAH down"},
        {"role": "user", "content": [{"type": "text", "text": "Did it work?"}]},
    ]
    told = json.loads(post(address, "/v1/chat/completions", {"model": "article-qa", "messages": messages})[1])
    assert told["citations"] == as_json(two.ask("Did it work?", [QUESTION]))


def as_json(answer: Answer) -> Any:
    """Its citations."""
    return json.loads(json.dumps([citation.to_dict() for citation in answer.citations]))


def test_a_stream_has_the_same_in_parts_and_ends(address: str) -> None:
    whole = json.loads(post(address, "/v1/chat/completions", chat())[1])
    events = post(address, "/v1/chat/completions", chat(stream=True))[1].split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    parts = [json.loads(event.removeprefix("data: ")) for event in events[:-2]]
    said = "".join(part["choices"][0]["delta"].get("content", "") for part in parts)
    assert said == whole["choices"][0]["message"]["content"]
    assert parts[-1]["choices"][0]["finish_reason"] == "stop"
    assert parts[-1]["citations"] == whole["citations"]
    assert {part["object"] for part in parts} == {"chat.completion.chunk"}
    assert len({part["id"] for part in parts}) == 1


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"model": "other", "messages": [{"role": "user", "content": "x"}]}, 404, "invalid_request_error"),
        ({"model": "article-qa", "messages": []}, 422, "invalid_request_error"),
        (chat(" "), 422, "invalid_request_error"),
        (chat(n=2), 422, "invalid_request_error"),
        ({"model": "article-qa", "messages": [{"role": "assistant", "content": "x"}]}, 400, "invalid_request_error"),
        (b"x", 400, "invalid_request_error"),
    ],
)
def test_a_chat_that_is_refused_has_the_form_of_openai(address: str, body: Any, status: int, kind: str) -> None:
    given, told = post(address, "/v1/chat/completions", body)
    error = json.loads(told)["error"]
    assert (given, error["type"]) == (status, kind)
    assert error["message"].endswith(".")


def test_there_is_one_model(address: str) -> None:
    assert [each["id"] for each in json.loads(get(address, "/v1/models")[1])["data"]] == ["article-qa"]


def test_a_page_of_another_site_and_a_foreign_host_get_nothing(address: str) -> None:
    for headers, status in (({"origin": "https://evil.example"}, 403), ({"host": "evil.example"}, 421)):
        assert request(address, "/v1/documents", **headers)[0] == status


def request(address: str, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", path, headers=headers)
    with connection.getresponse() as reply:
        told = reply.status, reply.read().decode()
    connection.close()
    return told


def metrics(address: str) -> dict[str, float]:
    """Each line of the metrics."""
    lines = get(address, "/v1/metrics")[1].splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def test_what_was_held_back_is_told_where_it_is_asked_for(two: Assistant) -> None:
    careful = Assistant(two.collection, two.encoder, threshold=1)
    wanted = json.loads(json.dumps(careful.ask(QUESTION).to_dict_with_withheld()))
    with served(careful) as address:
        told, plain = (ask(address, question=QUESTION, **more)[1] for more in ({"withheld": True}, {}))
    assert told["withheld"] == wanted["withheld"] is not None
    assert told.keys() - plain.keys() == {"withheld", "withheld_verdict"}


def test_metrics_count_what_was_asked_and_hold_no_word_of_it(assistant: Assistant) -> None:
    with served(assistant, Options(per_minute=0)) as address:
        ask(address, question=QUESTION)
        ask(address, question="What is the price of copper in Zambia?")
        ask(address, question=" ")
        post(address, "/v1/chat/completions", chat())
        event = json.loads(post(address, "/gradio_api/call/ask", {"data": [QUESTION, None]})[1])["event_id"]
        get(address, f"/gradio_api/call/ask/{event}")
        told = metrics(address)
        text = get(address, "/v1/metrics")[1]
    assert told['article_qa_questions_total{entry="rest",form="quotation"}'] == 1
    assert told['article_qa_questions_total{entry="rest",form="refusal"}'] == 1
    assert told['article_qa_questions_answered_total{entry="rest"}'] == 1
    assert told['article_qa_questions_failed_total{entry="rest",kind="empty"}'] == 1
    assert told['article_qa_questions_answered_total{entry="chat"}'] == 1
    assert told['article_qa_questions_answered_total{entry="gradio"}'] == 1
    assert told['article_qa_question_seconds_count{entry="rest"}'] == 2
    assert told['article_qa_http_replies_total{status="422"}'] == 1
    assert told["article_qa_questions_waiting"] == 0
    assert told["article_qa_documents"] == 1
    assert told["article_qa_passages"] == len(assistant.collection.passages)
    assert "Qaani" not in text
    assert "copper" not in text


def test_it_draws_on_the_same_rate_as_the_page_and_says_when_to_come_again(assistant: Assistant) -> None:
    counting = CountingAssistant(assistant)
    with served(counting, Options(per_minute=3)) as address:
        before = len(counting.read)
        given = [ask(address, question=QUESTION)[0] for _ in range(3)]
        given += [post(address, "/v1/chat/completions", chat())[0]]
        assert given == [200, 200, 200, 429]
        assert len(counting.read) - before == 3
        assert get(address, "/v1/documents")[0] == 200


def test_a_closed_page_lets_programs_in_by_password_or_key_and_tells_all_that_it_is_ready(assistant: Assistant) -> None:
    keys = ApiKeys({hash_key("qa_key"): "reports"})
    with served(assistant, Options(), auth=("me", "secret"), keys=keys) as address:
        for path in ("/v1/documents", "/v1/metrics", "/v1/models"):
            assert request(address, path)[0] == 401
            assert request(address, path, authorization="Bearer qa_key")[0] == 200
            assert request(address, path, authorization=f"Basic {b64encode(b'me:secret').decode()}")[0] == 200
        for path in ("/v1/health", "/openapi.json"):
            assert request(address, path)[0] == 200
        assert request(address, "/v1/documents", authorization="Bearer qa_other")[0] == 401
