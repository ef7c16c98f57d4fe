"""What 安全技术部 counts and hands on: the board, and lists as workbooks."""
