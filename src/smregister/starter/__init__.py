"""The files of a new register: made in memory, judged, and only then put in place."""

from smregister.starter.answers import FIELDS, Answers
from smregister.starter.contents import starter_files
from smregister.starter.judging import demand_sound, tree_of
from smregister.starter.placing import free_place, workshop, write
from smregister.starter.questions import answer_fault, register_kind

__all__ = [
    "FIELDS",
    "Answers",
    "answer_fault",
    "demand_sound",
    "free_place",
    "register_kind",
    "starter_files",
    "tree_of",
    "workshop",
    "write",
]
