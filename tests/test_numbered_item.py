"""qa.form.numbered_item: clauses, steps and sections are quoted by their number."""

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from qa.assistant import Assistant
from qa.form.numbered_item import label_asked_for

PUMP = "1. Open the inlet valve.\n\n2. Fill the tank with 9 litres. Wait.\n\n3. Start the motor.\n\n10. Oil it.\n"
LEASE = "(a) The tenant cuts the hedge.\n\n(b) The owner mends the roof.\n\n2.1 Rent is due in May.\n"


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("What does clause 2 say?", "2"),
        ("what's step 3 of starting the pump?", "3"),
        ("What is the third step?", "3"),
        ("Show me section 4.1", "4.1"),
        ("What does paragraph (b) say?", "b"),
        ("What says rule no. 7?", "7"),
        ("Who pays under clause 2?", None),
        ("What is the first chapter of the war?", "1"),
        ("What did article 5 change in 1950?", None),
        ("What is a clause?", None),
    ],
)
def test_the_number_of_what_is_asked_for_is_known(question, label):
    assert label_asked_for(question) == label


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What is step 2 of starting the pump?", "Fill the tank with 9 litres. Wait."),
        ("What is the first step for the pump?", "Open the inlet valve."),
        ("What does paragraph b say?", "The owner mends the roof."),
        ("What does clause 2.1 say?", "Rent is due in May."),
    ],
)
def test_the_item_is_quoted_whole_and_without_its_number(question, quoted, encoder):
    collection = Collection.build([text_document(PUMP, "pump.txt"), text_document(LEASE, "lease.txt")], encoder)
    answer = Assistant(collection, encoder).ask(question)
    assert (answer.form, answer.answer, answer.answered) == ("quotation", quoted, True)


def test_a_number_that_no_item_has_is_no_answer(encoder):
    collection = Collection.build([text_document(PUMP, "pump.txt")], encoder)
    assert not Assistant(collection, encoder).ask("What does step 7 say?").answered


def test_of_several_lists_the_one_is_quoted_whose_items_are_worded_as_asked():
    traps, lease = "1. Set the traps.\n\n2. Empty them.\n\n", "1. The tenant pays.\n\n2. The owner mends it.\n"
    lists = f"{traps}The boathouse is let.\n\n{lease}"
    assistant = Assistant(Collection.build([text_document(lists)], HashEncoder()), HashEncoder())
    assert assistant.ask("What does clause 2 say?").answer == "The owner mends it."
    assert assistant.ask("What is step 2?").answer == "Empty them."
