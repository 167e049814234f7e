"""Attribution: the loss of health behind each liquidation, followed through reports, quotes and trades to where it came from."""
