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
