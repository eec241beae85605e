"""qa.evaluation.questions: three formats, validated line by line."""

import json
from pathlib import Path

import pytest

from index.errors import QuestionSetError
from qa.evaluation.placing import place_evidence
from qa.evaluation.questions import load_questions
from qa.evaluation.template import TEMPLATE

GOOD = {
    "id": "a",
    "question": "Who?",
    "answerable": True,
    "answers": ["Ann"],
    "kind": "factoid",
    "history": ["When?"],
    "evidence": [{"start": 3, "end": 6, "text": "Ann"}],
    "note": "kept out",
}
NONE = {"id": "b", "question": "Where?", "answerable": False, "answers": [], "evidence": []}


def write(name, text):
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_json_lines_are_read():
    first, second = load_questions(write("q.jsonl", lines(GOOD, NONE))).questions
    assert (first.id, first.answers, first.kind, first.history) == ("a", ("Ann",), "factoid", ("When?",))
    assert (first.evidence[0].start, first.evidence[0].end, first.evidence[0].document) == (3, 6, None)
    assert not second.answerable


def test_csv_is_read_like_json_lines():
    text = (
        "id,question,answerable,answers,kind,history,evidence\n"
        'a,Who?,true,"[""Ann""]",factoid,When?,"[{""start"": 3, ""end"": 6, ""text"": ""Ann""}]"\n'
        "b,Where?,false,,,,\n"
    )
    from_csv = load_questions(write("q.csv", text)).questions
    from_lines = load_questions(write("q.jsonl", lines(GOOD, NONE))).questions
    for one, other in zip(from_csv, from_lines, strict=True):
        assert {**vars(one), "place": ""} == {**vars(other), "place": ""}


VERDICT = {"id": "v", "question": "Was it Ann?", "answerable": True, "verdict": "no"}


def test_a_verdict_stands_for_gold_answers():
    (question,) = load_questions(write("q.jsonl", lines(VERDICT))).questions
    assert (question.verdict, question.answers, question.has_gold_words) == ("no", (), False)
    (with_words,) = load_questions(write("q.jsonl", lines({**VERDICT, "answers": ["Ben"]}))).questions
    assert with_words.has_gold_words
    none, empty = load_questions(write("q.jsonl", lines(NONE, {**GOOD, "verdict": None}))).questions
    assert (none.verdict, none.has_gold_words, empty.verdict) == (None, True, None)


@pytest.mark.parametrize("answers", [[""], ["   "], ["A"], ["the"], ["Ann", "\u2014"]])
@pytest.mark.parametrize("allow_drafts", [False, True])
def test_a_gold_answer_without_words_is_a_bad_line(answers, allow_drafts):
    with pytest.raises(QuestionSetError, match=r"^q\.jsonl, line 1: answers: '.*' has no words once punctuation and"):
        load_questions(write("q.jsonl", lines({**GOOD, "answers": answers})), allow_drafts)


def test_a_squad_answer_without_a_letter_is_refused_and_a_mark_is_kept():
    data = json.loads(squad())
    paragraph = data["data"][0]["paragraphs"][1]
    start = len(paragraph["context"]) + 1
    paragraph["context"] += "A+ \u2014"
    paragraph["qas"] = [{"id": "3", "question": "Which mark?", "answers": [{"text": "A+", "answer_start": start - 1}]}]
    assert load_questions(write("s.json", json.dumps(data))).questions[0].answers == ("A+",)
    paragraph["qas"][0]["answers"] = [{"text": "\u2014", "answer_start": start + 2}]
    with pytest.raises(QuestionSetError, match="question 3: no gold answer has a letter or a digit"):
        load_questions(write("s.json", json.dumps(data)))


LIST = {"id": "l", "question": "Which two?", "answerable": True, "items": [["Oman", "Sultanate of Oman"], ["Qatar"]]}


def test_the_items_of_a_list_stand_for_gold_answers():
    (question,) = load_questions(write("q.jsonl", lines(LIST))).questions
    assert question.items == (("Oman", "Sultanate of Oman"), ("Qatar",))
    assert not question.has_gold_words
    cells = json.dumps(LIST["items"]).replace('"', '""')
    (from_csv,) = load_questions(
        write("q.csv", f'id,question,answerable,items\nl,Which two?,true,"{cells}"\n')
    ).questions
    assert from_csv.items == question.items


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"items": [[]]}, "items: an item has no spelling"),
        ({"items": [["Oman"], ["the"]]}, "items: 'the' has no words"),
        ({"items": ["Oman"]}, r"items\.0: Input should be a valid array"),
        ({"answerable": False}, "items must be empty when answerable is false"),
    ],
)
def test_items_that_cannot_be_met_are_a_bad_line(change, message):
    with pytest.raises(QuestionSetError, match=message):
        load_questions(write("q.jsonl", lines({**LIST, **change})))


