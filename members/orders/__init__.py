"""Services to companies: what is offered, what it costs, who commissioned what."""
