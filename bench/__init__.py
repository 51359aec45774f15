"""What answers cost, measured against a running server: ``make bench``."""
