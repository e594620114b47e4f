"""When which page is fetched: pauses of hosts, intervals of pages, and leases that keep two workers from one host."""
