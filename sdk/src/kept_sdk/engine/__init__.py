"""The engine that decides, as Kept itself has it (``make engine`` copies it from ``src/kept/decisions``)."""
