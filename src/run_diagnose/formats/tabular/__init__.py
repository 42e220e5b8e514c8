"""What all tables share: the dialect of a file, the meaning of a cell, the reader of rows."""
