"""Who may speak to the service: hosts, origins, tokens."""
