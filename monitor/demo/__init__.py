"""A newsroom in a box: seeds/ served over real HTTP in accelerated news time, an own mailbox, and `monitor demo`."""
