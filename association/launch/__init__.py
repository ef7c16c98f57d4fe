"""From a fresh clone to a running portal: environment, faces, embedded servers, processes."""
