"""The arithmetic of perpetual futures: pure functions of sizes, balances and prices."""
