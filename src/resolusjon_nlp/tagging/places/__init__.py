"""Places: mentions, links, organisations around them."""