def test_csv_has_verdicts_too():
    questions = load_questions(write("q.csv", "id,question,answerable,verdict\na,Was it?,true,yes\nb,Is it?,false,\n"))
    assert [question.verdict for question in questions.questions] == ["yes", None]


@pytest.mark.parametrize("verdict", ["maybe", "Yes", True, ""])
def test_a_verdict_is_yes_or_no(verdict):
    with pytest.raises(QuestionSetError, match=r"^q\.jsonl, line 1: verdict: Input should be 'yes' or 'no'$"):
        load_questions(write("q.jsonl", lines({**VERDICT, "verdict": verdict})))


def test_an_unanswerable_question_has_no_verdict():
    with pytest.raises(QuestionSetError, match=r"line 1: verdict must be empty when answerable is false$"):
        load_questions(write("q.jsonl", lines({**NONE, "verdict": "no"})))


def test_a_question_of_squad_may_have_a_verdict():
    data = json.loads(squad())
    asked = data["data"][0]["paragraphs"][1]["qas"]
    asked.append({"id": "3", "question": "Was Ann here?", "verdict": "yes", "answers": []})
    verdict = load_questions(write("s.json", json.dumps(data))).questions[2]
    assert (verdict.verdict, verdict.answerable, verdict.answers, verdict.evidence) == ("yes", True, (), ())
    for change, message in (
        ({"verdict": "maybe"}, "question 3: verdict 'maybe' is neither 'yes' nor 'no'"),
        ({"verdict": ["no"]}, r"question 3: verdict \['no'\] is neither"),
        ({"is_impossible": True}, "question 3: has a verdict although is_impossible is true"),
    ):
        asked[2] = {**asked[2], "verdict": "yes", **change}
        with pytest.raises(QuestionSetError, match=message):
            load_questions(write("s.json", json.dumps(data)))


def test_every_bad_line_is_named_by_file_line_and_field():
    text = (
        lines(GOOD, {**GOOD, "id": 7}, {**NONE, "answers": ["x"]}, {**GOOD, "answerable": "yes", "id": "c"}) + "{oops\n"
    )
    with pytest.raises(QuestionSetError) as caught:
        load_questions(write("q.jsonl", text))
    message = str(caught.value)
    assert "q.jsonl, line 2: id: Input should be a valid string" in message
    assert "q.jsonl, line 3: answers and evidence must be empty when answerable is false" in message
    assert "q.jsonl, line 4: answerable: Input should be a valid boolean" in message
    assert "q.jsonl, line 5: Invalid JSON" in message


def test_an_id_that_stands_twice_is_named():
    with pytest.raises(QuestionSetError, match=r"line 2: id 'a' stands already in q\.jsonl, line 1"):
        load_questions(write("q.jsonl", lines(GOOD, GOOD)))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("q.jsonl", lines({**GOOD, "evidence": [{"start": 3, "text": "x"}]}), "start and end must be given both"),
        ("q.jsonl", lines({**GOOD, "evidence": [{"start": 3, "end": 3, "text": "x"}]}), "start 3 is not before end 3"),
        ("q.jsonl", lines({**GOOD, "evidence": [{"text": " "}]}), r"line 1: evidence\.0: text is empty"),
        ("q.jsonl", lines({**GOOD, "question": "x" * 1200}), "line 1: The question has 1,200 characters"),
        (
            "q.csv",
            "id;question;answerable\n",
            "q.csv has no column answerable, id, question. Are its columns parted by commas",
        ),
        (
            "q.csv",
            "id,question,answerable\na,Who, then?,false\n",
            "q.csv, line 2: has more cells than there are columns",
        ),
        (
            "q.csv",
            "id,question,answerable\na," + "x" * 200_000 + ",false\n",
            "is not a CSV file that can be read: field larger",
        ),
        ("q.json", "[" * 100_000, "is nested too deeply|is not valid JSON"),
        ("q.txt", "x", r"q\.txt is not a question set: use \.jsonl, \.csv, or SQuAD \.json\."),
        ("q.jsonl", "\n", r"q\.jsonl has no questions in it\."),
        ("q.json", "[1", r"q\.json, line 1: is not valid JSON"),
        ("q.json", '{"data": [{"title": "T"}]}', r"q\.json is not SQuAD JSON: KeyError: 'paragraphs'"),
        ("q.json", "[]", r"q\.json is not SQuAD JSON"),
    ],
)
def test_a_file_that_is_no_question_set_is_refused_in_a_sentence(name, text, message):
    with pytest.raises(QuestionSetError, match=message):
        load_questions(write(name, text))


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(QuestionSetError, match=r"none\.jsonl could not be opened: No such file or directory\."):
        load_questions(Path("none.jsonl"))


