"""What programs send to /v1, checked strictly; and what is said where it does not fit."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

MODEL = "article-qa"
"""The one model that /v1/models names."""

MOST_EARLIER, MOST_DOCUMENTS = 50, 50
"""Earlier questions, and documents, that one request may name."""

Text = Annotated[str, Field(min_length=1, max_length=4096)]


class RequestError(Exception):
    """A request that is refused; `status` is HTTP's, and the message a sentence for a person."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class _StrictRequest(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class WidgetRequest(_StrictRequest):
    """Ask one question of the articles."""

    question: Annotated[str, Field(description="The question, in plain words.")]
    history: Annotated[
        list[str],
        Field(max_length=MOST_EARLIER, description="The conversation's earlier questions, oldest first."),
    ] = []


class AskRequest(WidgetRequest):
    """Ask one question of the articles."""

    document: Annotated[
        Text | Annotated[list[Text], Field(max_length=MOST_DOCUMENTS)] | None,
        Field(description="Ask this document alone, by its name or title; or these."),
    ] = None
    withheld: Annotated[
        bool,
        Field(description="Tell what was held back for want of confidence too, as evaluations need it."),
    ] = False

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that are named."""
        if self.document is None:
            return ()
        return (self.document,) if isinstance(self.document, str) else tuple(self.document)


class _TextPart(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    type: Literal["text"]
    text: str


class ConversationMessage(BaseModel):
    """One message of a conversation; of those that are not the user's, nothing is read."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[_TextPart] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class ChatRequest(BaseModel):
    """Go on with a conversation. What steers the sampling of a language model (`temperature` and so on) is ignored."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    model: Annotated[str, Field(description=f"{MODEL}, the one that /v1/models names.")]
    messages: Annotated[list[ConversationMessage], Field(min_length=1, max_length=2 * MOST_EARLIER + 2)]
    stream: Annotated[bool, Field(description="As server-sent events, paragraph by paragraph.")] = False
    n: Annotated[Literal[1] | None, Field(description="One answer is given.")] = None

    @property
    def asked(self) -> tuple[str, list[str]]:
        """The question, and those before it. Raises `RequestError` where the last message is not the user's."""
        if self.messages[-1].role != "user":
            raise RequestError(400, "The last message must be the user's: it is the question.")
        *earlier, question = [message.text for message in self.messages if message.role == "user"]
        return question, earlier


_CHOICE = re.compile(r"str|constrained-str|(?:list|function|literal)\[.*\]|nullable.*")
_Request = TypeVar("_Request", bound=BaseModel)


async def read_body(request: Request, kind: type[_Request]) -> _Request:
    """The request's body. Raises `RequestError` where it does not fit."""
    try:
        return kind.model_validate_json(await request.body())
    except ValidationError as error:
        raise RequestError(*_explain(error, kind)) from None


def _explain(error: ValidationError, kind: type[BaseModel]) -> tuple[int, str]:
    """The status, and the first complaint as a sentence that repeats nothing of what was sent but a key's name."""
    complaint: Any = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if complaint["type"] == "json_invalid" or not complaint["loc"]:
        return 400, "The body is no JSON object in UTF-8."
    # Of a union, pydantic tells of each choice; the path to it holds the choice's own name.
    where = ".".join(str(part) for part in complaint["loc"] if not _CHOICE.fullmatch(str(part)))[:80]
    keys = ", ".join(kind.model_fields)
    if complaint["type"] == "extra_forbidden":
        return 422, f"There is no key {where}. There are: {keys}."
    if complaint["type"] == "missing":
        return 422, f"The key {where} is missing. There are: {keys}."
    return 422, f"The value of {where} does not fit: {complaint['msg']}."
