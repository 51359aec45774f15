"""The servers beside which Dateline is measured: how each is started and asked, over the rows of its load."""
