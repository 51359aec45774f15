"""Several database servers: replicas that fall behind, go away and take over."""
