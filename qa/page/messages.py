"""The page's own words, in English; qa/page/languages.py has the others. `{...}` stand for what is filled in."""

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
    brief_of_one: str
    brief_of_several: str
    list_heading: str
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

    def of_several(self) -> Messages:
        """The same, where what does not say is several documents: "Your documents do not say"."""
        return replace(
            self,
            silent=self.silent_all,
            silent_on=self.silent_on_all,
            seems_silent=self.seems_silent_all,
            seems_silent_on=self.seems_silent_on_all,
        )


ENGLISH = Messages(
    code="en",
    direction="ltr",
    title="Ask the article",
    promise="Every answer is quoted word for word, with its place in the text.",
    conversation="Conversation",
    welcome="What would you like to know?",
    your_question="Your question",
    type_here="Type your question",
    new="New conversation",
    save="Save",
    save_markdown="As Markdown",
    save_json="As JSON",
    the_article="The article",
    this_text="the text",
    paragraph="{title}, paragraph {number}",
    paged="{title}, page {page}, paragraph {number}",
    show="Show it in the article",
    citation="[{number}] {place}",
    from_picture="{place}, read from a picture",
    at_time="{place}, at {time}",
    picture_show="Show the page",
    picture_text="Show the text",
    picture_previous="Previous page",
    picture_next="Next page",
    picture_larger="Larger",
    picture_smaller="Smaller",
    picture_page="Page {page} of {pages}",
    picture_alt="Picture of page {page}",
    picture_marked="Picture of page {page}; the quotation is boxed",
    picture_gone="The page cannot be shown: its file is not there any more, or has changed.",
    understood="Understood as: {question}",
    as_typed="Ask it as I typed it",
    yes="Yes.",
    no="No.",
    brief_heading="In short: {number} sentences",
    brief_of_one="In short: 1 sentence",
    brief_of_several="In short: {number} sentences, from {documents} of {all} documents",
    list_heading="Items: {number}",
    side_by_side="Side by side",
    calculated_count="Rows of the table, counted: {value}",
    calculated_sum="Sum of {cells} cells of the table: {value}",
    calculated_average="Average of {cells} cells of the table: {value}",
    starter_article="What is this article about?",
    starter_articles="What are these articles about?",
    starter_upload="What is this document about?",
    stated="stated in {where}",
    probably="probably",
    unsure="not sure: check it",
    silent="{where} does not say.",
    silent_on="{where} does not say {what}.",
    seems_silent="{where} does not seem to say.",
    seems_silent_on="{where} does not seem to say {what}.",
    unrelated="What comes closest does not speak of this.",
    unclear="What comes closest is not clear enough to be the answer.",
    out_of_date="Not searched, as the file was emptied, damaged or made unreadable: {names}",
    silent_all="{where} do not say.",
    silent_on_all="{where} do not say {what}.",
    seems_silent_all="{where} do not seem to say.",
    seems_silent_on_all="{where} do not seem to say {what}.",
    confidence="Confidence {value}: of answers with such confidence about {tenths} in 10 are right.",
    confidence_high="Confidence {value}: of answers with such confidence more than 9 in 10 are right.",
    closest="What comes closest \N{EN DASH} not an answer",
    may_be="This may be what you mean:",
    ask_instead="You could ask instead:",
    ask_first="You could ask:",
    go_on="You could go on with:",
    copy_link="Copy link",
    link_copied="The link is copied.",
    link_here="Copy this link:",
    save_card="Save as a card",
    saved="{name} is saved.",
    card_quoted="Quoted word for word from {title}. Saved on {date}.",
    reply_greeting="Hello! Ask me about {where}.",
    reply_thanks="You are welcome. Ask on whenever you like.",
    reply_goodbye="Goodbye, and come back whenever you like.",
    reply_help="Ask a question about {where} in plain words. The answer is quoted word for word, with its place.",
    reply_identity="I am a program that finds answers in {where} and quotes them word for word, adding nothing.",
    reply_agreement="All right. Ask on whenever you like.",
    reply_insult="I am sorry that I was of no help. Try it in other words: I know nothing but {where}.",
    reply_refrain="I cannot tell what is asked. Type a question about {where}.",
    fact_author="The file names {value} as its author.",
    fact_title="The file has the title \N{LEFT DOUBLE QUOTATION MARK}{value}\N{RIGHT DOUBLE QUOTATION MARK}.",
    fact_date="The file gives {value} as its date.",
    fact_pages="The number of pages in the file: {value}.",
    fact_source="The file is {value}.",
    fact_of="{title}: {fact}",
    fact_more="Documents that say it too: {number}.",
    document="Document",
    find_document="Type to search {number} documents",
    documents_found="{number} documents found",
    no_document="No document has these words in its title.",
    back="Back to the answer",
    right="This is right",
    wrong="This is wrong",
    what_is_right="What is right?",
    pick_sentence="Choose the right sentence",
    says_nothing="The article does not say",
    only_wrong="I only know that it is wrong",
    picking="Choose the sentence that answers: click it, or use the arrow keys and Enter. Escape cancels.",
    thanks="Thank you, this is stored.",
    stored="Thumbs are stored by this page\N{RIGHT SINGLE QUOTATION MARK}s owner: the question and those before it, "
    "the passage, and your choice. Nothing about you.",
    getting_ready="Getting ready \N{HORIZONTAL ELLIPSIS}",
    loading="Opening the index and loading the models",
    building="Building the index of the article",
    opening="Opening the page",
    failed="Something went wrong with this question. Try it again, or ask another way.",
    long_question="This question is too long: at most {longest} characters are read. Ask a shorter one.",
    no_text="The question holds characters that are no text. Type it again.",
    foreign="This is not a conversation of this page.",
    too_fast="Many questions came from here in a short time. Wait a minute, and ask again.",
    too_slow="This came too slowly, and was given up. Try it again.",
    login_limited="After {number} wrong passwords, wait a minute before the next one.",
    too_large="This is more than the page takes at once.",
    too_long="This conversation is long. Begin a new one to go on.",
    unreachable="The page could not be reached. Try again.",
    busy="Many people are asking just now. Try again in a moment.",
    waiting="Looking for the answer \N{HORIZONTAL ELLIPSIS}",
    in_line="In line: {number} before you",
    stop="Stop",
    stopped="Stopped. Your question is in the box.",
    cut_off="This question was cut off. It is in the box: send it again.",
    connection_lost="The connection is lost. What you asked and typed is kept; the page comes back by itself.",
    more="More",
    help="Help and keys",
    key_ask="Ask the question",
    key_line="A new line in the question",
    key_box="To the question box",
    key_turns="To the question before or after",
    key_choose="Through the documents found, or the sentences to choose from",
    key_escape="Close what is open; from the article back to the answer",
    key_help="This help",
    find_in_article="Search this text",
    find_previous="Previous place",
    find_next="Next place",
    find_count="{number} of {all}",
    find_nothing="Not found",
    contents="Headings",
    begun="A new conversation is begun.",
    undo="Undo",
    past_conversations="Earlier conversations",
    keep_switch="Keep my conversations in this browser",
    keep_promise="They stay on this device and are sent nowhere. Switched off, all of them are deleted at once. "
    "Questions about your own documents are never kept.",
    keep_search="Search your questions",
    keep_none="There are none.",
    keep_full="The browser has no room to keep this.",
    delete="Delete",
    delete_all="Delete all",
    notebook="Notebook",
    notebook_empty="Nothing is pinned yet: pin an answer, and its quotations stand here.",
    pin="Pin",
    pinned="Pinned to the notebook, which holds {number} now.",
    as_word="As Word",
    as_bibtex="Sources as BibTeX",
    as_csl="Sources as CSL JSON",
    as_flashcards="Flashcards (Anki)",
    as_print="Print",
    save_picture="Save as a picture",
    read_aloud="Read aloud",
    uploads_one="your document",
    uploads_all="your documents",
    uploads_add="Add your document",
    uploads_promise="Only you can see and ask it, and it is deleted when you close this page.",
    uploads_drop="Drop your document here",
    uploads_list="Your documents",
    uploads_not_added="Not added",
    uploads_chip="Your documents: {number}",
    uploads_ask="Ask",
    uploads_articles="the articles",
    uploads_everything="all your documents",
    uploads_sending="Sending",
    uploads_waiting="Waiting for its turn",
    uploads_reading="Reading",
    uploads_indexing="Indexing: {done} of {total} sentences and passages",
    uploads_progress="Progress of {name}",
    uploads_ready="{name} is ready to be asked.",
    uploads_remove="Remove {name}",
    uploads_removed="{name} is removed.",
    uploads_dismiss="Close",
    uploads_too_many="At most {number} documents of your own fit. Remove one to add another.",
    uploads_too_large="{name} is larger than {number} MB. Split it into smaller files.",
    uploads_too_long="{name} has too much text: your documents may have {number} characters together.",
    uploads_again="{name} is among your documents already.",
    uploads_language="It seems to be in {language}, a language that is not read well.",
    uploads_failed="{name} could not be added. Try it again.",
    uploads_gone="This was asked of a private document, which is not here. Add it to ask it.",
    uploads_lost="Deleted, as the page was closed, left alone for long or restarted: {names}. Add them again.",
)
