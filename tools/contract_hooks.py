"""What Schemathesis does not know by itself of the API."""

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def ndjson(ctx, value):
    """Lines of JSON are sent as they stand; anything else, as a wrong body."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
