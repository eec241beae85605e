"""The words of the login page and of logging out, in each language of the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LoginMessages:
    """In one language."""

    asked: str
    name: str
    password: str
    log_in: str
    log_out: str
    wrong: str


ENGLISH_LOGIN = LoginMessages(
    asked="This page asks for a name and a password.",
    name="Name",
    password="Password",  # noqa: S106 - the field's label
    log_in="Log in",
    log_out="Log out",
    wrong="The name or the password is wrong. Try again.",
)

LOGIN_MESSAGES = {
    "en": ENGLISH_LOGIN,
    "ar": LoginMessages(
        asked="هذه الصفحة تطلب اسمًا وكلمة مرور.",
        name="الاسم",
        password="كلمة المرور",  # noqa: S106 - the field's label
        log_in="تسجيل الدخول",
        log_out="تسجيل الخروج",
        wrong="الاسم أو كلمة المرور غير صحيحة. حاول مرة أخرى.",
    ),
    "fr": LoginMessages(
        asked="Cette page demande un nom et un mot de passe.",
        name="Nom",
        password="Mot de passe",  # noqa: S106 - the field's label
        log_in="Se connecter",
        log_out="Se déconnecter",
        wrong="Le nom ou le mot de passe est faux. Réessayez.",
    ),
}
"""By the language's code."""


def login_messages(code: str) -> LoginMessages:
    """In this language, or in English."""
    return LOGIN_MESSAGES.get(code, ENGLISH_LOGIN)
