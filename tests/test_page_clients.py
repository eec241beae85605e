"""Who asks: how much is read for a client, and that nothing is once it has gone."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from index.errors import QuestionError
from qa.page.clients import MOST_CUT, Client, EventStreams, OpenRequests, allowance, anybody, watched


def client(streams: EventStreams | None = None, readings: int = 99, now: float = 0.0) -> Client:
    left = list(range(readings))
    return Client(lambda: bool(left) and left.pop() >= 0, "Too fast.", streams or EventStreams(), lambda: now)


def test_a_client_may_have_as_many_questions_read_as_its_rate_has_left() -> None:
    one = client(readings=2)
    one.allow()
    one.allow()
    with pytest.raises(QuestionError, match=r"^Too fast\.$") as refused:
        one.allow()
    assert refused.value.kind == "too-fast"


def test_nothing_is_read_for_a_client_that_has_left_nor_taken_from_its_rate() -> None:
    drawn: list[bool] = []
    one = Client(lambda: not drawn.append(True), "", EventStreams())
    one.allow()
    one.leave()
    with pytest.raises(QuestionError) as refused:
        one.allow()
    assert refused.value.kind == "left"
    assert drawn == [True]


def test_a_session_is_gone_once_its_stream_is_cut_after_it_asked_and_back_when_it_listens_again() -> None:
    now = [0.0]
    streams = EventStreams(lambda: now[0])
    streams.open("s")
    streams.close("s", cut=True)
    now[0] = 1.0
    one = client(streams, now=now[0])
    # What was cut before the question came says nothing.
    one.allow("s")
    streams.open("s")
    now[0] = 2.0
    streams.close("s", cut=True)
    one.allow("other")
    with pytest.raises(QuestionError):
        one.allow("s")
    streams.open("s")
    one.allow("s")
    streams.close("s", cut=False)
    now[0] = 3.0
    client(streams, now=now[0]).allow("s")


def test_one_of_two_streams_that_ends_leaves_a_listener() -> None:
    now = [1.0]
    streams = EventStreams(lambda: now[0])
    streams.open("s")
    streams.open("s")
    streams.close("s", cut=True)
    client(streams).allow("s")
    streams.close("s", cut=True)
    with pytest.raises(QuestionError):
        client(streams).allow("s")


def test_cut_streams_are_not_remembered_without_end() -> None:
    streams = EventStreams()
    for number in range(MOST_CUT + 5):
        streams.open(str(number))
        streams.close(str(number), cut=True)
    assert len(streams._cut) == MOST_CUT
    assert not streams._open


def test_the_client_is_found_in_the_state_of_a_request() -> None:
    one = client(readings=0)
    for request in (SimpleNamespace(state=SimpleNamespace(client=one)),):
        with pytest.raises(QuestionError):
            allowance(request)()
    assert allowance(None) is anybody
    assert allowance(SimpleNamespace(state=SimpleNamespace())) is anybody


def passed_on(*sent: dict[str, Any], read: int) -> tuple[list[str], bool]:
    """The types of the messages that an app reads, and whether its client was seen to leave before the first."""
    left: list[bool] = []
    messages = list(sent)

    async def receive() -> dict[str, Any]:
        if not messages:
            await asyncio.sleep(60)
        return messages.pop(0)

    async def run() -> tuple[list[str], bool]:
        async with watched(receive, lambda: left.append(True), OpenRequests()) as listened:
            await asyncio.sleep(0.05)
            seen = bool(left)
            return [str((await listened())["type"]) for _ in range(read)], seen

    return asyncio.run(run())


def test_a_client_that_goes_is_seen_while_the_app_does_something_else() -> None:
    body, gone = {"type": "http.request", "body": b""}, {"type": "http.disconnect"}
    assert passed_on(body, gone, read=3) == (["http.request", "http.disconnect", "http.disconnect"], True)
    assert passed_on(body, read=1) == (["http.request"], False)


def test_a_body_is_taken_no_faster_than_the_app_reads_it() -> None:
    taken: list[int] = []

    async def receive() -> dict[str, Any]:
        taken.append(1)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def run() -> None:
        async with watched(receive, lambda: None, OpenRequests()):
            await asyncio.sleep(0.05)

    asyncio.run(run())
    assert len(taken) <= 2


def test_a_server_that_stops_breaks_requests_off_from_another_thread() -> None:
    requests = OpenRequests()
    left: list[bool] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    async def run() -> str:
        async with watched(receive, lambda: left.append(True), requests) as listened:
            threading.Timer(0.05, requests.break_off).start()
            return str((await listened())["type"])

    assert asyncio.run(run()) == "http.disconnect"
    assert left
    requests.break_off()
