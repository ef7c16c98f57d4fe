"""What was found wanting: 登记, 整改, 验收, 销号, and 回头看."""
