"""The team's server: journals in PostgreSQL, beside the files that stay the truth."""
