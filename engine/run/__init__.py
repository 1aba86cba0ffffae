"""One run: time, messages, nodes and clients."""
