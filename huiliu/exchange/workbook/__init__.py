"""Reading workbooks as organisations keep them."""
