"""HTTP itself: what holds on every path, whoever answers there."""
