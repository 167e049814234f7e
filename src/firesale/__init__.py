"""Agent-based market game theory: who plays what, under which rules, and what breaks."""
