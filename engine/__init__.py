"""A deterministic laboratory for replicated data: no screen, no language, no wall clock."""
