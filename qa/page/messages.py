"""What the page says in words of its own: qa/page/english.py has them, qa/page/languages.py those of other languages.

`{...}` stand for what is filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Messages:
    """The page's words in one language; `code` is a BCP 47 tag, `direction` "ltr" or "rtl"."""

    code: str
    direction: str

    title: str
    promise: str
    conversation: str
    welcome: str
    your_question: str
    type_here: str
    new: str
    save: str
    save_markdown: str
    save_json: str

    the_article: str
    this_text: str
    paragraph: str
    paged: str
    show: str
    citation: str
    from_picture: str
    at_time: str
    picture_show: str
    picture_text: str
    picture_previous: str
    picture_next: str
    picture_larger: str
    picture_smaller: str
    picture_page: str
    picture_alt: str
    picture_marked: str
    picture_gone: str
    understood: str
    as_typed: str
    yes: str
    no: str
    brief_heading: str
    explanation_heading: str
    brief_of_one: str
    brief_of_several: str
    list_heading: str
    answers_heading: str
    side_by_side: str
    calculated_count: str
    calculated_sum: str
    calculated_average: str
    starter_article: str
    starter_articles: str
    starter_upload: str
    stated: str
    probably: str
    unsure: str
    silent: str
    silent_on: str
    seems_silent: str
    seems_silent_on: str
    unrelated: str
    unclear: str
    out_of_date: str
    silent_all: str
    silent_on_all: str
    seems_silent_all: str
    seems_silent_on_all: str
    confidence: str
    confidence_high: str
    closest: str
    may_be: str
    ask_instead: str
    found_elsewhere: str
    ask_first: str
    go_on: str
    copy_link: str
    link_copied: str
    link_here: str
    save_card: str
    saved: str
    card_quoted: str

    reply_greeting: str
    reply_thanks: str
    reply_goodbye: str
    reply_help: str
    reply_identity: str
    reply_agreement: str
    reply_insult: str
    reply_refrain: str
    fact_author: str
    fact_title: str
    fact_date: str
    fact_made: str
    fact_pages: str
    fact_source: str
    fact_of: str
    fact_more: str

    document: str
    find_document: str
    documents_found: str
    no_document: str
    back: str

    right: str
    wrong: str
    what_is_right: str
    pick_sentence: str
    says_nothing: str
    only_wrong: str
    picking: str
    thanks: str
    stored: str

    getting_ready: str
    loading: str
    building: str
    opening: str
    failed: str
    long_question: str
    no_text: str
    foreign: str
    too_fast: str
    too_slow: str
    login_limited: str
    too_large: str
    too_long: str
    unreachable: str
    as_of: str
    document_changed: str
    busy: str

    waiting: str
    in_line: str
    stop: str
    stopped: str
    cut_off: str
    connection_lost: str

    more: str
    help: str
    key_ask: str
    key_line: str
    key_box: str
    key_turns: str
    key_choose: str
    key_escape: str
    key_help: str
    find_in_article: str
    find_previous: str
    find_next: str
    find_count: str
    find_nothing: str
    contents: str
    begun: str
    undo: str
    past_conversations: str
    keep_switch: str
    keep_promise: str
    keep_search: str
    keep_none: str
    keep_full: str
    delete: str
    delete_all: str
    notebook: str
    notebook_empty: str
    pin: str
    pinned: str
    as_word: str
    as_bibtex: str
    as_csl: str
    as_flashcards: str
    as_print: str
    save_picture: str
    read_aloud: str

    uploads_one: str
    uploads_all: str
    uploads_add: str
    uploads_promise: str
    uploads_drop: str
    uploads_list: str
    uploads_not_added: str
    uploads_chip: str
    uploads_ask: str
    uploads_articles: str
    uploads_everything: str
    uploads_sending: str
    uploads_waiting: str
    uploads_reading: str
    uploads_indexing: str
    uploads_progress: str
    uploads_ready: str
    uploads_remove: str
    uploads_removed: str
    uploads_dismiss: str
    uploads_too_many: str
    uploads_too_large: str
    uploads_too_long: str
    uploads_again: str
    uploads_language: str
    uploads_failed: str
    uploads_gone: str
    uploads_lost: str
    bookmarklet: str
    bookmarklet_how: str
    bookmarklet_link: str
    bookmarklet_drag: str
    bookmarklet_copy: str
    bookmarklet_copied: str
    uploads_read: str
    uploads_askable: str
    answered_of: str
    file_made: str

    def of_several(self) -> Messages:
        """The same, where what does not say is several documents: "Your documents do not say"."""
        return replace(
            self,
            silent=self.silent_all,
            silent_on=self.silent_on_all,
            seems_silent=self.seems_silent_all,
            seems_silent_on=self.seems_silent_on_all,
        )
