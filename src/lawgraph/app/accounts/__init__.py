"""The pages of accounts: one's own, and everybody's for whoever manages them."""
