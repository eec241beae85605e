"""Who has logged in, and for how long."""

from __future__ import annotations

from qa.page.login_sessions import LIFETIME, MOST, LoginSessions, read_cookie


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_token_is_its_user_s_until_it_ends() -> None:
    clock = Clock()
    sessions = LoginSessions(clock)
    one, two = sessions.begin("ann"), sessions.begin("bob")
    assert (sessions.user(one), sessions.user(two)) == ("ann", "bob")
    sessions.end(one)
    assert (sessions.user(one), sessions.user(two), sessions.user("x"), sessions.user(None)) == (
        None,
        "bob",
        None,
        None,
    )
    clock.now = LIFETIME - 1
    assert sessions.user(two) == "bob"
    clock.now = LIFETIME
    assert sessions.user(two) is None


def test_logins_are_not_remembered_without_end() -> None:
    sessions = LoginSessions()
    first = sessions.begin("ann")
    for _ in range(MOST):
        sessions.begin("bob")
    assert sessions.user(first) is None
    assert len(sessions._logins) == MOST


def test_a_token_itself_is_kept_nowhere() -> None:
    sessions = LoginSessions()
    token = sessions.begin("ann")
    assert token not in repr(vars(sessions))


def test_a_cookie_is_found_among_others_and_broken_ones_are_none() -> None:
    assert read_cookie("a=1; qa-login-1=xyz; b=2", "qa-login-1") == "xyz"
    assert read_cookie("a=1", "qa-login-1") is None
    assert read_cookie("\x00;;=;qa-login-1", "qa-login-1") is None
