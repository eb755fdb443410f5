"""What stands around every page and answer: who asks, what is refused, how the service starts, stops and is watched."""
