"""The record of decisions and the tables drawn from it: SQLite by default, PostgreSQL for teams."""
