"""Texts for links. Those in runs.txt (divided by empty lines) and the scenes hold every protocol, setting and verb.

Rules of this file
* What a text gives is in addresses.jsonl, never here.
* A text is not changed once it is in the corpus: a link to it may be in use. Add another one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

RUNS: Final = tuple((Path(__file__).parent / "runs.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n"))

OTHER_SPELLINGS: Final = (
    "# any order\nstop 90\n40 read n2 x\n\n  10   write  n1\tx   1 #\nlatency 10\nsystem quorum w=2 nodes=3 r=2\n",
    "\ufeff10 write n1 x 1\r\n40 read n2 x\r\n",
    ";;10 write n1 x 1;40 read n2 x;;",
    "30 read n2 x r=1 by bob as late;10 write n1 x 1 w=1 as early by alice;clock n2 skew=0;link n1-n2 latency=10..10",
    "system quorum nodes=3 home=n3,n1,n2;latency 10..10;20 cut n1 n2|n3;25 write n3 x 1;26 heal n1-n3 n2-n3",
    "gateway g1 retries=3;system quorum nodes=2;10 write g1 x 1",
    "20 cut n1>n2 n2>n1 n1-n3;30 write n1 x 1;31 write n2 x 2;200 heal",
    "system quorum",
    "",
)
"""What means the same as something shorter, or nothing at all."""

REFUSED: Final = (
    "system nonsense; 10 write n1 x 1",
    "10 write n7 x 1",
    "system quorum nodes=99",
    '10 write n1 x "open',
    "10 promote n1",
    "system quorum r=0",
    "system quorum nodes=3; 10 write n1 x 1 with nobody",
    "10 write n1 X 1",
    "10 write n1 x a\x07b",
    "system service nodes=1; gateway g1 check=1 check_timeout=1; 10 call g1 a; stop 900000",
)
"""What no page can run: it says so and goes on with its first run."""

OWN_LESSON: Final = '''\
id = "mine"

[scripts]
main = """
system quorum nodes=3 r=1 w=2
link n1-n3 latency=60
init x 0
10 write n1 x 1 by alice as w1
40 read n3 x by bob as r1
"""
near = { of = "main", swap = { "read n3" = "read n2" } }

[[step]]
id = "far"
kind = "predict"
script = "main"
ask = "value r1"
others = { fresh = "in near" }

--- en
# Mine
### goal
See it.

## far: Who knows?
### prompt
What does Bob get?
### why
It answered {value r1}.
--- zh
# 我的课
### goal
亲眼看看。

## far: 谁知道？
### prompt
Bob 读到什么？
### why
它回答 {value r1}。
'''
"""A teacher's own lesson, as it is packed into a link."""
