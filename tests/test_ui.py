"""The page put together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import collect_event_loops

import ui
from index.collection import Collection
from index.documents import Document
from index.embedding import Encoder
from qa.assistant import Assistant
from qa.page.handlers import STARTERS, ChatHandlers
from qa.page.options import Options

# Gradio makes an event loop for each page and never closes it.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture(scope="module", autouse=True)
def no_event_loop_is_left() -> Iterator[None]:
    yield
    collect_event_loops()


def test_only_ask_is_public(assistant: Assistant) -> None:
    described = ui.build_page(ChatHandlers(assistant, Options(feedback=Path("said.jsonl")))).get_api_info()
    assert list(described["named_endpoints"]) == ["/ask"]
    assert not described["unnamed_endpoints"]
    parameters = described["named_endpoints"]["/ask"]["parameters"]
    assert [parameter["parameter_name"] for parameter in parameters] == ["question", "history"]


def test_the_starters_of_the_bundled_article_stand_on_its_page_alone(
    assistant: Assistant, bees: Document, encoder: Encoder
) -> None:
    other = Assistant(Collection.build([bees], encoder), encoder)
    assert STARTERS[0] in str(ui.build_page(ChatHandlers(assistant, Options())).get_config_file())
    assert STARTERS[0] not in str(ui.build_page(ChatHandlers(other, Options())).get_config_file())


def test_the_page_names_no_address_outside() -> None:
    page = Path(ui.__file__).parent / "qa" / "page"
    for source in [Path(ui.__file__), *page.glob("*.py"), *(page / "assets").iterdir()]:
        found = re.findall(r"\b\w+://[\w.]+|[\"'(=]//\w[\w.]+", source.read_text(encoding="utf-8"))
        assert set(found) <= {"https://site.example"}, source
