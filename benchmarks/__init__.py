"""How long things take and how much memory they need, beside a peer measured in the same run."""
