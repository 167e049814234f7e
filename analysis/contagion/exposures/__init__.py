"""Who is exposed to whom at a step, from the events alone: state, network, matrices, and what they predict."""
