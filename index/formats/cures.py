"""What would help where a file is of a format that is not read."""

from __future__ import annotations

_SAVE_AS = {
    ".docx": (".doc", ".docm", ".dot", ".dotx", ".wps", ".wpd", ".pages", ".fodt"),
    ".xlsx": (".xls", ".xlsm", ".xlsb", ".ods", ".numbers"),
    ".pptx": (".ppt", ".pptm", ".pps", ".ppsx", ".odp", ".key"),
    ".epub": (".mobi", ".azw", ".azw3", ".fb2", ".lit"),
    ".eml": (".msg", ".mbox", ".pst"),
    ".html": (".mht", ".mhtml", ".webarchive", ".php", ".asp"),
    ".pdf": (".ps", ".eps", ".djvu", ".xps", ".oxps", ".dvi", ".tex", ".pub", ".vsd", ".vsdx"),
    ".txt": (".log", ".json", ".xml", ".yaml", ".yml", ".rst", ".org", ".adoc"),
}
_TOLD = {
    **{ending: f"Save it as {wanted}" for wanted, endings in _SAVE_AS.items() for ending in endings},
    **dict.fromkeys((".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"), "Unpack it, or pack the files as .zip"),
    **dict.fromkeys(
        (".gif", ".heic", ".heif", ".avif", ".svg"),
        "Save the picture as .png or .jpg",
    ),
    **dict.fromkeys(
        (".mp3", ".wav", ".m4a", ".ogg", ".flac", ".mp4", ".mov", ".mkv", ".avi", ".webm"),
        "Give what is said in it as subtitles, .vtt or .srt",
    ),
}
_OTHERWISE = "Save it as .pdf, .docx or .txt"


def cure(ending: str) -> str:
    """What to do with a file of this ending, without the full stop."""
    return _TOLD.get(ending.lower(), _OTHERWISE)
