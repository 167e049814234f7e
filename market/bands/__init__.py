"""Soft liquidation in bands: the mathematics, apart from any venue. Pure functions of numbers and arrays.

A band is a stretch of prices in which collateral (y, base units) is sold for the coin that is owed (x, quote units) as the price falls, and bought
back as it rises. Prices are in quote units per base unit. Source: crvUSD, LLAMMA, `AMM.vy` and `Controller.vy`, as executed at f227f041.
"""
