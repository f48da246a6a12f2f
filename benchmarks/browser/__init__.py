"""What the benchmarks of the page share: files, a server, a browser that is watched."""
