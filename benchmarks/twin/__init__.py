"""The same world as plain Mesa: one Python object per trader, each looking after itself every step."""
