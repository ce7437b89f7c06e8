"""Kept: run your privacy statement. The statement is data; Kept publishes it, keeps it and proves it."""
