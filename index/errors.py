"""Everything that can go wrong in plain words.

    ArticleQAError
    ├── DocumentError          a file that cannot be read as a document
    ├── EncoderError           the encoder's weights are missing or not what they should be
    ├── ReaderError            the reader's model cannot be loaded
    ├── IndexMissingError      there is no index in that folder
    ├── IndexDamagedError      a file of the index is not what its manifest says
    ├── IndexOutdatedError     the index was built in another way than is asked for now
    ├── IndexNotWrittenError   the disk is full
    ├── EngineError            a database server that cannot be used
    ├── AddressError           a web address that cannot be fetched
    ├── SettingsError          an unknown or ill-formed setting
    ├── QuestionError          a question that cannot be asked
    ├── QuestionSetError       a question file that cannot be used
    └── AnsweringError         another system, asked over the network, that does not answer

Each message says what happened, with the values, and then what to do. It is one
line, fit to be shown to a person; the command line prints it and exits with 2.
"""


class ArticleQAError(Exception):
    """The root of every error that this project raises on purpose."""


class DocumentError(ArticleQAError):
    """A file that cannot be read as a document."""


class EncoderError(ArticleQAError):
    """The encoder's weights are missing, or are not the ones expected."""


class ReaderError(ArticleQAError):
    """The reader's weights are missing, damaged, or not those of an extractive question-answering model."""


class IndexMissingError(ArticleQAError):
    """There is no index in the folder named."""


class IndexDamagedError(ArticleQAError):
    """A file of the index is missing, or is not what its manifest says."""


class IndexOutdatedError(ArticleQAError):
    """The index was built by another format, encoder or chunking than is asked for."""


class IndexNotWrittenError(ArticleQAError):
    """There is no room for the index; the old one stays."""


class EngineError(ArticleQAError):
    """The database server does not answer, refuses, or lacks what is needed."""


class AddressError(ArticleQAError):
    """A web address that cannot, or must not, be fetched."""


class SettingsError(ArticleQAError):
    """A setting that is not known, or whose value does not fit."""


class QuestionError(ArticleQAError):
    """A question that cannot be asked: empty, or far too long.

    `kind` ("empty", "long", "no-text", "foreign", "too-many", "too-fast", "gone", "left") is for those who say so in
    words of their own; "" where there is only the message.
    """

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind


class QuestionSetError(ArticleQAError):
    """A question file that cannot be used; the message names every bad line."""


class AnsweringError(ArticleQAError):
    """Another system, asked over the network, does not answer, or not as it should."""
