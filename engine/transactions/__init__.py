"""Histories of transactions, judged by who depends on whom: which anomalies they show, and which isolation they break.

Rules of this folder
* A history is a sequence of operations of kind txn, each with the steps of one transaction (model/values.py). Lists are
  appended to and read (txn-list-append), or registers written and read (txn-rw-register).
* ok has committed, refused has aborted. What is unknown has committed if an ok transaction read any of its values;
  else it may never have happened, and nothing follows from it. Only what ok transactions read counts.
* Each anomaly is proven by what was read, whatever the database did: nothing is guessed. Silence proves something only
  where the order of versions is known (judging.py).
* No step depends on the clock; all searches count what they look at.

Sources: Adya: Weak Consistency (1999). Adya, Liskov, O'Neil: Generalized Isolation Level Definitions (ICDE 2000).
Kingsbury, Alvaro: Elle (VLDB 2020). Cerone, Gotsman: Analysing Snapshot Isolation (PODC 2016).
"""

from engine.transactions.direct import Anomaly
from engine.transactions.graph import Edge
from engine.transactions.history import begins, foreign
from engine.transactions.judging import Findings, found, told, verdicts
from engine.transactions.levels import LEVELS, RULED_OUT, TRANSACTIONAL

__all__ = [
    "LEVELS", "RULED_OUT", "TRANSACTIONAL", "Anomaly", "Edge", "Findings", "begins", "foreign", "found", "told",
    "verdicts",
]  # fmt: skip
