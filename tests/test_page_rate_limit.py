"""qa.page.rate_limit: how often each client may do something."""

import pytest

from qa.page.rate_limit import CLIENTS, RateLimit


def test_a_rate_refills_evenly_and_does_not_pile_up() -> None:
    now = [0.0]
    limit = RateLimit(2, lambda: now[0])
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    now[0] = 30.0
    assert [limit.allows("a") for _ in range(2)] == [True, False]
    now[0] = 3000.0
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]


def test_clients_are_not_remembered_without_end() -> None:
    limit = RateLimit(1)
    for number in range(CLIENTS + 5):
        assert limit.allows(str(number))
    assert len(limit._tokens) == CLIENTS


def test_whoever_must_wait_is_told_how_long() -> None:
    now = [0.0]
    limit = RateLimit(6, lambda: now[0])
    assert limit.seconds_to_wait("a") == 0
    assert [limit.allows("a") for _ in range(7)] == [True] * 6 + [False]
    assert limit.seconds_to_wait("a") == pytest.approx(10)
    assert limit.seconds_to_wait("b") == 0
    now[0] = 9.0
    assert limit.seconds_to_wait("a") == pytest.approx(1)


def test_what_is_given_back_may_be_used_again_and_no_more_than_that() -> None:
    limit = RateLimit(2, lambda: 0.0)
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    limit.give_back("a")
    assert [limit.allows("a") for _ in range(2)] == [True, False]
    for _ in range(9):
        limit.give_back("a")
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]


def test_without_a_rate_everything_is_allowed_and_nobody_remembered() -> None:
    limit = RateLimit(0)
    assert all(limit.allows("a") for _ in range(1000))
    assert limit.seconds_to_wait("a") == 0
    assert not limit._tokens
