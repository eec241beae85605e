"""The words of the page that takes what a bookmarklet sends, in each language of the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BookmarkletMessages:
    """In one language."""

    wanted: str
    add: str
    cancel: str
    waiting: str
    nothing_came: str
    too_large: str
    local_file: str


ENGLISH_BOOKMARKLET = BookmarkletMessages(
    wanted="Add \N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK} from {site} to your documents?",
    add="Add",
    cancel="Do not add",
    waiting="Waiting for the page in the other tab \N{HORIZONTAL ELLIPSIS}",
    nothing_came="Nothing came from the other tab. Some sites send no page: save it there, and add the file.",
    too_large="This page is too large to be taken so. Save it there, and add the file.",
    local_file="this computer",
)

BOOKMARKLET_MESSAGES = {
    "en": ENGLISH_BOOKMARKLET,
    "fr": BookmarkletMessages(
        wanted="Ajouter «\N{NO-BREAK SPACE}{title}\N{NO-BREAK SPACE}» de {site} à vos documents\N{NO-BREAK SPACE}?",
        add="Ajouter",
        cancel="Ne pas ajouter",
        waiting="En attente de la page de l\N{RIGHT SINGLE QUOTATION MARK}autre onglet \N{HORIZONTAL ELLIPSIS}",
        nothing_came="Rien n\N{RIGHT SINGLE QUOTATION MARK}est venu de l\N{RIGHT SINGLE QUOTATION MARK}autre onglet. "
        "Certains sites ne laissent pas envoyer leurs pages\N{NO-BREAK SPACE}: enregistrez-la "
        "là-bas, puis ajoutez le fichier.",
        too_large="Cette page est trop grande pour être prise ainsi. Enregistrez-la là-bas, puis ajoutez le fichier.",
        local_file="cet ordinateur",
    ),
    "ar": BookmarkletMessages(
        wanted="هل تضيف \u2068{title}\u2069 من \u2068{site}\u2069 إلى مستنداتك؟",
        add="إضافة",
        cancel="لا تُضف",
        waiting="في انتظار الصفحة من علامة التبويب الأخرى \N{HORIZONTAL ELLIPSIS}",
        nothing_came="لم يصل شيء من علامة التبويب الأخرى. "
        "بعض المواقع لا تسمح بإرسال صفحاتها: احفظها هناك ثم أضف الملف.",
        too_large="هذه الصفحة أكبر من أن تؤخذ هكذا. احفظها هناك ثم أضف الملف.",
        local_file="هذا الحاسوب",
    ),
}
"""By the language's code."""


def bookmarklet_messages(code: str) -> BookmarkletMessages:
    """The words in that language of the page."""
    return BOOKMARKLET_MESSAGES[code]
