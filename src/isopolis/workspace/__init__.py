"""The web application of a partnership: pages over the four wings, people, and the way to the plan."""
