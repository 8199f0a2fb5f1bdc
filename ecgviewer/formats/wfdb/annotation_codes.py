"""The annotation codes of the WFDB library and the symbols they are shown as."""

from __future__ import annotations

from ecgviewer.formats.wfdb.annotation_bytes import MAX_CODE

#: Mnemonics by code (``cstring`` in annot.c of the WFDB library); codes without one
#: are shown as their number in brackets.
_MNEMONICS = ' NLRaVFJASEj/Q~\0|\0sT*D"=pB^t+u?![]en@xf()r'

SYMBOLS: tuple[str, ...] = tuple(
    _MNEMONICS[code]
    if code < len(_MNEMONICS) and _MNEMONICS[code] != "\0"
    else f"[{code}]"
    for code in range(MAX_CODE + 1)
)

#: Code of a comment annotation, which also carries facts about the whole file.
NOTE = SYMBOLS.index('"')
