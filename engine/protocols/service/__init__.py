"""Instances of services behind a gateway: each does what it is asked, as well as its behaviour lets it.

Rules of this file
* `a=n1,n2 b=n2,n3`: who serves what; without either, every node is an instance of service a. Only a gateway asks.
* `behave n1 slow 50 for a` from now on: ok; slow (the answer comes so many ticks later); error (says so, does
  nothing); hang (silent, does nothing); lost_reply (does it, says nothing); gray (well to probes, an error to callers).
* A call is carried out when its turn comes and answered `work` ticks later. Carried out twice it counts twice, unless
  it bears a key that this instance has met: instances share nothing.
* `capacity=2`: so many calls are worked on at a time, the others wait (waiting.py); without it each call has its turn
  as it arrives. Probes wait for nobody.
* The value `malformed` is refused as a bad request: that says nothing about the instance.

Sources: Huang et al. 2017, "Gray Failure: The Achilles' Heel of Cloud-Scale Systems" (differential observability);
Bronson, Aghayev, Charapko, Zhu 2021, "Metastable Failures in Distributed Systems" (a queue that retries keep full).
"""

from __future__ import annotations

from typing import Never

from engine.model import Behave
from engine.protocols.actor import Actor
from engine.protocols.protocol import Protocol
from engine.protocols.service import handlers, settings, view
from engine.protocols.service.state import Config, State, Timer

PROTOCOL: Protocol[Config, State, Behave, Never, Timer] = Protocol(
    name="service",
    settings=settings.SETTINGS,
    commands=(Behave,),
    config=settings.config,
    actor=Actor(
        messages={},
        start=handlers.start,
        on_request=handlers.on_request,
        on_message=handlers.on_message,
        on_timer=handlers.on_timer,
        view=view.view,
    ),
    promise=settings.promise,
    services=settings.services,
)
