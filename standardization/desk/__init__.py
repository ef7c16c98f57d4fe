"""What 安全技术部 works with."""
