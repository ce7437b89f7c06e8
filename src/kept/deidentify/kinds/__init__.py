"""The kinds of promise that belong to this room, one whole in each file."""
