"""What every page is made with: forms, tables, decorators."""
