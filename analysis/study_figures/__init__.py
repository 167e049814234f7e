"""Pictures of studies, for a page: each takes tables of results and returns a matplotlib `Figure`; one file each."""