def squad(answer_start=4):
    asked = [
        {
            "id": "1",
            "question": " Who? ",
            "is_impossible": False,
            "answers": [{"text": "Ann", "answer_start": answer_start}],
        },
        {"id": "2", "question": "Where?", "is_impossible": True, "answers": [], "plausible_answers": []},
    ]
    paragraphs = [{"context": "A first paragraph.", "qas": []}, {"context": " It Ann was here. ", "qas": asked}]
    return json.dumps({"data": [{"title": "Two_words", "paragraphs": paragraphs}]})


def test_squad_brings_its_article_with_its_paragraphs_in_order():
    questions = load_questions(write("s.json", squad()))
    (document,) = questions.documents
    assert (document.name, document.title) == ("01 Two words", "Two words")
    assert [document.text[b.start : b.end] for b in document.blocks] == ["A first paragraph.", "It Ann was here."]
    who, where = questions.questions
    assert document.text[who.evidence[0].start : who.evidence[0].end] == "Ann"
    assert who.question == "Who?"
    assert document.text[who.paragraph.start : who.paragraph.end] == " It Ann was here. "
    assert not where.answerable


def test_a_squad_answer_that_is_not_at_its_offset_is_named():
    with pytest.raises(QuestionSetError, match="Two words: question 1: the answer 'Ann' does not stand at its offset"):
        load_questions(write("s.json", squad(answer_start=5)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"id": "2"', '"id": "1"', "id '1' stands 2 times"),
        ('"answer_start": 4', '"answer_start": 4.5', "is not SQuAD JSON: TypeError"),
        ('"text": "Ann"', '"text": ""', "the answer '' does not stand at its offset"),
        ('"question": "Where?"', '"question": " "', "question 2: The question is empty"),
    ],
)
def test_mistakes_in_squad_files_are_named(old, new, message):
    with pytest.raises(QuestionSetError, match=message):
        load_questions(write("s.json", squad().replace(old, new)))


def test_the_seeds_questions_can_be_read():
    from qa.startup import seeds_folder

    assert len(load_questions(seeds_folder() / "questions.jsonl").questions) == 34


def test_lines_without_a_gold_answer_are_drafts():
    draft = {"id": "d", "question": "Who?", "answerable": True}
    path = write("q.jsonl", "# a comment\n" + lines(GOOD, draft))
    with pytest.raises(QuestionSetError, match=r"q\.jsonl, line 3: answers is empty although answerable is true"):
        load_questions(path)
    allowed = load_questions(path, allow_drafts=True)
    assert len(allowed.questions) == 1
    assert allowed.drafts == ("q.jsonl, line 3: answers is empty although answerable is true",)


def test_a_set_is_narrowed_by_kind_sample_and_limit():
    rows = [{**GOOD, "id": str(n), "kind": "even" if n % 2 == 0 else "odd"} for n in range(10)]
    questions = load_questions(write("q.jsonl", lines(*rows)))
    assert [question.id for question in questions.narrowed(kind="odd", limit=2).questions] == ["1", "3"]
    sample = [question.id for question in questions.narrowed(sample=4, seed=1).questions]
    assert sample == sorted(sample)
    assert len(sample) == 4
    assert sample == [question.id for question in questions.narrowed(sample=4, seed=1).questions]
    assert sample != [question.id for question in questions.narrowed(sample=4, seed=2).questions]
    with pytest.raises(QuestionSetError, match=r"No question is left to ask\. The kinds in q\.jsonl: even, odd\."):
        questions.narrowed(kind="none")


def test_the_template_is_a_question_set_about_the_seeds(article):
    questions = load_questions(write("t.jsonl", TEMPLATE)).questions
    assert len(place_evidence(questions, {article.name: article})) == 3
