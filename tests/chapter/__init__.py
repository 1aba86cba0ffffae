"""The chapter's own code, run: read from its text, what it leaves undefined filled in the plainest way."""
