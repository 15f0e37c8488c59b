"""The ledger: signed events in the order of a ref, who could sign them, and what follows from them."""
