"""How a record is made where a run spends its time: `new(Send, (to, body))` is `Send(to, body)`, in half of it.

Nothing checks that the fields are complete, so it is only for what is made for every message: in engine/run, and by the
handlers of a plain read and write.
"""

from typing import Final

new: Final = tuple.__new__
