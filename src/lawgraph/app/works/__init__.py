"""The pages of regulations: a work, its versions, its articles, who cites them, and two versions side by side."""
