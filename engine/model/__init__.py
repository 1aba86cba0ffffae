"""The nouns of the laboratory, as frozen values.

Rules of this file
* A Scenario is everything that is asked; a Trace (engine/trace) is everything that happened.
* A Command is one thing someone does at a tick. Client commands ask a node for something; operator commands
  (sync, promote, campaign and the like) go to a node's protocol; all others are faults, which only the network feels.
* A protocol sees a Request, a message body or a timer, and answers with a new state and a tuple of effects.
* Nothing here knows a protocol, a language or a picture. Dicts inside frozen values are read-only by rule.
* What is made once a message is a NamedTuple (a third of the cost of a frozen dataclass); the rest are dataclasses.
* What others import from here is every public name of the six modules below; each says it once, where it is defined.
"""

from engine.model.commands import *
from engine.model.effects import *
from engine.model.faults import *
from engine.model.history import *
from engine.model.scenario import *
from engine.model.values import *
