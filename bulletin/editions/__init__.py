"""One text, one writer for each place where it is read: PDF to read and to print, mail, WeChat."""
