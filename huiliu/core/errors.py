"""A "no" that the person who reads it can act on."""

from datetime import timedelta


class Refused(Exception):
    """An action was not done. The words are shown to the person as they stand."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class NotPermitted(Refused):
    """The appointment does not hold the permission, or not at this place."""

    status = 403


class OutOfReach(Refused):
    """For this actor the record does not exist, whether or not somebody else can see it."""

    status = 404

    def __init__(self, words: str = "这里没有这条记录，可能已经移到别处。") -> None:
        super().__init__(words)


class NotLogged(Refused):
    """That somebody looks could not be put on record, so nothing is shown."""

    status = 503

    def __init__(self, words: str = "查看的记录没有写成，所以不能打开。请过一会儿再试。") -> None:
        super().__init__(words)


class TooMany(Refused):
    """It was tried too often; after a while it can be tried again."""

    status = 429

    def __init__(self, words: str, wait: timedelta) -> None:
        super().__init__(words)
        self.wait = wait


def kind_of(error: BaseException) -> str:
    """Return what may be told of any error: its kind, and the state that a database gives it."""
    return " ".join(filter(None, (type(error).__name__, getattr(error, "sqlstate", None))))
