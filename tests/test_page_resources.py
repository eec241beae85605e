"""The page's script and style sheet."""

from __future__ import annotations

import re
from collections import Counter

from qa.page.options import Options
from qa.page.resources import script

DECLARED = re.compile(r"^(?:const|let|class|(?:async )?function\*?) ([A-Za-z_$]+)", re.MULTILINE)


def test_no_two_parts_of_the_script_declare_the_same_name() -> None:
    names = Counter(DECLARED.findall(script(Options())))
    assert len(names) > 100
    assert [name for name, times in names.items() if times > 1] == []


def test_the_script_waits_for_every_part_of_the_page_that_it_takes_at_once() -> None:
    head, body = script(Options(uploads=3)).split("setTimeout(done, 10));", 1)
    taken = re.findall(r'^(?:const \w+ = )?document\.querySelector\("(#[\w-]+)', body, re.MULTILINE)
    assert {"#qa-new", "#qa-uploads", "#qa-wait"} <= set(taken)
    # The list of one's own documents has its name in the page's own HTML.
    waited = head.replace(".qa-uploads", "#qa-uploads")
    assert [part for part in taken if part not in waited] == []
