"""Who bore the losses, and by which path.

Each file but `shares` reads one kind of loss out of the events of a run: what positions left, and who bore it. `paths` lists them, `losses` puts
them together. What positions left and what was borne add up to what the events state, for every venue and asset.
"""
