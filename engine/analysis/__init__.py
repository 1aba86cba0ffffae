"""What a finished run shows: verdicts, facts and numbers computed from its trace."""
