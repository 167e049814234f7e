"""Errors. A refused action is an event, not an error: an exception is a bug or a bad scenario."""


class FiresaleError(Exception):
    """Anything that firesale raises on purpose."""


class BadValueError(FiresaleError):
    """A value outside what is allowed; names the key, the value received and the values allowed."""

    def __init__(self, key: str, received: object, allowed: str) -> None:
        self.key = key
        self.received = received
        self.allowed = allowed
        super().__init__(f"{key}: received {received!r}; allowed: {allowed}")

    def __reduce__(self) -> tuple[type["BadValueError"], tuple[str, object, str]]:
        """Made again from what it says, so that it can come back from another process."""
        return type(self), (self.key, self.received, self.allowed)


class BrokenInvariantError(FiresaleError):
    """Something that must always hold does not: the run stops. Says step, place and amount."""
