"""Writers: findings, changes, reviews and tables in one format each; they decide nothing."""
