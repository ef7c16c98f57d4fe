"""An issue by mail: who reads it and consented, who isn't written to, and the mailing itself."""
