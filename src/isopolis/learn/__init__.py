"""What worked elsewhere, whom to visit, which money fits: practices, peers, funds, advice."""
