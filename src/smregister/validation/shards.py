"""A share of a register judged on one machine, and the shares of all machines put together.

A shard is a JSON document: what one machine writes, another one reads, whoever carried it.
"""

from __future__ import annotations

import json
import marshal
from array import array
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from smregister import __version__
from smregister.errors import FatalError
from smregister.model import Severity
from smregister.reading_rules import READING_RULES
from smregister.rows import dated_finding_of, dated_row_of
from smregister.rules import RULES
from smregister.schemas import Judge
from smregister.validation.part import PartJudgement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smregister.trees import Part
    from smregister.validation.run import Run

_FIELDS = ("program", "content", "month", "of")

_TEXT, _COUNT = {"type": "string"}, {"type": "integer", "minimum": 0}


def _tuple(*items: Any) -> dict[str, Any]:
    return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


def _list(item: Any) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _by_name(member: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": member}


def _mapping(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": [*members]}


_RULE = {"enum": [rule.name for rule in (*READING_RULES, *RULES)]}
_FINDING = _tuple(_TEXT, _COUNT, _COUNT, _RULE, _TEXT, {"enum": [*Severity]}, _TEXT)
_FINDINGS, _DIGEST = _list(_tuple(_FINDING, _TEXT, _TEXT)), {**_COUNT, "maximum": 2**64 - 1}
_SHARD = _mapping(
    **dict.fromkeys(("program", "content", "month"), _TEXT),
    **dict.fromkeys(("of", "number"), _COUNT),
    parts=_list(
        _mapping(
            path=_TEXT,
            findings=_FINDINGS,
            alone=_list(_tuple(_DIGEST, _FINDINGS)),
            **dict.fromkeys(("own", "named", "joint"), _list(_DIGEST)),
            counts=_by_name(_tuple(_COUNT, _COUNT)),
            records=_by_name(_list(_tuple(_TEXT, _TEXT, {"type": "object"}, {"type": "boolean"}))),
        )
    ),
)


def read_share(text: str) -> tuple[int, int]:
    """Read which share of how many is meant: `2/4`.

    Raises FatalError if it is none.
    """
    number, slash, of = text.partition("/")
    if slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of) <= 1000:
        return int(number), int(of)
    message = f"`{text}` is no share; write which one of how many, like 2/4"
    raise FatalError(message)


def shard(run: Run, number: int, of: int) -> dict[str, Any]:
    """Judge a share of the parts of a tree, and give what `join` wants to know of it."""
    parts = run.parts[number - 1 :: of]
    judged = zip(parts, run.judge_parts(parts), strict=True)
    return {**_heading(run, of), "number": number, "parts": [_as_data(*each) for each in judged]}


def join(run: Run, documents: Sequence[dict[str, Any]]) -> None:
    """Let a run know what the shards of the same tree found.

    Raises FatalError if they are not all the shards of this tree.
    """
    wanted = _heading(run, len(documents))
    for name in _FIELDS:
        if any(document[name] != wanted[name] for document in documents):
            message = _NOT_OF_THIS.get(name, f"these are not all shards: there are {len(documents)}")
            raise FatalError(message)
    parts = [facts for document in documents for facts in document["parts"]]
    by_path = {facts["path"]: facts for facts in parts}
    are_all = {document["number"] for document in documents} == {*range(1, len(documents) + 1)}
    if not are_all or len(parts) > len(by_path) or by_path.keys() != {part.path for part in run.parts}:
        message = "these are not all shards of this register, each once"
        raise FatalError(message)
    if any(not {*facts["counts"], *facts["records"]} <= run.setting.kinds.keys() for facts in parts):
        raise FatalError(_NO_SHARD)
    run.know({part: _of_data(by_path[part.path]) for part in run.parts})


_NO_SHARD = "a file is no shard; `smregister validate --shard I/N` writes them"
_NOT_OF_THIS = {
    "program": "a shard was made by another version of smregister",
    "content": "a shard is of another state of the register; judge and join the same commit",
    "month": "a shard was judged for another month; give the same --as-of everywhere",
}


def read_shards(texts: Iterable[str]) -> list[dict[str, Any]]:
    """Read shards.

    Raises FatalError if a text is none.
    """
    try:
        documents = [json.loads(text, parse_float=str) for text in texts]
        if all(map(Judge(_SHARD).is_sound, documents)):
            return documents
    except (ValueError, RecursionError):
        pass
    raise FatalError(_NO_SHARD)


def _heading(run: Run, of: int) -> dict[str, Any]:
    content = sha256("\n".join(f"{part.path} {part.id}" for part in run.parts).encode("utf-8", "surrogatepass"))
    return {"version": 1, "program": __version__, "content": content.hexdigest(), "month": run.month, "of": of}


def _as_data(part: Part, judgement: PartJudgement) -> dict[str, Any]:
    return {
        "path": part.path,
        "findings": [dated_row_of(each) for each in judgement.findings],
        "alone": [[digest, [dated_row_of(each) for each in told]] for digest, told in judgement.alone.items()],
        **{name: [*getattr(judgement, name)] for name in ("own", "named", "joint")},
        "counts": judgement.counts,
        # Written by this very program a moment ago.
        "records": {kind: marshal.loads(rows) for kind, rows in judgement.records.items()},  # noqa: S302
    }


def _of_data(facts: dict[str, Any]) -> PartJudgement:
    return PartJudgement(
        findings=[dated_finding_of(row) for row in facts["findings"]],
        alone={digest: [dated_finding_of(row) for row in rows] for digest, rows in facts["alone"]},
        own=array("Q", facts["own"]),
        named=array("Q", facts["named"]),
        joint=array("Q", facts["joint"]),
        counts={kind: (records, faulty) for kind, (records, faulty) in facts["counts"].items()},
        records={kind: marshal.dumps([*map(tuple, rows)]) for kind, rows in facts["records"].items()},
    )
