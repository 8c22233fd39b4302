"""What the reading process and the reader agree on."""

from typing import Any

# A JSON line with its `size`, followed by that many bytes of `text`.
Told = dict[str, Any]

# Stands between two texts of a batch.
SEPARATOR = "\x1f"
