"""Peers: whom a city can learn from and what it can give, matched both ways; visits and what came of them."""
