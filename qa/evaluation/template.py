"""A question set to start from."""

TEMPLATE = """\
# A question set: one JSON object a line. Lines that begin with # are left out.
# Run it:  qa eval questions.jsonl --html report.html
#
# id          any text, once in the file; runs are compared by it
# question    as a reader would type it
# answerable  whether the documents answer it; with false, leave answers and evidence out
# answers     what counts as right, in the document's own words; several spellings may be given
# items       optional: of a list, its items, each with its spellings: [["Oman", "Sultanate of Oman"], ["Qatar"]]
# verdict     optional: "yes" or "no", of a question to be answered so; then answers may be left out
# kind        optional: results are also given kind by kind
# history     optional: the conversation's earlier questions, oldest first
# evidence    optional: where the answer stands. Give the text, which must stand there once,
#             or "start" and "end" too, in characters; "document" where there are several
{"id": "1", "question": "Why did Qaani go to Baghdad?", "answerable": true, "answers": ["to calm AAH down"], \
"kind": "reason", "evidence": [{"text": "prompted Qaani to travel to Iraq the next day to calm AAH down"}]}
{"id": "2", "question": "When did he go there?", "answerable": true, "answers": ["the next day", "Dec. 21, 2020"], \
"kind": "follow-up", "history": ["Why did Qaani go to Baghdad?"], "evidence": [{"text": "The attack prompted Qaani to \
travel to Iraq the next day to calm AAH down.", "start": 1359, "end": 1433}]}
{"id": "3", "question": "Which hotel did Qaani stay at?", "answerable": false, "kind": "unanswerable"}
"""
