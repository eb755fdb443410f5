"""Review sessions: what there is to decide, what was decided, how a review stands and what it comes to."""
