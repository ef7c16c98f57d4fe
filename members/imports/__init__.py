"""The office's register as a workbook: read, checked against ours, written, handed out again."""
