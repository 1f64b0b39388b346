"""Bodies in flight: their bytes together stay under one limit, and nobody starves."""

import asyncio

SMALL = 256 * 1024  # bytes


class Account:
    """The bytes of one body. Close it when the body is no longer held."""

    __slots__ = ("_budget", "held")

    def __init__(self, budget: "Budget") -> None:
        """Holds nothing yet."""
        self._budget, self.held = budget, 0

    async def grow(self, size: int) -> None:
        """Adds `size` bytes, waiting for others to finish where there is no room."""
        await self._budget.admit(self, size)

    def close(self) -> None:
        """Gives everything back."""
        self._budget.leave(self)


class Budget:
    """A limit in bytes over all open accounts. The oldest account never waits, so that all of them end in turn: at
    most one body's own limit is held above the limit. A quarter is kept for small bodies: a crowd of large ones does
    not hold them up."""

    def __init__(self, limit: int) -> None:
        """`limit` in bytes."""
        self._limit, self._held = limit, 0
        self._accounts: dict[Account, None] = {}  # in order of age
        self._freed = asyncio.Event()

    @property
    def held(self) -> int:
        """Bytes held now."""
        return self._held

    def open(self) -> Account:
        """A new account."""
        account = Account(self)
        self._accounts[account] = None
        return account

    async def admit(self, account: Account, size: int) -> None:
        """Waits until `size` more bytes fit, or until the account is the oldest."""
        limit = self._limit if account.held + size <= SMALL else self._limit - self._limit // 4
        while self._held + size > limit and next(iter(self._accounts)) is not account:
            self._freed.clear()
            await self._freed.wait()
        account.held += size
        self._held += size

    def leave(self, account: Account) -> None:
        """Closes an account; closing twice is harmless."""
        if account in self._accounts:
            del self._accounts[account]
            self._held -= account.held
            account.held = 0
            self._freed.set()
