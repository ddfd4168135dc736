"""How a job's process is started, watched, found again and ended."""
